import type { Options } from "@coffeebuddy/adapters/postgres/owed-messages"
import { startSlackEmulator, type SlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import type { RateLimits } from "@coffeebuddy/slack-emulator/options"
import { Connection } from "./client.ts"
import type { Database } from "./database.ts"
import { type Program, start } from "./program.ts"
import { command, signingSecret, team } from "./slack-requests.ts"

export interface OfficeOptions {
  readonly database: Database
  readonly channels: number
  /** People in all; they are spread evenly over the channels. */
  readonly members: number
  readonly rateLimits?: RateLimits
  readonly owedMessages?: Partial<Options>
  /** The emulator's clock; the system's, in whole milliseconds, when left out. */
  readonly clock?: () => number
}

export interface Office {
  readonly slack: SlackEmulator
  readonly app: Program
  readonly database: Database
  readonly channels: ReadonlyArray<string>
  readonly membersOf: (channel: number) => ReadonlyArray<string>
  /** Sends one request and gives the text of its answer; throws when it is not 200. */
  readonly ask: (request: Buffer) => Promise<string>
  /** Opens a run in every channel; their ids by channel. */
  readonly openEverywhere: () => Promise<ReadonlyMap<string, string>>
  readonly stop: () => Promise<void>
}

/** Rates at which nothing is brought to Slack: requests alone are measured. */
const still = { every: 1_000_000_000, burst: 0 }
export const silent: Partial<Options> = { post: { one: still, all: still }, update: { one: still, all: still } }

/** People, channels, a little Slack, and CoffeeBuddy serving them on a database. */
export const startOffice = async (options: OfficeOptions): Promise<Office> => {
  const channels = Array.from({ length: options.channels }, (_, index) => `C${index + 1}`)
  const members = Array.from({ length: options.members }, (_, index) => `U${index + 1}`)
  const each = Math.ceil(members.length / channels.length)
  const membersOf = (channel: number) => members.slice(channel * each, (channel + 1) * each)
  const botToken = "xoxb-bench"
  const slack = await startSlackEmulator({
    signingSecret,
    botToken,
    teamId: team,
    commands: ["/coffee"],
    rateLimits: options.rateLimits ?? "slack",
    clock: options.clock ?? Date.now,
    members: members.map((id) => ({ id, name: id.toLowerCase() })),
    channels: channels.map((id, index) => ({ id, name: `coffee-${id.toLowerCase()}`, members: membersOf(index) })),
  })
  const app = await start(new URL("coffeebuddy.ts", import.meta.url), {
    PORT: "0",
    METRICS_PORT: "0",
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: botToken,
    SLACK_TEAM_ID: team,
    SLACK_API_URL: slack.apiUrl,
    DATABASE_URL: options.database.url,
    EVENT_TRANSPORT: "postgres",
    BENCH_OWED_MESSAGES: JSON.stringify(options.owedMessages ?? {}),
  })
  slack.connect(`http://127.0.0.1:${app.port}`)
  const connection = await Connection.open(app.port)
  const ask = async (request: Buffer) => {
    const { status, body } = await connection.exchange(request)
    if (status !== 200) throw new Error(`answered ${status}: ${body.slice(0, 200)}`)
    return body
  }
  return {
    slack,
    app,
    database: options.database,
    channels,
    membersOf,
    ask,
    openEverywhere: async () => {
      for (const [index, channel] of channels.entries()) {
        await ask(command(channel, membersOf(index)[0] ?? "", ""))
      }
      const runs = await options.database.sql.unsafe<Array<{ channel: string; id: string }>>(
        "select channel, id from runs where status = 'open'",
      )
      if (runs.length !== channels.length) throw new Error(`${runs.length} of ${channels.length} runs were opened`)
      return new Map(runs.map(({ channel, id }) => [channel, id]))
    },
    stop: async () => {
      connection.close()
      await app.stop()
      await slack.stop()
    },
  }
}
