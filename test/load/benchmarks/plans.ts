import type postgres from "postgres"
import { statements } from "@coffeebuddy/adapters/postgres/statements"
import { at, type Benchmark, median, number, type Pace, type Row, table } from "../figures.ts"
import { type Server, startServer } from "../parts/database.ts"
import { type History, questions, remember } from "../parts/history.ts"

interface Node {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly "Index Name"?: string
  readonly Plans?: ReadonlyArray<Node>
}

interface Explained {
  readonly buffers: number
  readonly time: number
  /** Where each table is read from and how, in order. */
  readonly shape: string
}

const shapeOf = (node: Node): ReadonlyArray<string> => [
  ...(/Scan/.test(node["Node Type"]) && (node["Relation Name"] ?? node["Index Name"]) !== undefined
    ? [`${node["Node Type"]} ${node["Index Name"] ?? node["Relation Name"] ?? ""}`]
    : []),
  ...(node.Plans ?? []).flatMap(shapeOf),
]

/** Buffers of the statement itself as the server counts them; `explain` leaves out what the parts nobody selects from have touched. */
const touched = async (sql: postgres.ReservedSql, operation: string): Promise<number> => {
  const [row] = await sql.unsafe<Array<{ buffers: number }>>(
    `select sum(shared_blks_hit + shared_blks_read)::int as buffers from pg_stat_statements
    where query like '%coffeebuddy ${operation} %' and query not like '%explain%' and query not like '%pg_stat_%'`,
  )
  if (row?.buffers == null) throw new Error(`${operation} was not counted`)
  return row.buffers
}

type Question = (typeof questions)[number]

/** Really runs the statement and takes it back, so many times; the medians. */
const explain = async (sql: postgres.ReservedSql, [about, operation, parameters]: Question): Promise<Explained> => {
  const { text } = statements.find((one) => one.operation === `postgres.${operation}`) ?? { text: operation }
  const buffers: Array<number> = []
  const times: Array<number> = []
  let shape = ""
  for (let time = 0; time < 5; time++) {
    await sql.unsafe("begin")
    const [row] = await sql.unsafe<Array<{ "QUERY PLAN": ReadonlyArray<{ Plan: Node; "Execution Time": number }> }>>(
      `explain (analyze, format json) ${text}`,
      [...parameters],
      { prepare: true },
    )
    await sql.unsafe("rollback")
    const plan = row?.["QUERY PLAN"][0]
    if (plan === undefined) throw new Error(`${about} was not explained`)
    times.push(plan["Execution Time"])
    shape = shapeOf(plan.Plan).join(", ")
    await sql.unsafe("select pg_stat_statements_reset()")
    await sql.unsafe("begin")
    const rows = await sql.unsafe(text, [...parameters], { prepare: true })
    await sql.unsafe("rollback")
    if (about.endsWith("commit") && rows.length === 0) throw new Error(`${about} changed nothing`)
    buffers.push(await touched(sql, operation))
  }
  return { buffers: median(buffers), time: median(times), shape }
}

/** Every question, planned as a prepared statement ends up: for any parameters. */
const explainAll = async (server: Server, name: string, history: History): Promise<ReadonlyArray<Explained>> => {
  const { sql } = await server.migrated(name)
  await remember(sql, history)
  const reserved = await sql.reserve()
  await reserved.unsafe("set plan_cache_mode = force_generic_plan")
  const found: Array<Explained> = []
  for (const question of questions) found.push(await explain(reserved, question))
  reserved.release()
  return found
}

const run = async (pace: Pace) => {
  const many = at(pace, { quick: 20_000, usual: 1_000_000 })
  const server = await startServer({ max_wal_size: "8GB", shared_buffers: "256MB" })
  const base = await explainAll(server, "base", { runs: 1_000, channels: 1, orders: 1 })
  const dimensions = [
    {
      about: `${number(many)} past runs against 1,000`,
      history: { runs: many, channels: 1, orders: 1 },
      grown: ["runs", "orders", "requests", "outbox", "run_messages", "deliveries"],
      most: 1.1,
    },
    {
      about: "1,000 channels against 1",
      history: { runs: 1_000, channels: 1_000, orders: 1 },
      grown: ["channels", "usuals", "switches", "standings", "rate_limits"],
      most: 1.1,
    },
    {
      about: "order 500 of a run against order 1",
      history: { runs: 1_000, channels: 1, orders: 500 },
      grown: [],
      most: 1.2,
    },
  ]
  const found: Array<ReadonlyArray<Explained>> = []
  for (const [index, { history }] of dimensions.entries())
    found.push(await explainAll(server, `grown_${index}`, history))
  await server.stop()
  const ratioOf = (grown: ReadonlyArray<Explained>, question: number) =>
    (grown[question]?.buffers ?? Number.NaN) / (base[question]?.buffers ?? Number.NaN)
  /** The whole of a run is read to close it or to show it: that grows with its orders. */
  const judged = (dimension: number) =>
    questions.flatMap(([about], question) => (dimension < 2 || !/^(close|dispatch)/.test(about) ? [question] : []))
  const rows = dimensions.map(({ about, most }, dimension): Row => {
    const grown = found[dimension] ?? []
    const asked = judged(dimension)
    const ratios = asked.map((question) => ratioOf(grown, question))
    const worst = asked[ratios.indexOf(Math.max(...ratios))] ?? 0
    const within = ratios.filter((one) => one <= most).length
    return {
      goal: "10",
      what: `buffers touched, ${about}: median and worst of ${asked.length} statements`,
      measured: `${number(median(ratios))} x and ${number(Math.max(...ratios))} x; ${within} of ${asked.length} within the bound`,
      reference: `worst: ${questions[worst]?.[0]}, from ${number(base[worst]?.buffers ?? 0)} buffers`,
      ratio: `${number(Math.max(...ratios))} x`,
      wanted: `<= ${most} x`,
      met: Math.max(...ratios) <= most,
    }
  })
  const cell = ({ buffers, time }: Explained) => `${number(buffers)} (${number(time)} ms)`
  const lines = questions.map(([about, operation], question) => [
    `${about} (\`${operation}\`)`,
    ...[base, ...found].map((all) => cell(all[question] ?? { buffers: 0, time: 0, shape: "" })),
  ])
  const scans = dimensions.flatMap(({ grown }, dimension) =>
    questions.flatMap(([about], question) =>
      (found[dimension]?.[question]?.shape ?? "")
        .split(", ")
        .filter((scan) => grown.some((name) => scan === `Seq Scan ${name}`))
        .map((scan) => `${about}: ${scan}`),
    ),
  )
  return {
    rows: [
      ...rows,
      {
        goal: "10",
        what: "plans that read a grown table from end to end",
        measured: scans.length === 0 ? "0" : scans.join("; "),
        reference: "",
        ratio: "",
        wanted: "0",
        met: scans.length === 0,
      },
    ],
    notes: [
      "Each statement with a plan for any parameters, run and taken back five times. Buffers are what pg_stat_statements counts, time (beside them) and shape what `explain (analyze)` says; medians. Tables grow along one dimension at a time. An index of 1,000,000 rows is one or two pages deeper than one of 1,000, which alone is more than a tenth for a statement of few pages.",
      table(
        ["statement", "1,000 runs, 1 channel, order 1", `${number(many)} runs`, "1,000 channels", "order 500"],
        lines,
      ),
      "The third dimension is judged by the statements of ordering, opening and asking: closing reads the whole run, and so does drawing its message.",
    ],
  }
}

const shortfall =
  "a look-up in an index of a million rows goes through a page or two more than in one of a thousand; and with one channel its ten usuals, switches and standings stand on one page that is read whole, where with a thousand channels they stand behind an index, on pages of their own. Both are steps, not slopes: the table above shows the pages themselves."

export const plans: Benchmark = { name: "plans", about: "what statements touch when the past is long", shortfall, run }
