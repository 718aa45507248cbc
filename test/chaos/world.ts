import { setTimeout as delay } from "node:timers/promises"
import postgres from "postgres"
import type { Tuning } from "@coffeebuddy/http/app"
import { type SlackEmulator, startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import type { Message } from "@coffeebuddy/slack-emulator/model"
import { temporaryDatabase } from "../postgres.ts"
import { type HttpProcess, startHttpProcess } from "./processes.ts"
import { quick } from "./tuning.ts"

const signingSecret = "chaos-signing-secret"
const botToken = "xoxb-chaos"

export interface WorldOptions {
  /** How many processes serve at once (1). */
  readonly processes?: number
  /** How many people there are (6): U1, U2, ... Only U1 is a workspace admin. */
  readonly people?: number
  readonly tuning?: Partial<Tuning>
  /** The database as the app finds it, when it is not the world's own: behind a proxy, as another role, on another server. */
  readonly databaseUrl?: (own: string, sql: postgres.Sql) => string | Promise<string>
  /** A migrated database on another server, in place of one made for this world. */
  readonly database?: { readonly url: string; readonly drop: () => Promise<void> }
  /** Milliseconds that Slack waits for an answer (3,000): more, where a whole office shares this machine with the tests. */
  readonly patience?: number
  /** Slack's clock, which signs the requests. */
  readonly clock?: () => number
  readonly preload?: ReadonlyArray<string>
  readonly environment?: Readonly<Record<string, string>>
}

/** A Slack, a database and some processes of the HTTP app between them. */
export interface World {
  readonly slack: SlackEmulator
  /** The database as it is, past any proxy. */
  readonly sql: postgres.Sql
  readonly signingSecret: string
  readonly processes: ReadonlyArray<HttpProcess>
  /** Every process there ever was. */
  readonly history: ReadonlyArray<HttpProcess>
  /** Starts one more; Slack sends it requests from then on. */
  readonly start: (environment?: Readonly<Record<string, string>>) => Promise<HttpProcess>
  /** Forgets those that have ended and starts as many as there were. */
  readonly restart: () => Promise<void>
  /** A channel of its own, made up on the spot. */
  readonly channel: () => string
  /** All messages everywhere that everybody concerned sees, by conversation; what only one person saw is left out. */
  readonly told: () => ReadonlyMap<string, ReadonlyArray<Message>>
  readonly stop: () => Promise<void>
}

/** Asks again and again until the answer is yes. The limit only ends a test that is wrong. */
export const until = async <A>(
  what: string,
  ask: () => A | Promise<A>,
  { within = 20_000, every = 20 }: { readonly within?: number; readonly every?: number } = {},
): Promise<NonNullable<A>> => {
  const end = performance.now() + within
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`waited ${within} ms for ${what}`)
    await delay(every)
  }
}

const letters = (count: number): ReadonlyArray<string> => Array.from({ length: count }, (_, index) => `U${index + 1}`)

const channelsInStore = 400

/** Starts everything, and resolves when all processes are ready. */
export const world = async (options: WorldOptions = {}): Promise<World> => {
  const { processes: count = 1, people = 6, tuning = {}, databaseUrl = (own) => own } = options
  const database = options.database ?? (await temporaryDatabase())
  const sql = postgres(database.url, { max: 3, onnotice: () => {}, fetch_types: false, backoff: () => 0.1 })
  const slack = await startSlackEmulator({
    signingSecret,
    botToken,
    rateLimits: "off",
    members: letters(people).map((id, index) => ({ id, name: `person-${index + 1}`, is_admin: index === 0 })),
    channels: Array.from({ length: channelsInStore }, (_, index) => ({
      id: `C${index + 1}`,
      name: `coffee-${index + 1}`,
    })),
    ...(options.patience === undefined ? {} : { deadline: options.patience }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  const given = await databaseUrl(database.url, sql)
  const history: Array<HttpProcess> = []
  let alive: ReadonlyArray<HttpProcess> = []
  let used = 0

  const start = async (environment: Readonly<Record<string, string>> = {}) => {
    const process = await startHttpProcess({
      tuning: { ...quick, ...tuning },
      environment: {
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_BOT_TOKEN: botToken,
        SLACK_API_URL: slack.apiUrl,
        DATABASE_URL: given,
        MIGRATE_ON_START: "false",
        EVENT_TRANSPORT: "postgres",
        ...options.environment,
        ...environment,
      },
      preload: options.preload ?? [],
    })
    history.push(process)
    alive = [...alive.filter((one) => !one.hasEnded()), process]
    slack.connect(alive.map(({ url }) => url))
    return process
  }
  const restart = async () => {
    const missing = alive.filter((one) => one.hasEnded()).length
    await Promise.all(Array.from({ length: missing }, () => start()))
  }

  await Promise.all(Array.from({ length: count }, () => start()))
  return {
    slack,
    sql,
    signingSecret,
    get processes() {
      return alive
    },
    history,
    start,
    restart,
    channel: () => {
      used += 1
      if (used > channelsInStore) throw new Error("a test uses more channels than there are")
      return `C${used}`
    },
    told: () =>
      new Map(
        Object.entries(slack.state().messages).map(([conversation, messages]) => [
          conversation,
          messages.filter((message) => message.ephemeral === undefined),
        ]),
      ),
    stop: async () => {
      await Promise.all(alive.filter((one) => !one.hasEnded()).map((one) => one.kill()))
      await slack.stop()
      await sql.end({ timeout: 1 })
      await database.drop()
    },
  }
}
