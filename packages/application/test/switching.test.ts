import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { People } from "@coffeebuddy/adapters/memory/directory"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { ComeBack } from "@coffeebuddy/application/come-back"
import { RunAgain } from "@coffeebuddy/application/run-again"
import { StayOut } from "@coffeebuddy/application/stay-out"
import { hours } from "@coffeebuddy/domain/instant"
import { Directory } from "@coffeebuddy/ports/directory"
import { ada, ben, close, kitchen, morning, office, officeWhere, open, orders, request, roof } from "./office.ts"

describe("staying out", () => {
  it.effect("until further notice, in this channel only", () =>
    Effect.gen(function* () {
      const { tables } = yield* Memory
      const { outcome } = yield* (yield* StayOut).execute(request(ben), kitchen, null)
      assert.deepStrictEqual(outcome, { _tag: "SwitchedOut", until: null })
      assert.deepStrictEqual(tables.switches.get(kitchen)?.get(ben)?.out, { until: null })
      assert.isUndefined(tables.switches.get(roof)?.get(ben))
    }).pipe(Effect.provide(officeWhere(Layer.mock(Directory)({ profile: () => Effect.die("asked who somebody is") })))),
  )

  it.effect("until the end of a day in the member's own zone", () =>
    Effect.gen(function* () {
      yield* (yield* People).know(ben, { zone: "Asia/Tokyo" })
      const { outcome } = yield* (yield* StayOut).execute(request(ben), kitchen, "tomorrow")
      assert.deepStrictEqual(outcome, { _tag: "SwitchedOut", until: Date.parse("2026-01-06T15:00:00Z") })
    }).pipe(Effect.provide(office)),
  )

  it.effect("a day that cannot be one is refused and switches nothing", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip((yield* StayOut).execute(request(ben), kitchen, "whenever"))
      assert.strictEqual(error._tag, "DateNotUnderstood")
      assert.isUndefined((yield* Memory).tables.switches.get(kitchen))
    }).pipe(Effect.provide(office)),
  )

  it.effect("whoever is out is not picked, until the day is over", () =>
    Effect.gen(function* () {
      const first = yield* open()
      yield* (yield* StayOut).execute(request(ben), kitchen, "today")
      yield* orders(first, ben)
      assert.isNull(yield* close(first))
      yield* TestClock.setTime(morning + hours(24))
      const second = yield* open()
      yield* orders(second, ben)
      assert.strictEqual(yield* close(second), ben)
    }).pipe(Effect.provide(office)),
  )
})

describe("being in", () => {
  it.effect("coming back ends staying out, and leaves the wish to run again as it was", () =>
    Effect.gen(function* () {
      const { tables } = yield* Memory
      yield* (yield* RunAgain).execute(request(ben), kitchen, true)
      yield* (yield* StayOut).execute(request(ben), kitchen, null)
      const { outcome } = yield* (yield* ComeBack).execute(request(ben), kitchen)
      assert.deepStrictEqual(outcome, { _tag: "SwitchedIn", again: true })
      assert.deepStrictEqual(tables.switches.get(kitchen)?.get(ben), { member: ben, out: null, again: true })
    }).pipe(Effect.provide(office)),
  )

  it.effect("whoever wants to run again may be picked although they went last, until they switch it off", () =>
    Effect.gen(function* () {
      const { execute } = yield* RunAgain
      const { tables } = yield* Memory
      assert.deepStrictEqual((yield* execute(request(ben), kitchen, true)).outcome, { _tag: "AgainSet", on: true })
      assert.isTrue(tables.switches.get(kitchen)?.get(ben)?.again)
      yield* execute(request(ben), kitchen, false)
      assert.isFalse(tables.switches.get(kitchen)?.get(ben)?.again)
    }).pipe(Effect.provide(office)),
  )

  it.effect("a switch thrown in the moment before a close counts in it", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* orders(run, ada, ben)
      const together = [
        (yield* StayOut).execute(request(ada), kitchen, null),
        Effect.map(close(run), (runner) => assert.strictEqual(runner, ben)),
      ]
      yield* Effect.all(together, { concurrency: "unbounded" })
    }).pipe(Effect.provide(office)),
  )
})
