import { NodeRuntime } from "@effect/platform-node"
import { Cause, ConfigProvider, Effect, Exit } from "effect"
import * as Log from "@coffeebuddy/adapters/log/pino"
import { timing } from "@coffeebuddy/application/dispatcher"
import { layer, serve, type Tuning } from "./app.ts"
import { load } from "./config.ts"

const tuning: Tuning = { dispatcher: timing, owedMessages: {}, host: undefined }

const multiProcess = Effect.sync(() => process.env["PROMETHEUS_MULTIPROC_DIR"]).pipe(
  Effect.flatMap((folder) =>
    folder === undefined
      ? Effect.void
      : Effect.logInfo("PROMETHEUS_MULTIPROC_DIR is ignored: one process, one registry"),
  ),
)

const program = Effect.gen(function* () {
  const config = yield* load(ConfigProvider.fromEnv())
  yield* multiProcess.pipe(
    Effect.andThen(serve(config, tuning)),
    Effect.flatMap(({ running }) => running),
    Effect.scoped,
    Effect.provide(layer(config, tuning)),
    // Not tapCause: it is not run when the process is told to stop.
    Effect.onExit((exit) => {
      if (Exit.isSuccess(exit)) return Effect.void
      return Cause.hasInterruptsOnly(exit.cause) ? Effect.logInfo("stopped") : Effect.logFatal("crashed", exit.cause)
    }),
    Effect.provide(Log.layer({ app: "http", level: config.logLevel })),
  )
})

program.pipe(
  Effect.catchTag("BadConfiguration", (error) =>
    Effect.sync(() => process.stderr.write(`${error.message}\n`)).pipe(Effect.andThen(Effect.fail(error))),
  ),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    teardown: (exit, onExit) => onExit(Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? 0 : 1),
  }),
)
