import { assert, describe, it } from "vitest"
import { allHold, everyAcknowledgedOrderIsStored, everythingOwedArrives } from "./invariants.ts"
import { keepOrdering } from "./ordering.ts"
import { full, quick } from "./tuning.ts"
import { until, world, type World } from "./world.ts"

const limit = full ? 900_000 : 180_000
const people = ["U1", "U2", "U3", "U4", "U5", "U6"]
const deaths = full ? 60 : 4

const inWorld = async (made: Promise<World>, test: (given: World) => Promise<void>) => {
  const given = await made
  try {
    await test(given)
  } finally {
    await given.stop()
  }
}

describe.concurrent("nobody notices", { timeout: limit }, () => {
  it("that one of two processes is killed between commit and answer, again and again (fault 1)", () =>
    inWorld(world({ processes: 2 }), async (given) => {
      const channel = given.channel()
      await given.slack.as("U1").command(channel, "/coffee")
      const ordering = keepOrdering(given, channel, people)
      for (let death = 1; death <= deaths; death++) {
        const [victim] = given.processes
        await victim?.arm("decide.committed", death)
        await victim?.ended
        await given.restart()
        const before = ordering.acknowledged.length
        await until("orders to be saved again", () => ordering.acknowledged.length > before)
      }
      const { acknowledged, ...count } = await ordering.stop()
      const closing = await given.slack.as("U1").command(channel, "/coffee close")
      assert.match(closing.ephemeral?.text ?? "", /^Closed with 6 orders/)
      await allHold(given)
      await everyAcknowledgedOrderIsStored(given, acknowledged)
      console.log(`${deaths} processes killed between commit and answer: ${acknowledged.length} saved`, count)
    }))

  it("that a process stood still for two leases while its message was on the way, and then went on (fault 6)", () =>
    inWorld(world({ processes: 2 }), async (given) => {
      const { slack, sql } = given
      const lease = quick.dispatcher.lease
      for (const fault of [{ hang: true }, { hang: true, afterAccepting: true }]) {
        const channel = given.channel()
        const met = slack.fail("chat.postMessage", { ...fault, channel })
        await slack.as("U1").command(channel, "/coffee")
        await slack.waitFor(
          () => met.hits === 1 || slack.calls("chat.postMessage").some(({ args }) => args["channel"] === channel),
        )
        const [holder, other] = given.processes
        holder?.freeze()
        const frozen = performance.now()
        await until("two leases to pass", () => performance.now() - frozen > 2 * lease)
        const [row] = await sql<ReadonlyArray<{ shown: number }>>`
          select shown from run_messages m join runs r on r.id = m.run_id where channel = ${channel}`
        holder?.thaw()
        await everythingOwedArrives(given)
        assert.isFalse(other?.hasEnded())
        assert.strictEqual(slack.messages(channel).length, 1)
        console.log(
          `while one process stood still the other had ${row?.shown === 0 ? "not yet " : ""}brought the message`,
        )
      }
      await allHold(given)
    }))
})
