// npm run check: what can be said about the code without running the product. Every step runs, two at a time; one line each, and the
// words of those that fail.
import { environment, ready } from "./ready.mjs"
import { begin, ended } from "./run.mjs"

const steps = [
  ["typecheck", ["turbo", "run", "typecheck", "typecheck:root", "--output-logs=errors-only", "--continue"]],
  ["lint", ["oxlint", "--deny-warnings"]],
  ["format", ["oxfmt", "--check"]],
  ["architecture", ["vitest", "run", "test/architecture"]],
  ["unused files, exports and dependencies", ["knip", "--no-progress"]],
  ["licences", ["infra/dev/licences.mjs"]],
]

const node = ready()
const env = process.stdout.isTTY ? environment(node) : { ...environment(node), NO_COLOR: "1" }
const waiting = [...steps]
const failed = []

const work = async () => {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const [name, words] = step
    const from = performance.now()
    const child = begin(node, words, { stdio: ["ignore", "pipe", "pipe"], env })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text))
    const code = await ended(child)
    const seconds = ((performance.now() - from) / 1000).toFixed(1)
    process.stdout.write(`${code === 0 ? "ok    " : "FAILED"} ${seconds.padStart(6)} s  ${name}\n`)
    if (code !== 0) {
      failed.push(name)
      process.stdout.write(`\n$ ${words.join(" ")}\n${output}\n`)
    }
  }
}

await Promise.all([work(), work()])
if (failed.length > 0) process.stdout.write(`\nFailed: ${failed.join(", ")}\n`)
process.exitCode = failed.length > 0 ? 1 : 0
