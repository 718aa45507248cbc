// CoffeeBuddy's HTTP app in a process of its own: everything as in production, but on loopback and, where told, in a faster world.
import { NodeRuntime } from "@effect/platform-node"
import { ConfigProvider, Effect, Schedule } from "effect"
import * as Log from "@coffeebuddy/adapters/log/pino"
import type { Options } from "@coffeebuddy/adapters/postgres/owed-messages"
import { timing } from "@coffeebuddy/application/dispatcher"
import { layer, serve, type Tuning } from "@coffeebuddy/http/app"
import { load } from "@coffeebuddy/http/config"
import { Health } from "@coffeebuddy/http/health"
import { serving } from "./serving.ts"

const owedMessages = JSON.parse(process.env["BENCH_OWED_MESSAGES"] ?? "{}") as Partial<Options>
const tuning: Tuning = { dispatcher: timing, owedMessages, host: "127.0.0.1" }

const program = Effect.gen(function* () {
  const config = yield* load(ConfigProvider.fromEnv())
  yield* Effect.gen(function* () {
    const { port } = yield* serve(config, tuning)
    const { readiness } = yield* Health
    yield* Effect.repeat(readiness, { until: ({ ready }) => ready, schedule: Schedule.spaced("20 millis") })
    yield* Effect.sync(() => serving(port))
    return yield* Effect.never
  }).pipe(
    Effect.scoped,
    Effect.provide(layer(config, tuning)),
    Effect.provide(Log.layer({ app: "http", level: config.logLevel })),
  )
})

NodeRuntime.runMain(program)
