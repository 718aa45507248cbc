import { assert, describe, it } from "@effect/vitest"
import { hours } from "@coffeebuddy/domain/instant"
import { formerMember } from "@coffeebuddy/domain/former-member"
import { runMessage } from "../../src/slack/run-message.ts"
import {
  ana,
  at,
  ben,
  cai,
  candidate,
  channel,
  closedAt,
  decision,
  halfPastTen,
  nine,
  note,
  order,
  place,
  pressable,
  run,
  shown,
} from "./fixtures.ts"

const orders = [order(ana, "flat white"), order(ben, "tea", false), order(cai, "espresso")]
const made = decision([candidate(ana), candidate(cai)])

describe("an open run's message", () => {
  it("says who started it, when, where and what for", () => {
    const message = runMessage(
      at({ run: run({ pickupAt: halfPastTen, place: place("Blue Bottle"), note: note("bring a bag") }) }),
    )
    const words = shown(message)
    assert.include(words, "<@U0ANA> started a coffee run")
    assert.include(words, `<!date^${halfPastTen / 1000}^{time}|10:30 UTC>`)
    assert.include(words, "Blue Bottle")
    assert.include(words, "bring a bag")
    assert.strictEqual(message.text, "Coffee run open, pick-up at 10:30 UTC: 0 orders so far.")
  })

  it("counts people with an order that stands, and lists what they have", () => {
    const words = shown(runMessage(at({ orders })))
    assert.include(words, "2 people are in")
    assert.include(words, "<@U0ANA>: flat white")
    assert.notInclude(words, "tea")
    assert.include(shown(runMessage(at({ orders: [order(ana, "tea")] }))), "1 person is in")
    assert.include(shown(runMessage(at())), "No orders yet")
  })

  it("offers to order, to reuse the usual, to close, and the rest in a menu", () =>
    assert.deepStrictEqual(pressable(runMessage(at())), [
      "order",
      "use-usual",
      "close",
      "volunteer",
      "edit-details",
      "cancel-run",
    ]))

  it("asks before closing, because that cannot be undone", () =>
    assert.include(JSON.stringify(runMessage(at()).blocks), "Close this run?"))

  it("names the volunteer and offers nobody else to be one", () => {
    const message = runMessage(at({ run: run({ volunteer: ben }) }))
    assert.include(shown(message), "<@U0BEN> volunteered")
    assert.notInclude(pressable(message), "volunteer")
  })

  it("offers no volunteering where the channel switched it off", () => {
    const message = runMessage(at({ channel: channel({ volunteers: false }) }))
    assert.notInclude(pressable(message), "volunteer")
    assert.notInclude(shown(message), "volunteer")
  })

  it("has no buttons while it is being closed", () => {
    const message = runMessage(at({ run: run({ accepting: false }) }))
    assert.deepStrictEqual(pressable(message), [])
    assert.include(shown(message), "Being closed right now")
  })

  it("shows the day too when the pick-up is far away", () =>
    assert.include(
      shown(runMessage(at({ run: run({ pickupAt: nine + hours(20) }) }))),
      "{date_short_pretty} at {time}",
    ))

  it("names nobody who was erased", () =>
    assert.include(shown(runMessage(at({ run: run({ starter: formerMember }) }))), "a former member started"))

  it("lets nobody's text reach beyond its line", () => {
    const words = shown(runMessage(at({ orders: [order(ana, "<!channel> & ```"), order(ben, "*bold*")] })))
    assert.include(words, "&lt;!channel&gt; &amp;")
    assert.notInclude(words, "```")
    assert.notInclude(words, "<!channel>")
  })
})

describe("a closed run's message", () => {
  it("says who goes and offers to go instead", () => {
    const message = runMessage(closedAt(orders, made))
    assert.include(shown(message), `<@${made.pick.runner}> goes.`)
    assert.deepStrictEqual(pressable(message), ["volunteer"])
    assert.include(shown(message), "I'll go instead")
  })

  it("offers to go where nobody does", () => {
    const message = runMessage(closedAt(orders, made, { duty: null }))
    assert.include(shown(message), "Nobody is left to go")
    assert.deepStrictEqual(pressable(message), ["volunteer"])
    assert.notInclude(shown(message), "instead")
  })

  it("has no button that could no longer do anything", () => {
    const view = closedAt(orders, made)
    const dead = [
      { ...view, newest: false },
      { ...view, now: view.now + hours(4) + 1 },
      { ...view, channel: channel({ volunteers: false }) },
      closedAt(orders, made, { duty: { runner: cai, via: "volunteer", lastServedBefore: null } }),
      closedAt([], decision([])),
    ]
    for (const each of dead) assert.deepStrictEqual(pressable(runMessage(each)), [])
  })

  it("without orders says that nobody has to go", () =>
    assert.include(shown(runMessage(closedAt([], decision([])))), "Nobody ordered, so nobody has to go"))
})

describe("a run's message after it ended otherwise", () => {
  it("says who called it off, without buttons", () => {
    const message = runMessage(at({ run: run({ status: "canceled", endedBy: ben }) }))
    assert.include(shown(message), "<@U0BEN> called this run off")
    assert.deepStrictEqual(pressable(message), [])
    assert.include(shown(runMessage(at({ run: run({ status: "canceled" }) }))), "was called off")
  })

  it("says that it was stopped, without buttons", () => {
    const message = runMessage(at({ run: run({ status: "failed", failure: "archived" }) }))
    assert.include(shown(message), "stopped")
    assert.deepStrictEqual(pressable(message), [])
  })
})
