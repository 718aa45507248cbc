import { Effect, Fiber, Layer, Redacted, Schedule } from "effect"
import * as Ids from "@coffeebuddy/adapters/crypto/ids"
import * as Metrics from "@coffeebuddy/adapters/metrics/prometheus"
import * as PostgresConnection from "@coffeebuddy/adapters/postgres/connection"
import { migrate } from "@coffeebuddy/adapters/postgres/migrations"
import * as PostgresOwedMessages from "@coffeebuddy/adapters/postgres/owed-messages"
import * as PostgresRunHistory from "@coffeebuddy/adapters/postgres/run-history"
import * as PostgresRunStore from "@coffeebuddy/adapters/postgres/run-store"
import * as SlackChat from "@coffeebuddy/adapters/slack/chat"
import * as SlackDirectory from "@coffeebuddy/adapters/slack/directory"
import type { WebApiOptions } from "@coffeebuddy/adapters/slack/web-api"
import { CloseRun } from "@coffeebuddy/application/close-run"
import { Deliver } from "@coffeebuddy/application/deliver"
import { Dispatcher, type Timing } from "@coffeebuddy/application/dispatcher"
import { FailRun } from "@coffeebuddy/application/fail-run"
import type { AppConfig } from "./config.ts"
import { databaseFinding } from "./database-finding.ts"
import { Health, layer as healthLayer } from "./health.ts"
import { internalListener } from "./internal-listener.ts"
import { SlackApp } from "./slack-app.ts"
import { slackListener } from "./slack-listener.ts"
import * as UseCases from "./use-cases.ts"
import * as Workspace from "./workspace.ts"

/** What tests turn faster or slower than production: the dispatcher's timing, the limits that all processes share, the database's. */
export interface Tuning {
  readonly dispatcher: Timing
  readonly owedMessages: Partial<PostgresOwedMessages.Options>
  readonly postgres?: Omit<PostgresConnection.Options, "url">
  /** Address to listen on; all of them when undefined. */
  readonly host: string | undefined
}

const slackOptions = (config: AppConfig, timeout: number): WebApiOptions => ({
  token: Effect.succeed(config.botToken),
  apiUrl: config.slackApiUrl,
  timeout,
})

/** Everything the HTTP app is made of, on Postgres and Slack. */
export const layer = (config: AppConfig, tuning: Tuning) => {
  const slack = slackOptions(config, tuning.dispatcher.callTimeout)
  const defaults = { window: config.window, reminderOffset: config.reminderOffset }
  const adapters = Layer.mergeAll(
    PostgresRunStore.layer({ defaults }),
    PostgresRunHistory.layer,
    PostgresOwedMessages.layer(tuning.owedMessages),
    SlackChat.layer(slack),
    SlackDirectory.layer(slack, new Set(config.admins)),
    Workspace.layer(slack, config.teamId),
    Ids.layer,
    Metrics.layer,
  ).pipe(Layer.provideMerge(PostgresConnection.layer({ ...tuning.postgres, url: Redacted.value(config.databaseUrl) })))
  const ending = Layer.mergeAll(CloseRun.layer, FailRun.layer)
  const dispatcher = Dispatcher.layer(tuning.dispatcher).pipe(Layer.provide(Deliver.layer))
  const app = SlackApp.layer({ apiUrl: config.slackApiUrl }).pipe(Layer.provide(UseCases.layer))
  const health = Layer.unwrap(
    Effect.gen(function* () {
      const { finding } = yield* Workspace.Workspace
      const { health } = yield* PostgresConnection.Postgres
      return healthLayer({ database: Effect.map(health, databaseFinding), slack: finding })
    }),
  )
  return Layer.mergeAll(dispatcher, app, health).pipe(Layer.provideMerge(ending), Layer.provideMerge(adapters))
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown"
  return "code" in error ? String(error.code) : error.name
}

const migrated = (config: AppConfig) =>
  Effect.tryPromise({ try: () => migrate(Redacted.value(config.databaseUrl)), catch: (error) => error }).pipe(
    Effect.tapError((error) =>
      Effect.logWarning("the database could not be migrated yet; trying again", { code: codeOf(error) }),
    ),
    Effect.retry(Schedule.min([Schedule.exponential("500 millis"), Schedule.spaced("10 seconds")])),
    Effect.orDie,
    Effect.andThen(Effect.logInfo("the database schema is current")),
  )

/** Where the app can be reached; `running` ends only with a defect, when delivering could not go on and the process must not either. */
export interface Serving {
  readonly port: number
  readonly metricsPort: number
  readonly running: Effect.Effect<never>
}

/** How long messages on their way may still take when the app stops, in milliseconds; cut off, they would have to be looked for. */
const FINISH = 3_000

/**
 * Serves for the life of the scope. When that closes, the app says that it is not ready, keeps accepting for `DRAIN`, lets requests in
 * flight finish (button answers and late ones too), stops delivering, lets messages on their way arrive, and closes its connections, in that order.
 */
export const serve = Effect.fn("serve")(function* (config: AppConfig, tuning: Tuning) {
  const health = yield* Health
  const dispatcher = yield* Dispatcher
  const metricsPort = yield* internalListener(config.metricsPort, tuning.host)
  yield* Effect.addFinalizer(() => Effect.timeoutOption(dispatcher.settled, FINISH))
  const delivering = yield* Effect.forkScoped(
    config.migrateOnStart ? Effect.andThen(migrated(config), dispatcher.run) : dispatcher.run,
  )
  const port = yield* slackListener({ port: config.port, host: tuning.host, secrets: [config.signingSecret] })
  yield* Effect.addFinalizer(() => Effect.andThen(health.drain, Effect.sleep(config.drain)))
  yield* Effect.logInfo("listening", { port, metricsPort })
  return { port, metricsPort, running: Fiber.join(delivering) } satisfies Serving
})
