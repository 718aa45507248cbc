import { Schema } from "effect"
import type { Findings } from "./figures.ts"
import { table } from "./figures.ts"

const Row = Schema.Struct({
  goal: Schema.String,
  what: Schema.String,
  measured: Schema.String,
  reference: Schema.String,
  ratio: Schema.String,
  wanted: Schema.String,
  met: Schema.NullOr(Schema.Boolean),
})

/** The machine a benchmark ran on; no names of hosts or people. */
export const Machine = Schema.Struct({
  cores: Schema.Int,
  processor: Schema.String,
  memory: Schema.String,
  system: Schema.String,
  node: Schema.String,
  postgres: Schema.String,
})
export type Machine = typeof Machine.Type

/** One benchmark's latest run. */
const Entry = Schema.Struct({
  about: Schema.String,
  date: Schema.String,
  commit: Schema.String,
  pace: Schema.Literals(["quick", "usual", "full"]),
  load: Schema.String,
  machine: Machine,
  rows: Schema.Array(Row),
  notes: Schema.Array(Schema.String),
})
interface Entry extends Schema.Schema.Type<typeof Entry> {}

/** The latest run of each benchmark, by its name. */
export type Results = Readonly<Record<string, Entry>>

const Kept = Schema.fromJsonString(Schema.Record(Schema.String, Entry))

/** Reads what `kept` wrote. */
export const read = Schema.decodeUnknownSync(Kept)

/** All results as text, to be read again: runs of single benchmarks leave the others' as they were. */
export const kept = (results: Results): string =>
  `${JSON.stringify(Schema.encodeSync(Schema.Record(Schema.String, Entry))(results), null, 2)}\n`

const verdict = (met: boolean | null): string => (met === null ? "not measured" : met ? "met" : "**not met**")

const rows = (findings: Pick<Findings, "rows">) =>
  findings.rows.map((row) => [row.goal, row.what, row.measured, row.reference, row.ratio, row.wanted, verdict(row.met)])

const byGoal = ([one = ""]: ReadonlyArray<string>, [other = ""]: ReadonlyArray<string>) =>
  (Number.parseInt(one, 10) || 99) - (Number.parseInt(other, 10) || 99)

const machines = (results: Results): ReadonlyArray<string> => [
  ...new Set(
    Object.values(results).map(
      ({ machine }) =>
        `${machine.cores} cores of ${machine.processor}, ${machine.memory}, ${machine.system}; Node ${machine.node}, PostgreSQL ${machine.postgres}`,
    ),
  ),
]

/** The report, in Markdown; `shortfalls` says of benchmarks why they fall short, which is printed where they do. */
export const report = (results: Results, shortfalls: Readonly<Record<string, string>> = {}): string => {
  const all = Object.entries(results)
  const lines = all.flatMap(([, entry]) => rows(entry)).sort(byGoal)
  const sections = all.map(([name, entry]) => {
    const { about, date, commit, load, pace, notes, rows } = entry
    const missed = rows.some(({ met }) => met === false)
    const why = missed && shortfalls[name] !== undefined ? [`Why it falls short: ${shortfalls[name]}`] : []
    const ran = `\`npm run bench -- ${name}${pace === "usual" ? "" : ` --${pace}`}\`, ${date}, commit ${commit}, load average before: ${load}.`
    return [`## ${name}: ${about}`, ran, ...notes, ...why].join("\n\n")
  })
  return `${[
    "# Measured",
    "Written by `npm run bench`; `npm run bench -- NAME ...` measures some of it and leaves the rest as it was, `-- --full` takes longer. Figures that are judged are counts, or ratios between things that ran in turn in the same minute (median of the rounds); absolute times stand beside them and say as much about the machine, which others may be using, as about the program.",
    ...machines(results).map((machine) => `Machine: ${machine}.`),
    table(["goal", "", "measured", "reference", "ratio", "wanted", ""], lines),
    ...sections,
  ].join("\n\n")}\n`
}
