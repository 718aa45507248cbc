import { setTimeout as delay } from "node:timers/promises"
import { type Benchmark, number, type Row, table } from "../figures.ts"
import { type Database, delivered, startServer } from "../parts/database.ts"
import { type Office, silent, startOffice } from "../parts/office.ts"
import { command, detailsForm, orderForm, press } from "../parts/slack-requests.ts"

/** The dispatcher looks what is due whether or not anything happens. */
const looks = ["claimOwed", "nextDue"]

/** How often each of our statements was sent since `reset`, by the name it carries. */
const counted = async ({ sql }: Database): Promise<ReadonlyMap<string, number>> => {
  const rows = await sql.unsafe<Array<{ name: string; calls: number }>>(
    `select substring(query from 'coffeebuddy (\\w+)') as name, sum(calls)::int as calls from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database()) and query like '%coffeebuddy %' and query not like '%pg_stat_%'
    group by 1 order by 1`,
  )
  return new Map(rows.map(({ name, calls }) => [name, calls]))
}

const reset = ({ sql }: Database) => sql.unsafe("select pg_stat_statements_reset()")

const writes = (name: string) => /^(openRun|change)/.test(name)

/** What one request sent to the database, looks of the dispatcher left out. On a busy machine the answer may come before the commit. */
const sentBy = async (office: Office, request: Buffer, changes: boolean): Promise<ReadonlyArray<string>> => {
  await reset(office.database)
  await office.ask(request)
  for (let waited = 0; ; waited++) {
    const names = [...(await counted(office.database))].filter(([name]) => !looks.includes(name))
    if (!changes || names.some(([name]) => writes(name)) || waited === 50) {
      return names.flatMap(([name, calls]) => Array<string>(calls).fill(name))
    }
    await delay(100)
  }
}

interface Step {
  readonly kind: string
  readonly request: (run: string) => Buffer
  /** A request that was made before: its outcome is only read. */
  readonly replay?: true
}

const again = command("C1", "U2", "order tea", "t.again")

/** A life of a run, with every kind of request that changes something. */
const steps: ReadonlyArray<Step> = [
  { kind: "open", request: () => command("C1", "U1", "") },
  { kind: "order", request: () => command("C1", "U1", "order flat white") },
  { kind: "order again", request: () => again },
  { kind: "the same request once more", request: () => again, replay: true },
  { kind: "order by dialog", request: (run) => orderForm("C1", "U3", run, "espresso") },
  { kind: "set usual", request: () => command("C1", "U4", "usual chai") },
  { kind: "order usual", request: () => command("C1", "U4", "usual") },
  { kind: "order usual by button", request: (run) => press("C1", "U4", "UseUsual", run) },
  { kind: "cancel my order", request: () => command("C1", "U3", "cancel my order") },
  { kind: "edit", request: (run) => detailsForm("C1", "U1", run, "by the lift") },
  { kind: "out", request: () => command("C1", "U3", "out until friday") },
  { kind: "in", request: () => command("C1", "U3", "in") },
  { kind: "again on", request: () => command("C1", "U3", "again on") },
  { kind: "volunteer", request: () => command("C1", "U2", "volunteer") },
  { kind: "close", request: () => command("C1", "U1", "close") },
  { kind: "hand over", request: (run) => press("C1", "U2", "CantGo", run) },
  { kind: "open the next", request: () => command("C1", "U1", "") },
  { kind: "call off", request: () => command("C1", "U1", "cancel") },
]

const requests = async (database: Database): Promise<ReadonlyArray<readonly [Step, ReadonlyArray<string>]>> => {
  const office = await startOffice({ database, channels: 1, members: 5, owedMessages: silent })
  const found: Array<readonly [Step, ReadonlyArray<string>]> = []
  for (const step of steps) {
    const [run] = await database.sql.unsafe<Array<{ id: string }>>(
      "select id from runs order by opened_at desc limit 1",
    )
    found.push([step, await sentBy(office, step.request(run?.id ?? ""), step.replay === undefined)])
  }
  await office.stop()
  return found
}

/** Statements of the dispatcher per message that it brought to Slack: claim, read, settle, and the looks in between. */
const dispatching = async (database: Database) => {
  const office = await startOffice({ database, channels: 20, members: 20, rateLimits: "off" })
  await office.openEverywhere()
  await delivered(database)
  await reset(database)
  const before = office.slack.calls().length
  for (let channel = 1; channel <= 20; channel++) await office.ask(command(`C${channel}`, `U${channel}`, "order tea"))
  await delivered(database)
  const names = await counted(database)
  const calls = office.slack.calls().length - before
  await office.stop()
  const ours = new Set(["readMemberByChannel", "changeRun"])
  return { calls, names: [...names].filter(([name]) => !ours.has(name)) }
}

const run = async () => {
  const server = await startServer()
  const found = await requests(await server.migrated("statements"))
  const { calls, names } = await dispatching(await server.migrated("dispatching"))
  await server.stop()
  const changing = found.filter(([step]) => step.replay === undefined)
  const most = Math.max(...changing.map(([, sent]) => sent.length))
  const replayed = found.flatMap(([step, sent]) => (step.replay ? [sent.length] : []))
  const idle = changing.filter(([, sent]) => !sent.some(writes))
  if (idle.length > 0) throw new Error(`wrote nothing: ${idle.map(([step]) => step.kind).join(", ")}`)
  const row = (what: string, count: number, wanted: number): Row => ({
    goal: "3",
    what,
    measured: number(count),
    reference: "",
    ratio: "",
    wanted: `<= ${wanted}`,
    met: count <= wanted,
  })
  return {
    rows: [
      row(`SQL statements of a request that changes something, the most of ${changing.length} kinds`, most, 2),
      row("SQL statements of a request that came before", Math.max(...replayed), 1),
    ],
    notes: [
      "Counted by pg_stat_statements while nothing is brought to Slack.",
      table(
        ["request", "statements", ""],
        found.map(([step, sent]) => [step.kind, String(sent.length), sent.join(", ")]),
      ),
      `Dispatching, apart: ${names.map(([name, count]) => `${name} ${count}`).join(", ")} for ${calls} edits, after one order in each of 20 runs.`,
    ],
  }
}

export const statements: Benchmark = { name: "statements", about: "statements per request", run }
