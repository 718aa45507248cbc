import { assert, describe, it } from "vitest"
import { type CrashPoint, crashPoints } from "@coffeebuddy/application/crash-point"
import type { Sent } from "@coffeebuddy/slack-emulator/delivery"
import { type Scenario, scenarios } from "./crash-scenarios.ts"
import { allHold, everythingOwedArrives } from "./invariants.ts"
import type { HttpProcess } from "./processes.ts"
import { world, type World } from "./world.ts"

/** A process dies at every passing of every crash point; another takes over; nobody may be able to tell. */

/** A net for a machine that has much else to do: a process has to start after every death. */
const minutes = (count: number) => count * 60_000

const reached = new Map<CrashPoint, number>()

/** Each passing of each point, numbered by point. */
const deathsIn = (passed: ReadonlyArray<CrashPoint>, from: CrashPoint | undefined) => {
  const seen = new Map<CrashPoint, number>()
  const begin = from === undefined ? 0 : passed.indexOf(from)
  return passed.flatMap((point, index) => {
    const passing = (seen.get(point) ?? 0) + 1
    seen.set(point, passing)
    return index < begin ? [] : [{ point, passing }]
  })
}

const owedIn = async ({ sql }: World, channel: string): Promise<ReadonlyArray<string>> => {
  const rows = await sql<ReadonlyArray<{ kind: string }>>`
    select kind from deliveries d join runs r on r.id = d.run_id where channel = ${channel}
    union all select 'run_message' from run_messages m join runs r on r.id = m.run_id where channel = ${channel} order by 1`
  return rows.map(({ kind }) => kind)
}

const runIn = async ({ sql }: World, channel: string) => {
  const runs = await sql<ReadonlyArray<{ status: string; version: number; runner: string | null }>>`
    select status, version, runner from runs where channel = ${channel}`
  assert.strictEqual(runs.length, 1, `runs in ${channel}`)
  return runs[0]!
}

/** The same request, as Slack sends it when it got no answer: the words it gets. */
const again = async ({ slack, processes }: World, sent: Sent, times: number) => {
  const replies = await slack.redeliver({ sent, times, to: processes.map(({ url }) => url) })
  return replies.map((reply) => {
    assert.strictEqual(reply.kind, "answered")
    return reply.kind === "answered" ? reply.body.replace(/Reference: [\w-]+/, "") : ""
  })
}

/** Once everything has settled, the request may come again as often as it likes. */
const nothingChangesWhenAsked = async (given: World, channel: string, sent: Sent | undefined) => {
  if (sent === undefined) return
  const words = sent.reply?.kind === "answered" ? sent.reply.body : (await again(given, sent, 1))[0]
  await everythingOwedArrives(given)
  const before = await runIn(given, channel)
  for (const repeated of await again(given, sent, 2)) assert.strictEqual(repeated, words)
  assert.deepStrictEqual(await runIn(given, channel), before)
}

const check = async (given: World, scenario: Scenario, channel: string, sent: Sent | undefined) => {
  if (scenario.repeated) await nothingChangesWhenAsked(given, channel, sent)
  await everythingOwedArrives(given)
  const run = await runIn(given, channel)
  assert.strictEqual(run.status, scenario.status)
  if (run.status === "closed") assert.strictEqual(run.runner, "U2")
  const owed = await owedIn(given, channel)
  const deadlineIsOptional = (kind: string) => kind !== "deadline" || owed.includes("deadline")
  assert.deepStrictEqual(owed, scenario.owed.filter(deadlineIsOptional))
}

const prepared = async (given: World, scenario: Scenario) => {
  const channel = given.channel()
  await scenario.prepare?.(given, channel)
  await everythingOwedArrives(given)
  return channel
}

/** Does the work with nobody dying, and answers what a process goes through in it. */
const rehearse = async (given: World, scenario: Scenario) => {
  const channel = await prepared(given, scenario)
  const [process] = given.processes
  process!.passed.length = 0
  await scenario.act(given, channel)
  await everythingOwedArrives(given)
  return [...process!.passed]
}

const never = Number.MAX_SAFE_INTEGER

/**
 * Whether the process died, or came to the end of the work alive: how many rounds the dispatcher needs is not the same each time, so that
 * the last passing of a rehearsal may not come again.
 */
const died = async (given: World, victim: HttpProcess) => {
  const alive = async () => {
    await everythingOwedArrives(given, minutes(1))
    await victim.arm("decide.read", never)
  }
  // Dead, it delivers nothing any more.
  await Promise.race([
    victim.ended,
    alive().catch((error: unknown) => (victim.hasEnded() ? undefined : Promise.reject(error))),
  ])
  return victim.hasEnded()
}

const dieAt = async (given: World, scenario: Scenario, point: CrashPoint, passing: number) => {
  const channel = await prepared(given, scenario)
  const victim = given.processes[0]!
  await victim.arm(point, passing)
  const before = given.slack.sent().length
  await scenario.act(given, channel)
  const sent = given.slack.sent()[before]
  const dead = await died(given, victim)
  await given.restart()
  await check(given, scenario, channel, sent)
  return dead
}

const dieEverywhere = async (given: World, scenario: Scenario) => {
  const passed = await rehearse(given, scenario)
  for (const { point, passing } of deathsIn(passed, scenario.from)) {
    const dead = await dieAt(given, scenario, point, passing).catch((error: unknown) => {
      throw new Error(`after dying at ${point}, passing ${passing}`, { cause: error })
    })
    if (dead) reached.set(point, (reached.get(point) ?? 0) + 1)
  }
  await allHold(given)
}

describe.concurrent("a process that dies at any crash point is not missed, while", () => {
  for (const scenario of scenarios) {
    it(scenario.name, { timeout: minutes(15) }, async () => {
      const given = await world()
      try {
        await dieEverywhere(given, scenario)
      } finally {
        await given.stop()
      }
    })
  }
})

it("dies at every point there is", () => {
  const deaths = [...reached.values()].reduce((sum, count) => sum + count, 0)
  const counts = crashPoints.map((point) => `${point} ${reached.get(point) ?? 0}`)
  console.log(`${crashPoints.length} crash points, ${deaths} deaths: ${counts.join(", ")}`)
  assert.deepStrictEqual(
    crashPoints.filter((point) => !reached.has(point)),
    [],
  )
})
