import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

/** A server in a process of its own. */
export interface Program {
  readonly port: number
  /** CPU time so far, in microseconds over all its threads, and resident memory in bytes. */
  readonly usage: () => Promise<Usage>
  readonly stop: () => Promise<void>
}

interface Usage {
  readonly cpu: number
  readonly rss: number
}

const message = async (child: ChildProcess): Promise<unknown> => {
  const ended = new AbortController()
  const exit = once(child, "exit", { signal: ended.signal }).then(([code]) => {
    throw new Error(`a measured program ended with ${String(code)}`)
  })
  try {
    const [first] = (await Promise.race([once(child, "message", { signal: ended.signal }), exit])) as [unknown]
    return first
  } finally {
    exit.catch(() => {})
    ended.abort()
  }
}

/** Starts a TypeScript file that calls `serving`. With BENCH_PROFILE=folder in the environment its CPU profile is left there at its end. */
export const start = async (file: URL, env: Readonly<Record<string, string>> = {}): Promise<Program> => {
  const profile = process.env["BENCH_PROFILE"]
  const profiling = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`]
  const child = spawn(process.execPath, [...profiling, fileURLToPath(file)], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  })
  const { port } = (await message(child)) as { port: number }
  return {
    port,
    usage: async () => {
      const answer = message(child)
      child.send("usage")
      return (await answer) as Usage
    },
    stop: async () => {
      const gone = once(child, "exit")
      child.disconnect()
      await gone
    },
  }
}
