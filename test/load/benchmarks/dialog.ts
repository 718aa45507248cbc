import { at, type Benchmark, type Pace, quantile, spread } from "../figures.ts"
import { delivered, startServer } from "../parts/database.ts"
import { startOffice } from "../parts/office.ts"

const CHANNELS = 10
const PEOPLE = 100

const run = async (pace: Pace) => {
  const rounds = at(pace, { quick: 1, usual: 20, full: 200 })
  const people = at(pace, { quick: CHANNELS, usual: PEOPLE })
  const server = await startServer()
  const office = await startOffice({
    database: await server.migrated("dialog"),
    channels: CHANNELS,
    members: people,
    rateLimits: "off",
    clock: () => performance.timeOrigin + performance.now(),
  })
  const { slack, channels, membersOf } = office
  await office.openEverywhere()
  await delivered(office.database)
  const waits: Array<number> = []
  const pressed = async (channel: string, member: string) => {
    const actor = slack.as(member)
    const outcome = await actor.press(channel, "order")
    if (!outcome.ok) throw new Error(`the press was not taken: ${outcome.error}`)
    while (actor.openView() !== undefined) await actor.closeView()
  }
  for (let round = 0; round < rounds; round++) {
    const before = slack.calls("views.open").length
    const sent = slack.sent("block_actions").length
    // One of each channel at the same moment: ten people press at once.
    const each = Math.floor(people / CHANNELS)
    for (let person = 0; person < each; person++) {
      await Promise.all(channels.map((channel, index) => pressed(channel, membersOf(index)[person] ?? "")))
    }
    const opened = slack.calls("views.open").slice(before)
    const presses = slack.sent("block_actions").slice(sent)
    const askedAt = new Map(presses.map(({ body, at }) => [triggerOf(body), at]))
    for (const { args, at: leftAt } of opened)
      waits.push(leftAt - (askedAt.get(String(args["trigger_id"])) ?? Number.NaN))
  }
  await office.stop()
  await server.stop()
  const p99 = quantile(waits, 0.99)
  return {
    rows: [
      {
        goal: "5",
        what: "Order is pressed until views.open arrives at Slack, p50 / p95 / p99",
        measured: `${spread(waits)} of ${waits.length}`,
        reference: "",
        ratio: "",
        wanted: "p99 <= 100 ms",
        met: p99 <= 100,
      },
    ],
    notes: [
      `${CHANNELS} people press at the same moment, again and again, each over a new connection; the time is from the emulator's sending of the press to its having read the call, so both ways over the wire are in it.`,
    ],
  }
}

const triggerOf = (body: string): string => {
  const payload = JSON.parse(new URLSearchParams(body).get("payload") ?? "{}") as { trigger_id?: string }
  return payload.trigger_id ?? ""
}

export const dialog: Benchmark = { name: "dialog", about: "how soon a dialog opens", run }
