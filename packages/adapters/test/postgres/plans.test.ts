import postgres from "postgres"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { statements } from "../../src/postgres/statements.ts"
import { temporaryDatabase, type TemporaryDatabase } from "../../../../test/postgres.ts"
import { lastRun, load, samples } from "./loaded.ts"

/** All tables but the log of migrations. */
const growing = new Set(
  "members channels runs orders usuals switches standings requests outbox run_messages deliveries rate_limits admin_actions".split(
    " ",
  ),
)

interface Node {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly Plans?: ReadonlyArray<Node>
}

const scanned = (node: Node): ReadonlyArray<string> => [
  ...(node["Node Type"] === "Seq Scan" && growing.has(node["Relation Name"] ?? "")
    ? [node["Relation Name"] ?? ""]
    : []),
  ...(node.Plans ?? []).flatMap(scanned),
]

describe("with 100,000 past runs", () => {
  let database: TemporaryDatabase
  let sql: postgres.Sql

  beforeAll(async () => {
    database = await temporaryDatabase()
    sql = postgres(database.url, { max: 1, onnotice: () => {} })
    await load(sql, 100_000)
  }, 120_000)
  afterAll(async () => {
    await sql.end()
    await database.drop()
  })

  it("has a sample of every statement to plan", () => {
    assert.deepStrictEqual([...samples.keys()].toSorted(), statements.map((one) => one.operation).toSorted())
  })

  for (const { operation, text } of statements) {
    it(`${operation} reads no growing table from end to end`, async () => {
      // Plans made for any parameters are what a prepared statement ends up with.
      for (const mode of ["force_custom_plan", "force_generic_plan"]) {
        await sql.unsafe(`set plan_cache_mode = ${mode}`)
        const rows = await sql.unsafe<Array<{ "QUERY PLAN": ReadonlyArray<{ Plan: Node }> }>>(
          `explain (format json) ${text}`,
          [...(samples.get(operation) ?? [])],
          { prepare: true },
        )
        const [first] = rows
        assert.isDefined(first)
        const [plan] = first["QUERY PLAN"]
        assert.isDefined(plan)
        assert.deepStrictEqual(scanned(plan.Plan), [], `${operation} with ${mode}`)
      }
    })
  }

  it("finds the newest run of a busy channel by its index", async () => {
    const [row] = await sql.unsafe<Array<{ id: string }>>(
      "select id from runs where channel = $1 order by opened_at desc, id desc limit 1",
      ["C1"],
    )
    assert.strictEqual(row?.id, lastRun)
  })
})
