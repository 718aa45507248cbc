import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { Outcome } from "@coffeebuddy/slack-emulator/interactions"
import { allHold, everythingOwedArrives } from "./invariants.ts"
import { world, type World } from "./world.ts"

/** Fault 24: Slack sends each request one to three times, at once, to different processes. */

let given: World
beforeAll(async () => {
  given = await world({ processes: 2 })
})
afterAll(() => given.stop())

const opened = async () => {
  const channel = given.channel()
  await given.slack.as("U1").command(channel, "/coffee")
  await given.slack.waitFor(() => given.slack.messages(channel)[0])
  return channel
}

const joined = async () => {
  const channel = await opened()
  await given.slack.as("U2").command(channel, "/coffee order flat white")
  return channel
}

const closed = async () => {
  const channel = await joined()
  await given.slack.as("U1").command(channel, "/coffee close")
  await everythingOwedArrives(given)
  return channel
}

const command =
  (member: string, line: string) =>
  (channel: string): Promise<Outcome> =>
    given.slack.as(member).command(channel, line)

const press =
  (member: string, label: string, where: (channel: string) => string = (channel) => channel) =>
  (channel: string): Promise<Outcome> => {
    const actor = given.slack.as(member)
    const [direct] = actor.dms().slice(-1)
    return where(channel) === "dm" && direct ? actor.press(direct, label) : actor.press(channel, label)
  }

const submit =
  (member: string, label: string, values: Record<string, string>) =>
  async (channel: string): Promise<Outcome> => {
    const actor = given.slack.as(member)
    const { view } = await actor.press(channel, label)
    assert.isDefined(view, `a dialog after ${label}`)
    return actor.submit(view, values)
  }

/** Everything that requests write, without when. */
const everything = async (): Promise<unknown> => {
  const { sql } = given
  return [
    await sql`select id, status, version, runner, volunteer, place, note, pickup_at, closed_seq from runs order by id`,
    await sql`select run_id, member, text, active, at from orders order by run_id, member`,
    await sql`select * from usuals order by channel, member`,
    await sql`select * from switches order by channel, member`,
    await sql`select * from standings order by channel, season, member`,
    await sql`select id, version, closed_seq from channels order by id`,
    await sql`select key, outcome from requests order by key`,
    await sql`select key, kind, state, ts from deliveries order by key`,
    await sql`select event_id, type, data from outbox order by event_id`,
    await sql`select run_id, wanted, shown, ts from run_messages order by run_id`,
  ]
}

const cases: ReadonlyArray<readonly [string, () => Promise<string>, (channel: string) => Promise<Outcome>]> = [
  ["/coffee", async () => given.channel(), command("U1", "/coffee")],
  ["/coffee order", opened, command("U2", "/coffee order flat white")],
  ["/coffee order, again", joined, command("U2", "/coffee order espresso")],
  ["/coffee cancel my order", joined, command("U2", "/coffee cancel my order")],
  ["/coffee usual", opened, command("U2", "/coffee usual cortado")],
  ["/coffee volunteer", joined, command("U2", "/coffee volunteer")],
  ["/coffee close", joined, command("U1", "/coffee close")],
  ["/coffee cancel", joined, command("U1", "/coffee cancel")],
  ["/coffee out", opened, command("U2", "/coffee out")],
  [
    "the button My usual",
    async () => {
      const channel = await joined()
      await given.slack.as("U2").command(channel, "/coffee cancel my order")
      return channel
    },
    press("U2", "My usual"),
  ],
  ["the button Close", joined, press("U1", "Close")],
  ["the choice I'll go", joined, press("U2", "I'll go")],
  ["the button I'll go instead", closed, press("U3", "I'll go instead")],
  ["the button I can't go", closed, press("U2", "I can't go", () => "dm")],
  ["the order dialog", opened, submit("U2", "Order", { "What would you like?": "flat white" })],
]

describe("a request that comes again and again, to different processes, changes nothing and gets the same answer:", () => {
  it.each(cases)("%s", async (_, prepare, act) => {
    const channel = await prepare()
    await everythingOwedArrives(given)
    const { slack, processes } = given
    const first = await act(channel)
    assert.isUndefined(first.error)
    await everythingOwedArrives(given)
    const sent = slack.sent().at(-1)
    const words = sent?.reply?.kind === "answered" ? sent.reply.body : "none"
    const later = slack.calls("response_url").at(-1)?.args["text"]
    const answers = slack.calls("response_url").length
    const before = await everything()
    const urls = processes.map(({ url }) => url)
    let repeats = 0
    for (const times of [1, 2, 3]) {
      const replies = await slack.redeliver({ times, to: urls })
      repeats += replies.length
      for (const reply of replies) assert.strictEqual(reply.kind === "answered" ? reply.body : reply.kind, words)
    }
    // A button's words follow by its response_url, once for every time that it came; five are all that Slack takes.
    if (sent?.kind === "block_actions") {
      await slack.waitFor(() => slack.calls("response_url").length === answers + repeats)
      for (const { args } of slack.calls("response_url").slice(answers)) assert.strictEqual(args["text"], later)
    }
    await everythingOwedArrives(given)
    assert.deepStrictEqual(await everything(), before)
  })

  it("also when the copies are the first that anybody hears of it", async () => {
    const { slack } = given
    slack.sendEach(() => 3)
    const channel = given.channel()
    await slack.as("U1").command(channel, "/coffee")
    await Promise.all(["U2", "U3", "U4"].map((member) => slack.as(member).command(channel, "/coffee order flat white")))
    const closing = await slack.as("U1").command(channel, "/coffee close")
    slack.sendEach(1)
    assert.match(closing.ephemeral?.text ?? "", /^Closed with 3 orders/)
    const [run] = await given.sql<
      ReadonlyArray<{ version: number }>
    >`select version from runs where channel = ${channel}`
    assert.strictEqual(run?.version, 5)
  })

  it("and every message of it all came once", async () => void (await allHold(given)))
})
