import { Config, type ConfigProvider, Duration, Effect, Option, Redacted, Schema } from "effect"
import { logLevels } from "@coffeebuddy/adapters/log/pino"
import { MemberId } from "@coffeebuddy/domain/ids"

/** Values that are missing or wrong, by variable, without what they contain. */
export class BadConfiguration extends Schema.TaggedError<BadConfiguration>()("BadConfiguration", {
  problems: Schema.Array(Schema.Struct({ variable: Schema.String, problem: Schema.String })),
}) {
  override get message() {
    return ["The configuration is not complete:", ...this.problems.map((p) => `  ${p.variable}: ${p.problem}`)].join(
      "\n",
    )
  }
}

const filled = (name: string) => Config.schema(Schema.String.check(Schema.isPattern(/\S/)), name)
const secret = (name: string) => filled(name).pipe(Config.map((value) => Redacted.make(value, { label: name })))
const matching = (name: string, pattern: RegExp) => Config.schema(Schema.String.check(Schema.isPattern(pattern)), name)
const within = (name: string, minimum: number, maximum: number) =>
  Config.schema(Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum, maximum })), name)
const port = (name: string) => within(name, 0, 65_535)
const optional = <A>(config: Config.Config<A>) => Config.option(config).pipe(Config.map(Option.getOrNull))

const configs = {
  port: port("PORT").pipe(Config.withDefault(8080)),
  metricsPort: port("METRICS_PORT").pipe(Config.withDefault(9090)),
  signingSecret: secret("SLACK_SIGNING_SECRET"),
  botToken: secret("SLACK_BOT_TOKEN"),
  teamId: optional(matching("SLACK_TEAM_ID", /^T[A-Z0-9]+$/)),
  slackApiUrl: matching("SLACK_API_URL", /^https?:\/\/\S+\/$/).pipe(Config.withDefault("https://slack.com/api/")),
  databaseUrl: matching("DATABASE_URL", /^postgres(ql)?(\+psycopg)?:\/\/\S+$/).pipe(
    Config.map((value) => Redacted.make(value)),
  ),
  migrateOnStart: Config.Boolean("MIGRATE_ON_START").pipe(Config.withDefault(true)),
  eventTransport: Config.Literals(["kafka", "postgres"], "EVENT_TRANSPORT").pipe(Config.withDefault("kafka" as const)),
  admins: matching("ADMIN_USER_IDS", /^\s*([UW][A-Z0-9]+\s*(,\s*[UW][A-Z0-9]+\s*)*)?$/).pipe(
    Config.withDefault(""),
    Config.map((list) => list.split(",").flatMap((id) => (id.trim() === "" ? [] : [MemberId.make(id.trim())]))),
  ),
  window: within("RUN_FAIRNESS_WINDOW", 1, 50).pipe(Config.withDefault(5)),
  reminderOffset: within("REMINDER_OFFSET_DEFAULT", 1, 60).pipe(Config.withDefault(5)),
  drain: within("DRAIN", 0, 300).pipe(
    Config.withDefault(0),
    Config.map((seconds) => Duration.seconds(seconds)),
  ),
  logLevel: Config.Literals(logLevels, "LOG_LEVEL").pipe(Config.withDefault("info" as const)),
} as const

/** Every variable and what it has to be, in the words an operator reads when it is not. */
export const variables: { readonly [Key in keyof typeof configs]: readonly [variable: string, expected: string] } = {
  port: ["PORT", "a port, 0 to 65535"],
  metricsPort: ["METRICS_PORT", "a port, 0 to 65535"],
  signingSecret: ["SLACK_SIGNING_SECRET", "the signing secret of the Slack app"],
  botToken: ["SLACK_BOT_TOKEN", "the bot token of the Slack app (xoxb-...)"],
  teamId: ["SLACK_TEAM_ID", "a workspace id (T...)"],
  slackApiUrl: ["SLACK_API_URL", "an http or https address that ends in a slash"],
  databaseUrl: ["DATABASE_URL", "the address of a PostgreSQL database (postgres://...)"],
  migrateOnStart: ["MIGRATE_ON_START", "true or false"],
  eventTransport: ["EVENT_TRANSPORT", "kafka or postgres"],
  admins: ["ADMIN_USER_IDS", "Slack user ids (U...), separated by commas"],
  window: ["RUN_FAIRNESS_WINDOW", "a number of runs, 1 to 50"],
  reminderOffset: ["REMINDER_OFFSET_DEFAULT", "minutes, 1 to 60"],
  drain: ["DRAIN", "seconds, 0 to 300"],
  logLevel: ["LOG_LEVEL", `one of ${logLevels.join(", ")}`],
}

const all = Config.all(configs)

/** The HTTP app's configuration, from the environment. */
export type AppConfig = Config.Success<typeof all>

const one: { readonly [Key in keyof typeof configs]: Config.Config<unknown> } = configs

const isKey = (key: string): key is keyof typeof configs => key in configs

/** Reads every variable and, when any is wrong, fails with all of them at once. */
export const load = Effect.fn("config.load")(function* (provider: ConfigProvider.ConfigProvider) {
  const problems: Array<{ variable: string; problem: string }> = []
  for (const key of Object.keys(configs).filter(isKey)) {
    const [variable, expected] = variables[key]
    const parsed = yield* Effect.result(one[key].parse(provider))
    if (parsed._tag === "Failure") problems.push({ variable, problem: `expected ${expected}` })
  }
  if (problems.length > 0) return yield* new BadConfiguration({ problems })
  return yield* Effect.orDie(all.parse(provider))
})
