import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Closing from "@coffeebuddy/domain/closing"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { start } from "../../../../apps/sandbox/src/embedded-postgres.ts"
import { migrate } from "../../src/postgres/migrations.ts"
import { aChannel, actOnRun, actor, adapters, aMember, aRequest, opened, ordered, orderedAs } from "./fixture.ts"

/** A server of its own, because pg_stat_statements has to be loaded when it starts. */
describe("what a request costs the database", () => {
  const folder = mkdtempSync(join(tmpdir(), "coffeebuddy-cost-"))
  let server: Awaited<ReturnType<typeof start>>
  let sql: postgres.Sql

  beforeAll(async () => {
    const settings = { shared_preload_libraries: "pg_stat_statements" }
    server = await start({ dataFolder: join(folder, "data"), fsync: false, maxConnections: 20, settings })
    await migrate(server.url)
    sql = postgres(server.url, { max: 1, onnotice: () => {} })
    await sql.unsafe("create extension pg_stat_statements")
  })
  afterAll(async () => {
    await sql.end()
    await server.stop("immediate")
    rmSync(folder, { recursive: true, force: true })
  })

  /** How often which of our statements ran, and how much they wrote to the log, in bytes. */
  const counted = async () => {
    const rows = await sql.unsafe<Array<{ name: string; calls: number; wal: number }>>(
      `select substring(query from '/\\* coffeebuddy (\\w+)') as name, sum(calls)::float8 as calls, sum(wal_bytes)::float8 as wal
       from pg_stat_statements where query ~ '/\\* coffeebuddy' and query !~ 'pg_stat_statements' group by 1 order by 1`,
    )
    await sql.unsafe("select pg_stat_statements_reset()")
    const calls = Object.fromEntries(rows.map((row) => [row.name, row.calls]))
    return { calls, wal: rows.reduce((sum, row) => sum + row.wal, 0) }
  }

  const measured = async <A, E>(effect: Effect.Effect<A, E, RunStore>) => {
    await counted()
    const value = await Effect.runPromise(Effect.provide(effect, adapters(server.url)))
    return { value, ...(await counted()) }
  }

  it("two statements for each request that changes something, one for a repeated one", async () => {
    const [channel, member] = [aChannel(), aMember()]
    const opening = await measured(opened(channel, member))
    assert.deepStrictEqual(opening.calls, { openRun: 1, readMemberByChannel: 1 })
    const run = opening.value
    const request = aRequest()
    const ordering = await measured(orderedAs(run, member, "tea", request))
    assert.deepStrictEqual(ordering.calls, { changeRun: 1, readMemberByRun: 1 })
    const repeating = await measured(Effect.flatMap(RunStore, (store) => store.readMember({ run }, member, request)))
    assert.strictEqual(repeating.value._tag, "Repeated")
    assert.deepStrictEqual(repeating.calls, { readMemberByRun: 1 })
    const closing = await measured(actOnRun({ run }, member, (at) => Closing.close(at, actor(member))))
    assert.deepStrictEqual(closing.calls, { changeRun: 1, readRunByRun: 1 })
  })

  it("at most 2 kB of log for an order", async () => {
    const [channel, starter] = [aChannel(), aMember()]
    const people = Array.from({ length: 20 }, aMember)
    const { value: first } = await measured(opened(channel, starter))
    // The first change of a page after a checkpoint writes the whole page, whatever it changes.
    await sql.unsafe("checkpoint")
    await measured(Effect.forEach(people, (member) => ordered(first, member)))
    const strangers = await measured(Effect.forEach(Array.from({ length: 20 }, aMember), (one) => ordered(first, one)))
    await measured(actOnRun({ run: first }, starter, (at) => Closing.close(at, actor(starter))))
    const { value: second } = await measured(opened(channel, starter))
    const regulars = await measured(Effect.forEach(people, (member) => ordered(second, member)))
    const changes = await measured(Effect.forEach(people, (member) => ordered(second, member, "tea")))
    const [fresh, usual, changed] = [strangers, regulars, changes].map(({ wal }) => Math.round(wal / people.length))
    console.log(`log per order: ${usual} bytes, ${changed} to change it, ${fresh} for the first one of a new member`)
    assert.isAtMost(usual ?? Infinity, 2_048)
    assert.isAtMost(changed ?? Infinity, 2_048)
  })
})
