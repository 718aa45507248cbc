import { afterAll, assert, beforeAll, describe, it } from "vitest"
import {
  allHold,
  endedRunsStayAsTheyWere,
  everyAcknowledgedOrderIsStored,
  everyChangeToldItsEvents,
  everyRequestHadOneEffect,
  noProcessFellOver,
  slackHasEachMessageOnce,
} from "./invariants.ts"
import { world, type World } from "./world.ts"

/** Each invariant is shown one violation, so that none of them is silent. */

let given: World
let channel: string
beforeAll(async () => {
  given = await world()
  channel = given.channel()
  await given.slack.as("U1").command(channel, "/coffee")
  await given.slack.as("U2").command(channel, "/coffee order flat white")
  await given.slack.as("U1").command(channel, "/coffee close")
  await allHold(given)
})
afterAll(() => given.stop())

const rejects = async (check: () => Promise<void>, words: RegExp) => {
  const error = await check().then(
    () => undefined,
    (error: unknown) => error,
  )
  assert.instanceOf(error, Error)
  assert.match(error.message, words)
}

const token = "xoxb-chaos"
const callSlack = (method: string, args: object) =>
  fetch(`${given.slack.apiUrl}${method}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(args),
  })

describe("an invariant notices", () => {
  it("an order that was told as saved and is not (I1)", () =>
    rejects(
      () => everyAcknowledgedOrderIsStored(given, [{ channel, member: "U2", text: "espresso" }]),
      /told as saved, but not stored/,
    ))

  it("a change that no request made (I2)", async () => {
    await given.sql`update runs set version = version + 1`
    await rejects(() => everyRequestHadOneEffect(given), /changed more or less often/)
    await given.sql`update runs set version = version - 1`
  })

  it("an event that is missing (I5)", async () => {
    await given.sql`update outbox set type = 'held back' where type = 'coffeebuddy.run_closed.v1'`
    await rejects(() => everyChangeToldItsEvents(given), /beginning or end was not told/)
    await given.sql`update outbox set type = 'coffeebuddy.run_closed.v1' where type = 'held back'`
  })

  it("an order after the end (I6)", async () => {
    await given.sql`update orders set at = at + interval '1 hour'`
    await rejects(() => endedRunsStayAsTheyWere(given), /orders placed after the end/)
    await given.sql`update orders set at = at - interval '1 hour'`
  })

  it("a message that nobody owed, and one that came twice (I3)", async () => {
    const [summary] = await given.sql<ReadonlyArray<{ id: string }>>`select id from deliveries where kind = 'summary'`
    const metadata = { event_type: "coffeebuddy_owed", event_payload: { kind: "summary", mark: summary?.id } }
    await callSlack("chat.postMessage", { channel, text: "again", metadata })
    await rejects(() => slackHasEachMessageOnce(given), /summary/)
    const twice = given.slack.messages(channel).at(-1)
    await callSlack("chat.delete", { channel, ts: twice?.ts })
    await slackHasEachMessageOnce(given)
    const stray = { ...metadata, event_payload: { kind: "summary", mark: "stray" } }
    await callSlack("chat.postMessage", { channel, text: "what?", metadata: stray })
    await rejects(() => slackHasEachMessageOnce(given), /nobody owed/)
  })

  it("a process that ended of itself (I7)", async () => {
    process.kill(given.processes[0]?.pid ?? 0, "SIGKILL")
    await given.processes[0]?.ended
    await rejects(async () => noProcessFellOver(given), /process \d+ ended of its/)
  })
})
