// node infra/dev/run.mjs PROGRAM [ARGUMENT ...]: installs what is missing, then runs a file of this project or a tool of node_modules
// with the right Node.
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { environment, ready, root } from "./ready.mjs"

/** Starts a file of this project (its path) or a tool (its name), from the project's root. */
export const begin = (node, [program, ...words], options = {}) => {
  const settings = { cwd: root, stdio: "inherit", env: environment(node), ...options }
  return /\.m?[jt]s$/.test(program)
    ? spawn(node, [join(root, program), ...words], settings)
    : spawn(program, words, { ...settings, shell: process.platform === "win32" })
}

/** The exit code of a program, 128 and the signal's number when a signal ended it. */
export const ended = (child) =>
  new Promise((done) => {
    child.once("error", (error) => {
      process.stderr.write(`${error.message}\n`)
      done(1)
    })
    child.once("close", (code, signal) => done(code ?? 128 + constants.signals[signal]))
  })

/** Runs a program to its end and passes signals on. */
export const run = (node, words) => {
  const child = begin(node, words)
  const pass = (signal) => {
    // A terminal sends Ctrl-C to the whole group: the program has it already.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, pass)
  // npm puts a shell between itself and us, and a shell that is told to end does not tell us.
  const parent = process.ppid
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 250).unref()
  return ended(child)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await run(ready(), process.argv.slice(2))
