import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"

/** A program of this project that runs as a process of its own. */
export interface Program {
  readonly pid: number
  /** What it has printed so far, on both streams. */
  readonly printed: () => string
  /** Waits until it prints such words; fails with all that it printed when it ends before, or after 60 s. */
  readonly says: (words: RegExp) => Promise<RegExpExecArray>
  readonly kill: (signal: NodeJS.Signals) => void
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
}

const running = new Set<ChildProcess>()

/** Starts a file with this Node, with only these variables besides PATH and HOME. */
export const start = (
  file: string,
  words: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>,
  cwd = process.cwd(),
): Program => {
  const { PATH = "", HOME = "", NODE_V8_COVERAGE } = process.env
  const coverage = NODE_V8_COVERAGE === undefined ? {} : { NODE_V8_COVERAGE }
  const child = spawn(process.execPath, [file, ...words], {
    cwd,
    env: { PATH, HOME, ...coverage, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  running.add(child)
  let printed = ""
  const note = (chunk: Buffer) => {
    printed += chunk.toString()
  }
  child.stdout.on("data", note)
  child.stderr.on("data", note)
  const ended = once(child, "close").then(([code, signal]: Array<unknown>) => {
    running.delete(child)
    return (code ?? signal) as number | NodeJS.Signals
  })
  return {
    pid: child.pid ?? 0,
    printed: () => printed,
    says: (words) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${file} ${why} before it said ${words}:\n${printed}`))
        const timer = setTimeout(() => fail("took 60 s"), 60_000)
        const look = () => {
          const found = words.exec(printed)
          if (found === null) return
          clearTimeout(timer)
          resolve(found)
        }
        child.stdout.on("data", look)
        child.stderr.on("data", look)
        void ended.then(() => {
          clearTimeout(timer)
          fail("ended")
        })
        look()
      }),
    kill: (signal) => void child.kill(signal),
    ended,
  }
}

/** Ends whatever a failed test left running. */
export const endAll = async (): Promise<void> => {
  for (const child of running) {
    child.kill("SIGKILL")
    await once(child, "close")
  }
}
