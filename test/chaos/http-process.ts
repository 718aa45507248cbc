import { NodeRuntime } from "@effect/platform-node"
import { ConfigProvider, Effect, Schedule } from "effect"
import * as Log from "@coffeebuddy/adapters/log/pino"
import { CrashHook, type CrashPoint } from "@coffeebuddy/application/crash-point"
import { layer, serve, type Tuning } from "@coffeebuddy/http/app"
import { load } from "@coffeebuddy/http/config"
import { Health } from "@coffeebuddy/http/health"

/*
 * The production HTTP app as a process that a test starts, and that can be told to die: the same configuration, layers and listeners as its
 * main, with other timings (`TUNING`, JSON). Whatever passes between it and the test goes over node's own channel.
 */

/** What the process tells the test. */
export type Told =
  | { readonly _tag: "Ready"; readonly port: number; readonly metricsPort: number }
  | { readonly _tag: "Armed" }
  | { readonly _tag: "Passed"; readonly point: CrashPoint }

/** What the test tells the process: to kill itself at a point's n-th passing from now on (1 is the next one). */
export interface Arm {
  readonly point: CrashPoint
  readonly passing: number
}

let armed: { readonly point: CrashPoint; left: number } | undefined

const tell = (told: Told) => void process.send?.(told)

const isArm = (message: unknown): message is Arm =>
  typeof message === "object" && message !== null && "point" in message && "passing" in message

process.on("message", (message) => {
  if (!isArm(message)) return
  armed = { point: message.point, left: message.passing }
  tell({ _tag: "Armed" })
})

// When the test is killed nobody else would end it.
process.on("disconnect", () => process.exit(0))

const pass = (point: CrashPoint) =>
  Effect.sync(() => {
    if (armed?.point === point && --armed.left === 0) process.kill(process.pid, "SIGKILL")
    tell({ _tag: "Passed", point })
  })

const tuning = JSON.parse(process.env["TUNING"] ?? "null") as Tuning

const ready = Effect.gen(function* () {
  const { readiness } = yield* Health
  yield* Effect.repeat(readiness, { until: ({ ready }) => ready, schedule: Schedule.spaced("10 millis") })
})

Effect.gen(function* () {
  const config = yield* load(ConfigProvider.fromEnv())
  yield* Effect.gen(function* () {
    const ports = yield* serve(config, tuning)
    yield* ready
    tell({ _tag: "Ready", ...ports })
    return yield* Effect.never
  }).pipe(
    Effect.scoped,
    Effect.provide(layer(config, tuning)),
    Effect.provideService(CrashHook, pass),
    Effect.provide(Log.layer({ app: "http", level: config.logLevel })),
  )
}).pipe(NodeRuntime.runMain({ disableErrorReporting: false }))
