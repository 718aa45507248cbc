import { randomBytes } from "node:crypto"
import { existsSync, rmSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { NodeRuntime } from "@effect/platform-node"
import { Cause, ConfigProvider, Effect, Exit, Schedule } from "effect"
import postgres from "postgres"
import * as Log from "@coffeebuddy/adapters/log/pino"
import { timing } from "@coffeebuddy/application/dispatcher"
import { layer, serve, type Tuning } from "@coffeebuddy/http/app"
import { load } from "@coffeebuddy/http/config"
import { Health } from "@coffeebuddy/http/health"
import { startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import * as EmbeddedPostgres from "./embedded-postgres.ts"
import { emulatorState } from "./emulator-state.ts"
import { channels, members } from "./workspace.ts"

const HOST = "127.0.0.1"
const PORT = 3_000

const project = join(import.meta.dirname, "../../..")
/** Where the database and the log are kept: the project's folder, unless SANDBOX_FOLDER says otherwise. */
const folder = resolve(process.env["SANDBOX_FOLDER"] || join(project, ".coffeebuddy"))
const logFile = join(folder, "coffeebuddy.log")
/** A path as it is shorter: seen from here when it is below. */
const nearby = (path: string) => (path.startsWith(process.cwd()) ? relative(process.cwd(), path) : path)
const tuning: Tuning = { dispatcher: timing, owedMessages: {}, host: HOST }

const say = (line: string) => Effect.sync(() => process.stdout.write(`${line}\n`))

/** The database named by DATABASE_URL, or one of our own in the project's folder. */
const database = Effect.gen(function* () {
  const given = process.env["DATABASE_URL"]
  if (given !== undefined && given !== "") return given
  const server = yield* Effect.acquireRelease(
    Effect.promise(() => EmbeddedPostgres.start({ dataFolder: join(folder, "postgres") })),
    (running) => Effect.promise(() => running.stop()),
  )
  return server.url
})

/** Deletes everything kept, unless another sandbox lives on it: starting its database says so. */
const reset = Effect.gen(function* () {
  if (!existsSync(folder)) return
  yield* Effect.scoped(database)
  yield* Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
})

const emulator = Effect.fn("sandbox.emulator")(function* (databaseUrl: string, secrets: Secrets) {
  const sql = yield* Effect.acquireRelease(
    Effect.sync(() => postgres(databaseUrl, { max: 1, onnotice: () => {} })),
    (open) => Effect.promise(() => open.end({ timeout: 2 })),
  )
  const persistence = yield* Effect.promise(() => emulatorState(sql))
  const start = (port: number) =>
    Effect.tryPromise(() => startSlackEmulator({ port, host: HOST, ...secrets, members, channels, persistence }))
  return yield* Effect.acquireRelease(
    // The usual port may be taken: by another sandbox, or by something else.
    Effect.catch(start(Number(process.env["PORT"] ?? PORT)), () => start(0)),
    (running) => Effect.promise(() => running.stop()),
  )
})

interface Secrets {
  readonly signingSecret: string
  readonly botToken: string
}

const ready = Effect.gen(function* () {
  const { readiness } = yield* Health
  yield* Effect.repeat(readiness, { until: ({ ready }) => ready, schedule: Schedule.spaced("20 millis") })
})

const sandbox = Effect.gen(function* () {
  if (process.argv.includes("--reset")) yield* reset
  yield* say("Starting PostgreSQL, a little Slack and CoffeeBuddy ...")
  const databaseUrl = yield* database
  const secrets = {
    signingSecret: randomBytes(16).toString("hex"),
    botToken: `xoxb-${randomBytes(16).toString("hex")}`,
  }
  const slack = yield* emulator(databaseUrl, secrets)
  const config = yield* load(
    ConfigProvider.fromEnvRecord({
      PORT: "0",
      METRICS_PORT: "0",
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_BOT_TOKEN: secrets.botToken,
      SLACK_API_URL: slack.apiUrl,
      DATABASE_URL: databaseUrl,
      EVENT_TRANSPORT: "postgres",
    }),
  )
  const log = Log.layer({ app: "http", level: "info", file: logFile })
  yield* Effect.gen(function* () {
    const { port, metricsPort, running } = yield* serve(config, tuning)
    yield* Effect.sync(() => slack.connect(`http://${HOST}:${port}`))
    yield* ready
    yield* say(`\nCoffeeBuddy is ready: ${slack.url}\n`)
    yield* say(`Type /coffee there. Metrics and health: http://${HOST}:${metricsPort}/metrics, /health/ready`)
    yield* say(`Log: ${nearby(logFile)}. Ctrl-C stops everything; npm start -- --reset begins anew.`)
    return yield* running
  }).pipe(Effect.provide(layer(config, tuning)), Effect.provide(log))
}).pipe(Effect.scoped)

NodeRuntime.runMain(sandbox, {
  disableErrorReporting: true,
  teardown: (exit, onExit) => {
    if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return onExit(0)
    process.stderr.write(`The sandbox could not go on: ${String(Cause.squash(exit.cause))}\n`)
    onExit(1)
  },
})
