// Loaded before the app: its clock runs CLOCK_SHIFT milliseconds ahead of everybody else's; the parent process may change that by a message.
const RealDate = Date
let shift = Number(process.env.CLOCK_SHIFT ?? 0)

process.on("message", (message) => {
  if (typeof message === "object" && message !== null && "clockShift" in message) shift = message.clockShift
})

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift)
    else super(...given)
  }
  static now() {
    return RealDate.now() + shift
  }
}
