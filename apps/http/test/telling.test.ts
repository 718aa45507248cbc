import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Logger } from "effect"
import * as Counts from "@coffeebuddy/adapters/memory/telemetry"
import { CorrelationId } from "@coffeebuddy/domain/ids"
import { NoOpenRun } from "@coffeebuddy/domain/rejection"
import { ChatRefused } from "@coffeebuddy/ports/chat"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import type { Trouble } from "@coffeebuddy/adapters/slack/rejections"
import { bodyOf, nothing } from "@coffeebuddy/http/reply"
import { done, inMessage, telling, type Worked } from "@coffeebuddy/http/telling"

const context = { correlation: CorrelationId.make("reference-1"), trace: null, arrived: 0 }

/** What became of the work, what was logged and what was counted. */
const tell = (work: Effect.Effect<Worked, Trouble>) =>
  Effect.gen(function* () {
    const logged: Array<{ level: string; words: unknown; cause: string }> = []
    const logger = Logger.make(({ logLevel, message, cause }) => {
      logged.push({ level: logLevel, words: message, cause: Cause.pretty(cause) })
    })
    const telemetry = yield* Telemetry
    const { counts } = yield* Counts.Counted
    const worked = yield* telling(work, telemetry, inMessage(context)).pipe(Effect.provide(Logger.layer([logger])))
    return { ...worked, words: JSON.stringify(bodyOf(worked.reply)), logged, counts: [...(yield* counts).keys()] }
  }).pipe(Effect.provide(Counts.layer))

describe("telling", () => {
  it.effect("leaves an answer as it is", () =>
    Effect.gen(function* () {
      const { reply, ended, logged, counts } = yield* tell(Effect.succeed(done(nothing)))
      assert.deepStrictEqual([reply, ended, logged, counts], [nothing, "done", [], []])
    }),
  )

  it.effect("puts a rejection into words with the reference, logged as nothing to worry about", () =>
    Effect.gen(function* () {
      const { words, ended, logged, counts } = yield* tell(Effect.fail(new NoOpenRun()))
      assert.strictEqual(ended, "rejected")
      assert.include(words, "No coffee run is open in this channel. Nothing has changed.")
      assert.include(words, "Reference: reference-1")
      assert.deepStrictEqual([logged.map(({ level }) => level), counts], [["Info"], ["error member"]])
    }),
  )

  it.effect("says of a store that failed that nothing is certain, and logs operation and code", () =>
    Effect.gen(function* () {
      const fault = new StoreUnavailable({ operation: "run.commit", code: "53300", constraint: null, table: null })
      const { words, ended, logged, counts } = yield* tell(Effect.fail(fault))
      assert.strictEqual(ended, "failed")
      assert.include(words, "It may or may not have been saved.")
      assert.notMatch(words, /53300|run\.commit/)
      assert.match(JSON.stringify(logged), /"operation":"run.commit"/)
      assert.match(JSON.stringify(logged), /"code":"53300"/)
      assert.deepStrictEqual([logged[0]?.level, counts], ["Error", ["error store"]])
    }),
  )

  it.effect("counts what Slack refused as Slack's", () =>
    Effect.gen(function* () {
      const refused = new ChatRefused({ code: "not_in_channel", kind: "never", retryAfter: 0, failure: null })
      const { counts, words } = yield* tell(Effect.fail(refused))
      assert.deepStrictEqual(counts, ["error slack"])
      assert.notInclude(words, "not_in_channel")
    }),
  )

  it.effect("turns a defect into words with the reference, and logs its cause once", () =>
    Effect.gen(function* () {
      const { words, ended, logged, counts } = yield* tell(Effect.die(new TypeError("planted bug")))
      assert.strictEqual(ended, "failed")
      assert.match(words, /Something went wrong in CoffeeBuddy\..*Reference: reference-1/)
      assert.notInclude(words, "planted")
      assert.deepStrictEqual([logged.length, logged[0]?.level, counts], [1, "Error", ["error bug"]])
      assert.include(logged[0]?.cause ?? "", "planted bug")
    }),
  )

  it.effect("tells nothing about work that was interrupted", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(tell(Effect.never))
      yield* Effect.yieldNow
      yield* Fiber.interrupt(fiber)
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause))
    }),
  )
})
