import { assert, describe, it } from "vitest"
import { textOf } from "@coffeebuddy/slack-emulator/actor"
import { allHold, everythingOwedArrives } from "./invariants.ts"
import { world, type World } from "./world.ts"

/** Fault 26: a process whose clock is wrong. Only the database's decides. */

const preload = [new URL("shifted-clock.mjs", import.meta.url).href]
const hour = 3_600_000

/** A run with a pick-up in 30 minutes, an order and a close, all of it through these processes. */
const wholeRun = async (given: World) => {
  const { slack, sql } = given
  const channel = given.channel()
  const opening = await slack.as("U1").command(channel, "/coffee in 30m")
  assert.match(opening.ephemeral?.text ?? "", /is open/)
  const [run] = await sql<ReadonlyArray<{ opened: number; pickup: number }>>`
    select extract(epoch from now() - opened_at)::float8 as opened, extract(epoch from pickup_at - opened_at)::float8 as pickup
    from runs where channel = ${channel}`
  assert.isTrue(Math.abs(run?.opened ?? 99) < 60, "opened by the database's clock")
  assert.isTrue(Math.abs((run?.pickup ?? 0) - 1_800) <= 60, "picked up 30 minutes after that")
  const posted = await slack.waitFor(() => slack.messages(channel)[0], { what: "the run's message" })
  await slack.as("U2").command(channel, "/coffee order flat white")
  await everythingOwedArrives(given)
  const closing = await slack.as("U1").command(channel, "/coffee close")
  assert.match(closing.ephemeral?.text ?? "", /^Closed with 1 order/)
  await everythingOwedArrives(given)
  assert.strictEqual(slack.messages(channel).length, 2)
  return textOf(posted)
}

const inWorld = async (made: Promise<World>, test: (given: World) => Promise<void>) => {
  const given = await made
  try {
    await test(given)
    await allHold(given)
  } finally {
    await given.stop()
  }
}

describe.concurrent("everything goes its usual way, on time and once,", () => {
  it("between a process 120 s ahead of the database and one 120 s behind", () =>
    inWorld(world({ processes: 0, preload }), async (given) => {
      await given.start({ CLOCK_SHIFT: "120000" })
      await given.start({ CLOCK_SHIFT: "-120000" })
      await wholeRun(given)
      await wholeRun(given)
    }))

  it("when a process's clock jumps an hour ahead and two back while messages are on their way", () =>
    inWorld(world({ preload }), async (given) => {
      const { processes, slack } = given
      for (const jump of [hour, -hour]) {
        const channel = given.channel()
        slack.delay("chat.postMessage", 200)
        await slack.as("U1").command(channel, "/coffee")
        await slack.as("U2").command(channel, "/coffee order flat white")
        await slack.as("U1").command(channel, "/coffee close")
        processes[0]?.shiftClock(jump)
        assert.isBelow(await everythingOwedArrives(given), 10_000)
        assert.strictEqual(slack.messages(channel).length, 2)
        const refused = await slack.as("U1").command(channel, "/coffee status")
        assert.strictEqual(refused.status, 401, "by that clock Slack's requests are too old or too new")
        processes[0]?.shiftClock(0)
        slack.heal()
      }
      await wholeRun(given)
    }))

  // Both nights of 2027 in Berlin, a quarter of an hour before the clocks change; the database's own day is another.
  const nights = [
    ["forward", "2027-03-28T00:45:00Z"],
    ["back", "2027-10-31T00:45:00Z"],
  ] as const
  it.each(nights)("on the night on which Slack's and the app's clocks go %s", (_, night) => {
    const shift = Date.parse(night) - Date.now()
    const environment = { CLOCK_SHIFT: String(shift), TZ: "Europe/Berlin" }
    return inWorld(world({ preload, environment, clock: () => Date.now() + shift }), async (given) => {
      await wholeRun(given)
    })
  })
})
