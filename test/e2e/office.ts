import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ConfigProvider, Deferred, Effect, Fiber, Schema } from "effect"
import { assert, vi } from "vitest"
import * as Log from "@coffeebuddy/adapters/log/pino"
import type { LogLevel } from "@coffeebuddy/adapters/log/pino"
import { timing } from "@coffeebuddy/application/dispatcher"
import { layer, type Serving, serve, type Tuning } from "@coffeebuddy/http/app"
import { load } from "@coffeebuddy/http/config"
import { type Actor, textOf } from "@coffeebuddy/slack-emulator/actor"
import { type SlackEmulator, startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import type { Message } from "@coffeebuddy/slack-emulator/model"
import type { SlackEmulatorOptions } from "@coffeebuddy/slack-emulator/options"
import { type TemporaryDatabase, temporaryDatabase } from "../postgres.ts"

export const secrets = { signingSecret: "e2e-signing-secret-5e0f", botToken: "xoxb-e2e-bot-token-71ca" } as const

const quick: Tuning = {
  dispatcher: { ...timing, idle: 50, retry: 50 },
  owedMessages: {
    editPause: 50,
    post: { one: { every: 0, burst: 50 }, all: { every: 0, burst: 50 } },
    update: { one: { every: 0, burst: 50 }, all: { every: 0, burst: 50 } },
  },
  host: "127.0.0.1",
}

/** As in production: the rates and pauses that Slack's own limits ask for. */
export const unhurried: Tuning = { dispatcher: timing, owedMessages: {}, host: "127.0.0.1" }

type LogLine = Readonly<Record<string, unknown>>

const readLogLine: (line: string) => LogLine = Schema.decodeUnknownSync(
  Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)),
)

/** The whole product in this process: Postgres, a Slack with people in it, and the HTTP app between them. */
export interface Office extends Serving {
  readonly slack: SlackEmulator
  readonly database: TemporaryDatabase
  readonly alex: Actor
  readonly blake: Actor
  readonly casey: Actor
  readonly dana: Actor
  /** A channel that nobody used yet, with everybody and the bot in it. */
  readonly channel: () => string
  /** Waits until everybody in the channel can read such words in one message. */
  readonly shown: (channel: string, words: RegExp) => Promise<Message>
  /** Waits until this person, and nobody else, is told such words in the channel. */
  readonly whispered: (actor: Actor, channel: string, words: RegExp) => Promise<Message>
  /** Waits for a direct message. */
  readonly written: (actor: Actor, words: RegExp) => Promise<Message>
  readonly logs: () => Promise<ReadonlyArray<LogLine>>
  readonly close: () => Promise<void>
}

export interface OfficeOptions {
  readonly slack?: Partial<SlackEmulatorOptions>
  readonly tuning?: Tuning
  readonly environment?: Readonly<Record<string, string>>
  readonly logLevel?: LogLevel
}

/** Alex may administer the workspace and nobody else; all live in Berlin but Dana, who lives in New York. */
const members = [
  { id: "UALEX", name: "alex", tz: "Europe/Berlin", is_admin: true },
  { id: "UBLAKE", name: "blake", tz: "Europe/Berlin" },
  { id: "UCASEY", name: "casey", tz: "Europe/Berlin" },
  { id: "UDANA", name: "dana", tz: "America/New_York" },
]

const channels = Array.from({ length: 60 }, (_, index) => ({ id: `C${100 + index}`, name: `coffee-${index}` }))

/** Opens the office and waits until the app is ready in it. */
export const openOffice = async (options: OfficeOptions = {}): Promise<Office> => {
  const database = await temporaryDatabase()
  const folder = await mkdtemp(join(tmpdir(), "coffeebuddy-office-"))
  const file = join(folder, "log")
  const slack = await startSlackEmulator({ ...secrets, rateLimits: "off", members, channels, ...options.slack })
  const tuning = options.tuning ?? quick
  const listening = Deferred.makeUnsafe<Serving>()
  const app = Effect.gen(function* () {
    const config = yield* load(
      ConfigProvider.fromEnvRecord({
        PORT: "0",
        METRICS_PORT: "0",
        SLACK_SIGNING_SECRET: secrets.signingSecret,
        SLACK_BOT_TOKEN: secrets.botToken,
        SLACK_API_URL: slack.apiUrl,
        DATABASE_URL: database.url,
        ...options.environment,
      }),
    )
    yield* serve(config, tuning).pipe(
      Effect.flatMap((ports) => Deferred.succeed(listening, ports)),
      Effect.andThen(Effect.never),
      Effect.scoped,
      Effect.provide(layer(config, tuning)),
      Effect.provide(Log.layer({ app: "http", level: options.logLevel ?? "debug", file })),
    )
  })
  const fiber = Effect.runFork(app)
  const ports = await Effect.runPromise(Effect.raceFirst(Deferred.await(listening), Fiber.join(fiber)))
  if (ports === undefined) throw new Error("the app ended before it listened")
  slack.connect(`http://127.0.0.1:${ports.port}`)
  await untilReady(ports.metricsPort)
  const newest = (messages: ReadonlyArray<Message>, words: RegExp) =>
    messages.findLast((message) => words.test(textOf(message)))
  let used = 0
  return {
    ...ports,
    slack,
    database,
    alex: slack.as("UALEX"),
    blake: slack.as("UBLAKE"),
    casey: slack.as("UCASEY"),
    dana: slack.as("UDANA"),
    channel: () => {
      const next = channels[used++]
      if (next === undefined) throw new Error("every channel of this office has been used")
      return next.id
    },
    shown: (channel, words) =>
      slack.waitFor(() => newest(slack.messages(channel), words), { what: `${words} in ${channel}` }),
    whispered: (actor, channel, words) =>
      slack.waitFor(
        () =>
          newest(
            actor.messages(channel).filter((message) => message.ephemeral === actor.id),
            words,
          ),
        { what: `${words}, told to ${actor.id} alone` },
      ),
    written: (actor, words) =>
      slack.waitFor(() => newest(actor.dms(), words), { what: `${words} written to ${actor.id}` }),
    logs: async () =>
      (await readFile(file, "utf8"))
        .split("\n")
        .filter((line) => line !== "")
        .map(readLogLine),
    close: async () => {
      await Effect.runPromise(Fiber.interrupt(fiber))
      await slack.stop()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Asks until the app says that it is ready. */
export const untilReady = (metricsPort: number): Promise<void> =>
  vi.waitFor(
    async () => {
      const answer = await fetch(`http://127.0.0.1:${metricsPort}/health/ready`)
      assert.isTrue(answer.ok, await answer.text())
    },
    { timeout: 20_000, interval: 20 },
  )
