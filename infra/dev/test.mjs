// npm test: everything, with coverage and its thresholds. npm test -- PATH ...: only those, without.
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { ready, root } from "./ready.mjs"
import { run } from "./run.mjs"

const results = join("node_modules", ".cache", "coffeebuddy", "tests.json")
const summary = join(root, "coverage", "coverage-summary.json")

const everything = async (node) => {
  for (const old of [join(root, results), summary]) rmSync(old, { force: true })
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`]
  const code = await run(node, ["vitest", "run", "--coverage", "--silent=passed-only", ...reporters])
  if (existsSync(summary)) process.stdout.write(table(coverageByFile()))
  return code
}

const coverageByFile = () => {
  const { total, ...files } = JSON.parse(readFileSync(summary, "utf8"))
  return total === undefined ? {} : files
}

/** Covered lines per package and app, one row each. */
const table = (files) => {
  const sums = new Map()
  for (const [file, { lines }] of Object.entries(files)) {
    const name = relative(root, file).split(sep).slice(0, 2).join("/")
    const sum = sums.get(name) ?? { covered: 0, total: 0 }
    sums.set(name, { covered: sum.covered + lines.covered, total: sum.total + lines.total })
  }
  const rows = [...sums]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, { covered, total }]) => {
      const percent = total === 0 ? 100 : (100 * covered) / total
      return `  ${name.padEnd(26)}${percent.toFixed(1).padStart(6)} %  ${covered} of ${total} lines\n`
    })
  return `\nCovered lines (each one: coverage/index.html)\n${rows.join("")}\n`
}

const words = process.argv.slice(2)
const node = ready()
process.exitCode = words.length === 0 ? await everything(node) : await run(node, ["vitest", "run", ...words])
