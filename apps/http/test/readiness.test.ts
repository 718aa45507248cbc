import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import * as Counts from "@coffeebuddy/adapters/memory/telemetry"
import { databaseFinding } from "@coffeebuddy/http/database-finding"
import { type Finding, Health, layer as healthLayer } from "@coffeebuddy/http/health"
import * as Workspace from "@coffeebuddy/http/workspace"
import { type SlackEmulator, startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"

const fine: Finding = { part: "slack", state: "ok", blocking: false, detail: null }

const healthWith = (database: Finding, slack: Finding = fine) =>
  healthLayer({ database: Effect.succeed(database), slack: Effect.succeed(slack) }).pipe(
    Layer.provideMerge(Counts.layer),
  )

/** How it is once each part was looked at. */
const looked = Effect.gen(function* () {
  yield* TestClock.adjust("1 second")
  return yield* (yield* Health).readiness
})

const readinessOf = (...parts: Parameters<typeof healthWith>) => looked.pipe(Effect.provide(healthWith(...parts)))

describe("readiness", () => {
  it.effect("waits for the first connection", () =>
    Effect.gen(function* () {
      const found = yield* readinessOf(databaseFinding({ _tag: "NeverConnected", code: "ECONNREFUSED" }), fine)
      assert.isFalse(found.ready)
      assert.strictEqual(found.findings[0]?.detail, "never reached: ECONNREFUSED")
    }),
  )

  it.effect("needs the schema of this version, and says how to get it", () =>
    Effect.gen(function* () {
      const wrong = databaseFinding({ _tag: "WrongSchema", found: "0001_runs", expected: "0002_owed_messages" })
      const found = yield* readinessOf(wrong)
      assert.isFalse(found.ready)
      assert.match(found.findings[0]?.detail ?? "", /at 0001_runs, 0002_owed_messages is needed: npm run migrate -- up/)
      assert.match(databaseFinding({ _tag: "WrongSchema", found: null, expected: "0002" }).detail ?? "", /at nothing/)
    }),
  )

  it.effect("outlives a later outage, which is named: members get our sentence and not Slack's", () =>
    Effect.gen(function* () {
      const found = yield* readinessOf(databaseFinding({ _tag: "Down", code: "57P01", since: 0 }), fine)
      assert.isTrue(found.ready)
      assert.deepInclude(found.findings[0], { part: "database", state: "down", detail: "57P01" })
    }),
  )

  it.effect("ends when draining begins", () =>
    Effect.gen(function* () {
      assert.isTrue((yield* looked).ready)
      const { readiness, drain } = yield* Health
      yield* drain
      const found = yield* readiness
      assert.isFalse(found.ready)
      assert.isTrue(found.draining)
    }).pipe(Effect.provide(healthWith(databaseFinding({ _tag: "Ready" })))),
  )

  it.effect("is answered at once from the latest look, however long a part takes to answer", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("1 minute")
      const found = yield* (yield* Health).readiness
      assert.isFalse(found.ready)
      assert.strictEqual(found.findings[0]?.detail, "not looked at yet")
    }).pipe(
      Effect.provide(healthLayer({ database: Effect.never, slack: Effect.succeed(fine) })),
      Effect.provide(Counts.layer),
    ),
  )

  it.effect("is counted by part, so that an outage can raise an alarm", () =>
    Effect.gen(function* () {
      yield* looked
      const { count } = yield* Counts.Counted
      assert.isAbove(yield* count("dependency database down"), 0)
      assert.isAbove(yield* count("dependency slack up"), 0)
    }).pipe(Effect.provide(healthWith(databaseFinding({ _tag: "Down", code: "57P01", since: 0 })))),
  )
})

const token = "xoxb-readiness"
let slack: SlackEmulator
beforeAll(async () => {
  slack = await startSlackEmulator({ signingSecret: "s", botToken: token, teamId: "T1" })
})
afterAll(() => slack.stop())

/** The workspace as an app finds it whose `SLACK_TEAM_ID` is this; lives as long as the test's scope. */
const workspace = (wanted: string | null) =>
  Effect.gen(function* () {
    const options = { token: Effect.succeed(Redacted.make(token)), apiUrl: slack.apiUrl, timeout: 2_000 }
    const context = yield* Layer.build(Workspace.layer(options, wanted))
    return Context.get(context, Workspace.Workspace)
  })

/** Reads once per turn of the process's loop, which real answers need, until it reads so. */
const until = <A>(read: Effect.Effect<A>, holds: (value: A) => boolean) =>
  Effect.gen(function* () {
    for (;;) {
      yield* Effect.promise(() => new Promise((turn) => setImmediate(turn)))
      const value = yield* read
      if (holds(value)) return value
    }
  })

describe("what Slack says of our token", () => {
  it.effect("decides which workspace is served", () =>
    Effect.gen(function* () {
      const { finding, identity, team } = yield* workspace(null)
      assert.deepInclude(yield* finding, { state: "down", blocking: true, detail: "Slack was not reached yet" })
      assert.isNull(yield* team)
      const known = yield* until(identity, (identity) => identity !== null)
      assert.deepInclude(known, { teamId: "T1", botUserId: "U0COFFEEBOT" })
      assert.strictEqual(yield* team, "T1")
      assert.deepInclude(yield* finding, { state: "ok", detail: null })
    }),
  )

  it.effect("keeps us from being ready when another workspace is configured, and says what to correct", () =>
    Effect.gen(function* () {
      const { finding, team } = yield* workspace("T2")
      assert.strictEqual(yield* team, "T2")
      const found = yield* until(finding, ({ state }) => state === "wrong")
      assert.isTrue(found.blocking)
      assert.strictEqual(found.detail, "SLACK_TEAM_ID is T2, but SLACK_BOT_TOKEN belongs to T1: correct one of them")
    }),
  )

  it.effect("names a missing permission with its fix and stays ready, until it is granted, without a restart", () =>
    Effect.gen(function* () {
      slack.removeScope("im:write")
      const { finding } = yield* workspace(null)
      const found = yield* until(finding, ({ state }) => state === "wrong")
      assert.isFalse(found.blocking)
      assert.match(found.detail ?? "", /lacks im:write \(writing direct messages to the runner\)/)
      assert.match(found.detail ?? "", /infra\/slack\/manifest\.yaml and reinstall/)
      slack.addScope("im:write")
      yield* TestClock.adjust("15 seconds")
      yield* until(finding, ({ state }) => state === "ok")
    }),
  )

  it.effect("is asked again when there was no answer, and the trouble is named meanwhile", () =>
    Effect.gen(function* () {
      slack.fail("auth.test", { error: "invalid_auth", times: 2 })
      const { finding } = yield* workspace(null)
      yield* until(finding, ({ detail }) => detail === "auth.test failed: invalid_auth")
      yield* TestClock.adjust("500 millis")
      assert.deepInclude(yield* finding, { state: "down", blocking: true })
      yield* until(
        Effect.sync(() => slack.calls("auth.test").at(-1)?.outcome),
        (outcome) => outcome === "invalid_auth",
      )
      yield* until(Effect.andThen(TestClock.adjust("1 second"), finding), ({ state }) => state === "ok")
    }),
  )
})
