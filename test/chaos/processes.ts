import { type ChildProcess, fork } from "node:child_process"
import type { CrashPoint } from "@coffeebuddy/application/crash-point"
import type { Tuning } from "@coffeebuddy/http/app"
import { bundled, compiled } from "./bundle.ts"
import type { Arm, Told } from "./http-process.ts"

export interface ProcessOptions {
  readonly tuning: Tuning
  /** What the app is configured with, besides the ports. */
  readonly environment: Readonly<Record<string, string>>
  /** Modules that are loaded before the app. */
  readonly preload: ReadonlyArray<string>
}

/** One running HTTP app. */
export interface HttpProcess {
  readonly pid: number
  readonly url: string
  readonly metricsUrl: string
  /** The crash points it went through, in order, since it was last armed or asked to forget. */
  readonly passed: Array<CrashPoint>
  /** Dies at the point's n-th passing from now on. */
  readonly arm: (point: CrashPoint, passing: number) => Promise<void>
  /** kill -9. */
  readonly kill: () => Promise<void>
  readonly freeze: () => void
  readonly thaw: () => void
  /** How many milliseconds its clock is ahead of everybody else's from now on; needs the preload `shifted-clock.mjs`. */
  readonly shiftClock: (millis: number) => void
  /** Ends it in order, as Kubernetes would. */
  readonly stop: () => Promise<void>
  /** Resolves when it has ended, whatever ended it. */
  readonly ended: Promise<void>
  readonly hasEnded: () => boolean
  /** How it ended when nobody here had ended it; null as long as it has not. */
  readonly diedOfItself: () => string | null
  readonly log: ReadonlyArray<string>
}

const mostLines = 5_000

const collect = (child: ChildProcess): Array<string> => {
  const lines: Array<string> = []
  let rest = ""
  const take = (chunk: string) => {
    const parts = `${rest}${chunk}`.split("\n")
    rest = parts.pop() ?? ""
    lines.push(...parts)
    if (lines.length > mostLines) lines.splice(0, lines.length - mostLines)
  }
  child.stdout?.setEncoding("utf8").on("data", take)
  child.stderr?.setEncoding("utf8").on("data", take)
  return lines
}

/** Starts the HTTP app in a process of its own and resolves when it says that it is ready. */
export const startHttpProcess = async ({ tuning, environment, preload }: ProcessOptions): Promise<HttpProcess> => {
  const child = fork(await bundled(), [], {
    execArgv: preload.flatMap((file) => ["--import", file]),
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compiled,
      PORT: "0",
      METRICS_PORT: "0",
      TUNING: JSON.stringify(tuning),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  const log = collect(child)
  const passed: Array<CrashPoint> = []
  let onArmed = () => {}
  let expected: ReadonlyArray<NodeJS.Signals> = []
  let death: string | null = null
  let over = false

  const ended = new Promise<void>((done) =>
    child.once("exit", (code, signal) => {
      over = true
      const asked = signal === null ? code === 0 && expected.includes("SIGTERM") : expected.includes(signal)
      if (!asked) death = `process ${child.pid} ended of itself: ${signal ?? code}\n${log.slice(-30).join("\n")}`
      done()
    }),
  )
  const ready = new Promise<Extract<Told, { _tag: "Ready" }>>((done, fail) => {
    child.on("message", (message) => {
      const told = message as Told
      if (told._tag === "Ready") done(told)
      else if (told._tag === "Armed") onArmed()
      else passed.push(told.point)
    })
    void ended.then(() => fail(new Error(death ?? "ended before it was ready")))
  })
  const end = (signal: NodeJS.Signals) => {
    expected = [signal]
    child.kill(signal)
    return ended
  }

  const { port, metricsPort } = await ready
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    metricsUrl: `http://127.0.0.1:${metricsPort}`,
    passed,
    arm: (point, passing) =>
      new Promise((done) => {
        expected = ["SIGKILL"]
        onArmed = () => {
          passed.length = 0
          done()
        }
        // It may be dying of what it was armed with before.
        child.send({ point, passing } satisfies Arm, () => {})
      }),
    kill: () => end("SIGKILL"),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    shiftClock: (millis) => void child.send({ clockShift: millis }),
    stop: () => end("SIGTERM"),
    ended,
    hasEnded: () => over,
    diedOfItself: () => death,
    log,
  }
}
