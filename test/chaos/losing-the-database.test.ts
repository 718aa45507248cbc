import { setTimeout as delay } from "node:timers/promises"
import { assert, describe, it } from "vitest"
import { allHold, everyAcknowledgedOrderIsStored, heapsStayBounded } from "./invariants.ts"
import { keepOrdering } from "./ordering.ts"
import { ownServer } from "./own-server.ts"
import { startProxy } from "./proxy.ts"
import { full, lasting } from "./tuning.ts"
import { until, world, type World } from "./world.ts"

const limit = full ? 900_000 : 180_000
const people = ["U1", "U2", "U3", "U4", "U5", "U6"]

const opened = async (given: World) => {
  const channel = given.channel()
  const { ephemeral } = await given.slack.as("U1").command(channel, "/coffee")
  assert.match(ephemeral?.text ?? "", /is open/)
  return channel
}

/** Closes by hand, as often as it takes to be told that it is done. */
const closed = async (given: World, channel: string) => {
  await until("the run to be closed", async () => {
    await given.slack.as("U1").command(channel, "/coffee close")
    const [run] = await given.sql<ReadonlyArray<{ status: string }>>`select status from runs where channel = ${channel}`
    return run?.status === "closed"
  })
}

/** Ends a random one of the app's sessions every 30 ms, and watches that none of them ever holds a transaction open. */
const killBackends = async ({ sql }: World, millis: number) => {
  const end = performance.now() + millis
  const seen = { kills: 0, idleInTransaction: 0 }
  while (performance.now() < end) {
    const [row] = await sql<ReadonlyArray<{ killed: number; idle: number }>>`
      with apps as (
        select pid, state from pg_stat_activity where datname = current_database() and application_name = 'coffeebuddy'
      ), victim as (select pid from apps order by random() limit 1)
      select (select count(*) from victim where pg_terminate_backend(pid))::int as killed,
        (select count(*) from apps where state like 'idle in transaction%')::int as idle`
    seen.kills += row?.killed ?? 0
    seen.idleInTransaction += row?.idle ?? 0
    await delay(30)
  }
  return seen
}

const inWorld = async (made: Promise<World>, test: (given: World) => Promise<void>) => {
  const given = await made
  try {
    await test(given)
  } finally {
    await given.stop()
  }
}

describe.concurrent(
  "what was told as saved is saved, everything happens once and nobody falls over, while",
  { timeout: limit },
  () => {
    it("backends are killed at random, handlers waiting between statements (faults 7 and 8)", () =>
      inWorld(world({ processes: 2 }), async (given) => {
        const channel = await opened(given)
        // Reading a pick-up time asks Slack for the member's zone, between the read and the commit.
        given.slack.delay("users.info", 300)
        const waiting = people.map((member) => ({ member, channel: given.channel() }))
        const ordering = keepOrdering(given, channel, people)
        const [seen] = await Promise.all([
          killBackends(given, lasting(5_000, 60_000)),
          ...waiting.map(({ member, channel }) => given.slack.as(member).command(channel, "/coffee in 30m")),
        ])
        const { acknowledged, ...count } = await ordering.stop()
        await closed(given, channel)
        const took = await allHold(given)
        await everyAcknowledgedOrderIsStored(given, acknowledged)
        const heap = await heapsStayBounded(given)
        console.log(
          `killed ${seen.kills} backends: ${acknowledged.length} saved`,
          count,
          `settled in ${took} ms, ${heap} MiB`,
        )
        assert.isAbove(seen.kills, 10)
        assert.strictEqual(seen.idleInTransaction, 0)
        assert.strictEqual(count.untold, 0)
        const half = await given.sql`
        select id from runs where not exists (select from run_messages where run_id = runs.id)
          or not exists (select from outbox where key = runs.id::text)`
        assert.strictEqual(half.length, 0, "runs written by halves")
      }))

    it("the server crashes and comes back (fault 9)", async () => {
      const server = await ownServer()
      await inWorld(world({ processes: 2, database: server }), async (given) => {
        const channel = await opened(given)
        const ordering = keepOrdering(given, channel, people)
        await until("some orders", () => ordering.acknowledged.length >= 10)
        await server.stop("immediate")
        await delay(lasting(2_000, 60_000))
        await server.startAgain()
        const before = ordering.acknowledged.length
        const back = performance.now()
        await until("orders to be saved again", () => ordering.acknowledged.length > before)
        const answered = Math.round(performance.now() - back)
        const { acknowledged, ...count } = await ordering.stop()
        await closed(given, channel)
        const took = await allHold(given)
        await everyAcknowledgedOrderIsStored(given, acknowledged)
        console.log(
          `restarted server: ${acknowledged.length} saved`,
          count,
          `first one ${answered} ms after, settled in ${took} ms`,
        )
        assert.strictEqual(count.untold, 0)
      })
    })

    it("connections go silent without a word (fault 10)", async () => {
      const server = await ownServer()
      const proxy = await startProxy(server.url)
      // An idle dispatcher looks once a minute: only the listener can wake it in time.
      const tuning = {
        dispatcher: { lease: 1_000, callTimeout: 500, idle: 60_000, retry: 100, pause: 1_000 },
        postgres: { statementTimeout: 600, deadline: 1_000, heartbeat: 500 },
      }
      try {
        await inWorld(world({ database: server, databaseUrl: proxy.through, tuning }), async (given) => {
          const channel = await opened(given)
          const ordering = keepOrdering(given, channel, people)
          await until("some orders", () => ordering.acknowledged.length >= 10)
          proxy.silence()
          await delay(lasting(4_000, 300_000))
          proxy.heal()
          const before = ordering.acknowledged.length
          const back = performance.now()
          await until("orders to be saved again", () => ordering.acknowledged.length > before)
          const answered = Math.round(performance.now() - back)
          const { acknowledged, ...count } = await ordering.stop()
          await closed(given, channel)
          const took = await allHold(given)
          await everyAcknowledgedOrderIsStored(given, acknowledged)
          console.log(
            `silent connections: ${acknowledged.length} saved`,
            count,
            `first one ${answered} ms after, settled in ${took} ms`,
          )
          assert.strictEqual(count.untold, 0)

          const next = given.channel()
          await given.sql`select pg_notify('coffeebuddy_owed', '')`
          await given.slack.as("U1").command(next, "/coffee")
          await given.slack.waitFor(() => given.slack.messages(next)[0], { what: "the listener to be heard again" })
        })
      } finally {
        await proxy.stop()
      }
    })
  },
)
