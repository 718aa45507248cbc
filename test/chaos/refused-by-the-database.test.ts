import { existsSync, rmSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import type postgres from "postgres"
import { assert, describe, it } from "vitest"
import { allHold, everyAcknowledgedOrderIsStored } from "./invariants.ts"
import { keepOrdering, newestFor, savedIn } from "./ordering.ts"
import { ownServer } from "./own-server.ts"
import { startProxy } from "./proxy.ts"
import { full, lasting } from "./tuning.ts"
import { until, world, type World } from "./world.ts"

const limit = full ? 900_000 : 120_000
const people = ["U1", "U2", "U3", "U4", "U5", "U6"]

const opened = async (given: World) => {
  const channel = given.channel()
  const { ephemeral } = await given.slack.as("U1").command(channel, "/coffee")
  assert.match(ephemeral?.text ?? "", /is open/)
  return channel
}

const closed = async (given: World, channel: string) => {
  await until("the run to be closed", async () => {
    await given.slack.as("U1").command(channel, "/coffee close")
    const [run] = await given.sql<ReadonlyArray<{ status: string }>>`select status from runs where channel = ${channel}`
    return run?.status === "closed"
  })
}

const inWorld = async (made: Promise<World>, test: (given: World) => Promise<void>) => {
  const given = await made
  try {
    await test(given)
  } finally {
    await given.stop()
  }
}

/** Orders while the database is slow: told in time that it takes longer, and later what came of it. Answers how long both took. */
const orderSlowly = async (given: World, channel: string) => {
  const began = performance.now()
  const first = await given.slack.as("U2").command(channel, "/coffee order flat white")
  assert.isUndefined(first.error, "Slack gave up waiting")
  assert.match(first.ephemeral?.text ?? "", /^Still working/)
  const words = await given.slack.waitFor(
    () => {
      const newest = newestFor(given, channel, "U2")
      return newest.startsWith("Still working") ? undefined : newest
    },
    { within: 60_000 },
  )
  assert.strictEqual(savedIn(words), "flat white")
  return { answered: Math.round(first.took), told: Math.round(performance.now() - began) }
}

describe.concurrent("a slow database costs nobody their answer", { timeout: limit }, () => {
  it("when a lock is held for longer than a statement may take (fault 11)", () =>
    inWorld(world(), async (given) => {
      const channel = await opened(given)
      const { ordering } = await given.sql.begin(async (sql) => {
        await sql`select id from runs where channel = ${channel} for update`
        const ordering = orderSlowly(given, channel)
        await delay(5_500)
        return { ordering }
      })
      const took = await ordering
      await allHold(given)
      console.log(`a lock held for 5.5 s: answered after ${took.answered} ms, told after ${took.told} ms`)
    }))

  it("when every answer of it comes late (fault 11)", async () => {
    const server = await ownServer()
    const proxy = await startProxy(server.url)
    try {
      await inWorld(world({ database: server, databaseUrl: proxy.through }), async (given) => {
        const channel = await opened(given)
        await allHold(given)
        proxy.delay(5_000)
        const ordering = orderSlowly(given, channel)
        await delay(lasting(6_000, 12_000))
        proxy.heal()
        const took = await ordering
        await allHold(given)
        console.log(`answers 5 s late: answered after ${took.answered} ms, told after ${took.told} ms`)
      })
    } finally {
      await proxy.stop()
    }
  })
})

/** A role of the app's own, because the superuser of the tests is exempt from most limits. */
const ordinaryRole = () => {
  let name = ""
  const prepare = async (url: string, sql: postgres.Sql) => {
    const session = new URL(url)
    name = `chaos_${session.pathname.slice(-20)}`
    session.username = name
    session.password = "chaos"
    await sql.unsafe(`
      create role ${name} login password 'chaos';
      grant all on all tables in schema public to ${name};
      grant all on all sequences in schema public to ${name}`)
    return session.href
  }
  /** Changes what the role may; its sessions begin anew. */
  const alter = async ({ sql }: World, change: string) => {
    await sql.unsafe(`alter role ${name} ${change}`)
    // Not in the condition: a planner may ask that first, of everybody's sessions.
    const old = await sql<ReadonlyArray<{ pid: number }>>`
      select pid, pg_terminate_backend(pid) from pg_stat_activity where usename = ${name}`
    await until("its sessions to end", async () => {
      const left = await sql`select pid from pg_stat_activity where pid in ${sql([0, ...old.map(({ pid }) => pid)])}`
      return left.length === 0
    })
  }
  const drop = ({ sql }: World) => sql.unsafe(`drop owned by ${name} cascade; drop role ${name}`)
  return { prepare, alter, drop }
}

/** Nothing that is asked for while the database refuses is written or told as saved, and afterwards all is well. */
const refusesMeanwhile = async (
  given: World,
  code: string,
  refuse: () => Promise<void>,
  allow: () => Promise<void>,
) => {
  const { sql } = given
  const channel = await opened(given)
  const ordering = keepOrdering(given, channel, people)
  await until("some orders", () => ordering.acknowledged.length >= 6)
  await refuse()
  const written = async () => (await sql`select key from requests`).length
  const before = await written()
  const hit = () => given.processes.some(({ log }) => log.some((line) => line.includes(`"code":"${code}"`)))
  await until(`the app to be refused with ${code}`, hit)
  await delay(lasting(1_500, 60_000))
  assert.strictEqual(await written(), before, "written while the database refused everything")
  await everyAcknowledgedOrderIsStored(given, ordering.acknowledged)
  await allow()
  await until("orders to be saved again", async () => (await written()) > before, { within: 60_000 })
  const { acknowledged, ...count } = await ordering.stop()
  await closed(given, channel)
  await allHold(given, 60_000)
  await everyAcknowledgedOrderIsStored(given, acknowledged)
  assert.strictEqual(count.untold, 0)
  console.log(`${code}: ${acknowledged.length} saved`, count)
}

/** Refuses every byte with ENOSPC, as a full disk does; only Linux has it. */
const FULL = "/dev/full"

/** Every order writes the person's usual: its table gets a new file, and that one cannot grow. */
const fillDisk = ({ sql }: World, folder: string) =>
  sql.begin(async (sql) => {
    await sql`truncate usuals`
    const [row] = await sql<ReadonlyArray<{ path: string }>>`select pg_relation_filepath('usuals') as path`
    const file = join(folder, row?.path ?? "")
    rmSync(file)
    symlinkSync(FULL, file)
  })

const emptyDisk = ({ sql }: World) => sql`truncate usuals`

/** Where there is no such device: the same error from a trigger. */
const pretendFull = ({ sql }: World) =>
  sql.unsafe(`
    create function full_disk() returns trigger language plpgsql as $$
      begin raise exception using errcode = 'disk_full', message = 'no space left on device'; end $$;
    create trigger full_disk before insert on requests execute function full_disk()`)
const pretendEmpty = ({ sql }: World) => sql`drop trigger full_disk on requests`

describe.concurrent("what the database refuses is never told as saved", { timeout: limit }, () => {
  const limits = [
    ["no connection is left (fault 12, 53300)", "53300", "connection limit 0", "connection limit -1"],
    [
      "it is read-only (fault 12, 25006)",
      "25006",
      "set default_transaction_read_only = on",
      "reset default_transaction_read_only",
    ],
  ] as const
  it.each(limits)("when %s", async (_, code, refuse, allow) => {
    const role = ordinaryRole()
    await inWorld(world({ processes: 2, databaseUrl: role.prepare }), async (given) => {
      await refusesMeanwhile(
        given,
        code,
        () => role.alter(given, refuse),
        () => role.alter(given, allow),
      )
      await Promise.all(given.processes.map((process) => process.kill()))
      await role.drop(given)
    })
  })

  it("when the disk is full (fault 12, 53100)", async () => {
    const server = await ownServer()
    await inWorld(world({ processes: 2, database: server }), (given) => {
      const real = existsSync(FULL)
      console.log(real ? `a table in ${FULL}` : "a trigger stands for the full disk")
      return refusesMeanwhile(
        given,
        "53100",
        async () => void (await (real ? fillDisk(given, server.dataFolder) : pretendFull(given))),
        async () => void (await (real ? emptyDisk(given) : pretendEmpty(given))),
      )
    })
  })

  it("when every fifth commit fails for others' sake (fault 13, 40001 and 40P01)", () =>
    inWorld(world({ processes: 2 }), async (given) => {
      await given.sql.unsafe(`
        create sequence raised;
        create function unlucky() returns trigger language plpgsql as $$
        begin
          if random() < 0.2 then
            perform nextval('raised');
            raise exception using errcode = case when random() < 0.5 then '40001' else '40P01' end;
          end if;
          return new;
        end $$;
        create trigger unlucky before insert on requests for each row execute function unlucky();
        create trigger unlucky before update on deliveries for each row execute function unlucky()`)
      const channel = await opened(given)
      const ordering = keepOrdering(given, channel, people)
      await delay(lasting(3_000, 60_000))
      const { acknowledged, ...count } = await ordering.stop()
      await closed(given, channel)
      await allHold(given)
      await everyAcknowledgedOrderIsStored(given, acknowledged)
      const [row] = await given.sql<ReadonlyArray<{ raised: number }>>`select last_value::int as raised from raised`
      console.log(`40001 and 40P01: raised ${row?.raised} times, ${acknowledged.length} saved`, count)
      assert.isAbove(row?.raised ?? 0, 3)
      assert.strictEqual(count.untold, 0)
    }))
})
