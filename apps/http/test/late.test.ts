import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Ref } from "effect"
import { TestClock } from "effect/testing"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { ANSWER_WITHIN, inTime, patiently } from "@coffeebuddy/http/late"

/** What was said, in order, while the clock went on by these milliseconds. */
const said = (work: Effect.Effect<string>, ...passing: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const lines = yield* Ref.make<ReadonlyArray<string>>([])
    const say = (line: string) => Ref.update(lines, (before) => [...before, line])
    const fiber = yield* Effect.forkChild(
      inTime(
        work,
        (result) => say(`answered ${result}`),
        say("still working"),
        (result) => say(`late ${result}`),
      ),
    )
    for (const millis of passing) {
      yield* TestClock.adjust(millis)
      yield* say("...")
    }
    yield* Fiber.join(fiber)
    return yield* Ref.get(lines)
  })

describe("an answer", () => {
  it.effect("is the outcome when that comes within two seconds", () =>
    Effect.gen(function* () {
      const work = Effect.as(Effect.sleep(ANSWER_WITHIN - 1), "done")
      assert.deepStrictEqual(yield* said(work, ANSWER_WITHIN), ["answered done", "..."])
    }),
  )

  it.effect("is 'still working' after two seconds, and the outcome follows once", () =>
    Effect.gen(function* () {
      const work = Effect.as(Effect.sleep(9_000), "done")
      assert.deepStrictEqual(yield* said(work, ANSWER_WITHIN, 6_999, 1), [
        "still working",
        "...",
        "...",
        "late done",
        "...",
      ])
    }),
  )

  it("leaves Slack's three seconds a whole one for the way back", () => assert.isAtMost(ANSWER_WITHIN, 2_000))
})

const unavailable = (code: string) =>
  new StoreUnavailable({ operation: "run.read", code, constraint: null, table: null })

/** How often work was tried that fails so until the clock shows `back`. */
const tries = (code: string, back: number) =>
  Effect.gen(function* () {
    const count = yield* Ref.make(0)
    const work = Effect.gen(function* () {
      yield* Ref.update(count, (before) => before + 1)
      if ((yield* Clock.currentTimeMillis) < back) return yield* unavailable(code)
      return "done"
    })
    const fiber = yield* Effect.forkChild(Effect.result(patiently(work)))
    yield* TestClock.adjust(60_000)
    return [(yield* Fiber.join(fiber))._tag, yield* Ref.get(count)] as const
  })

describe("a store that is away", () => {
  it.effect("is asked again until it is back, within 20 s", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tries("ECONNREFUSED", 1_000), ["Success", 6])
    }),
  )

  it.effect("for longer fails the request", () =>
    Effect.gen(function* () {
      const [tag, count] = yield* tries("TIMEOUT", 50_000)
      assert.strictEqual(tag, "Failure")
      assert.isAtMost(count, 102)
    }),
  )

  it.effect("for another reason is not asked again", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* tries("23505", 1_000), ["Failure", 1])
    }),
  )
})
