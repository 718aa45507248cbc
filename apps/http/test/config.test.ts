import { readFileSync } from "node:fs"
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Redacted } from "effect"
import { load, variables } from "@coffeebuddy/http/config"

const complete = {
  SLACK_SIGNING_SECRET: "a-signing-secret",
  SLACK_BOT_TOKEN: "xoxb-a-token",
  DATABASE_URL: "postgres://ann:a-password@db.example/coffee",
}

const from = (environment: Readonly<Record<string, string>>) => load(ConfigProvider.fromEnvRecord(environment))

describe("configuration", () => {
  it.effect("needs three variables; the others have defaults", () =>
    Effect.gen(function* () {
      const { signingSecret, botToken, databaseUrl, drain, ...rest } = yield* from(complete)
      assert.deepStrictEqual(
        [signingSecret, botToken, databaseUrl].map((value) => Redacted.value(value)),
        Object.values(complete),
      )
      assert.isTrue(Duration.equals(drain, Duration.zero))
      assert.deepStrictEqual(rest, {
        port: 8080,
        metricsPort: 9090,
        teamId: null,
        slackApiUrl: "https://slack.com/api/",
        migrateOnStart: true,
        eventTransport: "kafka",
        admins: [],
        window: 5,
        reminderOffset: 5,
        logLevel: "info",
      })
    }),
  )

  it.effect("names everything that is missing at once", () =>
    Effect.gen(function* () {
      const { message, problems } = yield* Effect.flip(from({}))
      assert.deepStrictEqual(
        problems.map(({ variable }) => variable),
        Object.keys(complete),
      )
      assert.strictEqual(message.split("\n").length, 4)
    }),
  )

  it.effect("names everything that is wrong at once, and never what it contains", () =>
    Effect.gen(function* () {
      const wrong = Object.fromEntries(
        Object.values(variables).map(([variable]) => [variable, variable === "SLACK_BOT_TOKEN" ? " " : "planted %"]),
      )
      const { message, problems } = yield* Effect.flip(from({ ...wrong, SLACK_SIGNING_SECRET: "" }))
      assert.sameMembers(
        problems.map(({ variable }) => variable),
        Object.values(variables).map(([variable]) => variable),
      )
      assert.notInclude(message, "planted")
    }),
  )

  it.effect("prints no secret, whoever prints it", () =>
    Effect.gen(function* () {
      const config = yield* from(complete)
      for (const secret of ["a-signing-secret", "xoxb-a-token", "a-password"]) {
        assert.notInclude(`${JSON.stringify(config)} ${inspect(config, { depth: null })}`, secret)
      }
    }),
  )

  for (const [variable, bad, good] of [
    ["PORT", ["65536", "-1", "80.5", "http"], ["0", "65535"]],
    ["METRICS_PORT", ["99999"], ["9090", ""]],
    ["DRAIN", ["-1", "301"], ["300"]],
    ["RUN_FAIRNESS_WINDOW", ["0", "51"], ["1", "50"]],
    ["REMINDER_OFFSET_DEFAULT", ["0", "61"], ["1", "60"]],
    ["SLACK_TEAM_ID", ["t1", "acme"], ["T0123ABC"]],
    ["SLACK_API_URL", ["slack.com/api/", "https://slack.com/api"], ["http://127.0.0.1:3000/api/"]],
    ["DATABASE_URL", ["mysql://x", "localhost"], ["postgresql+psycopg://u:p@h/d", "postgresql://h/d"]],
    ["EVENT_TRANSPORT", ["nats"], ["kafka", "postgres"]],
    ["MIGRATE_ON_START", ["perhaps"], ["true", "false"]],
    ["LOG_LEVEL", ["loud"], ["trace", "fatal"]],
    ["ADMIN_USER_IDS", ["ann", "U1;U2"], ["U1", "U1, W2", ""]],
  ] as const) {
    it.effect(`judges ${variable}`, () =>
      Effect.gen(function* () {
        for (const value of bad) {
          const { problems } = yield* Effect.flip(from({ ...complete, [variable]: value }))
          assert.deepStrictEqual([problems.length, problems[0]?.variable], [1, variable], value)
        }
        for (const value of good) yield* from({ ...complete, [variable]: value })
      }),
    )
  }

  it("is in the README, each variable with its default, and nothing else is", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")
    const table = readme.split(/^\| variable +\| default .*$/m)[1]?.split("\n\n")[0] ?? assert.fail("the table is gone")
    const rows = table.split("\n").slice(2)
    const documented = rows.flatMap((row) => {
      const [, names = "", defaults = ""] = row.split("|").map((cell) => cell.trim())
      const given = defaults.split(", ")
      return [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name], at) => [name, given[at] ?? defaults])
    })
    assert.deepStrictEqual(Object.fromEntries(documented), {
      SLACK_SIGNING_SECRET: "required",
      SLACK_BOT_TOKEN: "required",
      DATABASE_URL: "required",
      PORT: "8080",
      METRICS_PORT: "9090",
      SLACK_TEAM_ID: "the token's team",
      SLACK_API_URL: "Slack's own",
      ADMIN_USER_IDS: "none",
      RUN_FAIRNESS_WINDOW: "5",
      REMINDER_OFFSET_DEFAULT: "5",
      EVENT_TRANSPORT: "kafka",
      MIGRATE_ON_START: "true",
      DRAIN: "0",
      LOG_LEVEL: "info",
    })
    assert.sameMembers(
      documented.map(([name]) => name),
      Object.values(variables).map(([name]) => name),
    )
  })
})
