import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { CancelOrder } from "@coffeebuddy/application/cancel-order"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { PlaceOrder } from "@coffeebuddy/application/place-order"
import { SetUsual } from "@coffeebuddy/application/set-usual"
import { UseUsual } from "@coffeebuddy/application/use-usual"
import { Volunteer } from "@coffeebuddy/application/volunteer"
import { RunId } from "@coffeebuddy/domain/ids"
import { ada, ben, espresso, flatWhite, kitchen, morning, office, open, orders, request, roof } from "./office.ts"

const nowhere = RunId.make("ffffffff-0000-7000-8000-000000000000")

describe("ordering", () => {
  it.effect("an order counts in the channel's open run, and is the member's usual from then on", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      const { outcome } = yield* (yield* PlaceOrder).execute(request(ben), { channel: kitchen }, flatWhite)
      assert.include(outcome, { _tag: "OrderPlaced", runId: run, text: flatWhite, replaced: false })
      assert.deepStrictEqual(yield* memory.orders(run), [{ member: ben, text: flatWhite, active: true, at: morning }])
      assert.strictEqual(memory.tables.usuals.get(kitchen)?.get(ben)?.text, flatWhite)
    }).pipe(Effect.provide(office)),
  )

  it.effect("ordering again replaces the order: each member has one", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* orders(run, ben)
      const { outcome } = yield* (yield* PlaceOrder).execute(request(ben), { run }, espresso)
      assert.include(outcome, { replaced: true })
      assert.deepStrictEqual(
        (yield* (yield* Memory).orders(run)).map(({ text }) => text),
        [espresso],
      )
    }).pipe(Effect.provide(office)),
  )

  it.effect("without an open run there is nothing to order from, and nothing is kept", () =>
    Effect.gen(function* () {
      const { execute } = yield* PlaceOrder
      assert.strictEqual((yield* Effect.flip(execute(request(ben), { channel: kitchen }, flatWhite)))._tag, "NoOpenRun")
      assert.strictEqual((yield* Effect.flip(execute(request(ben), { run: nowhere }, flatWhite)))._tag, "RunNotFound")
      const run = yield* open()
      yield* (yield* CancelRun).execute(request(ada), { run })
      assert.strictEqual((yield* Effect.flip(execute(request(ben), { run }, flatWhite)))._tag, "RunNotOpen")
      assert.isUndefined((yield* Memory).tables.usuals.get(kitchen)?.get(ben))
    }).pipe(Effect.provide(office)),
  )

  it.effect("a canceled order no longer counts, its member's offer to go is withdrawn, and their usual stays", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* orders(run, ben)
      yield* (yield* Volunteer).execute(request(ben), { run })
      const { outcome } = yield* (yield* CancelOrder).execute(request(ben), { run })
      assert.include(outcome, { _tag: "OrderCanceled", runId: run, ordered: true, withdrawn: true })
      assert.deepStrictEqual(
        (yield* memory.orders(run)).map(({ active }) => active),
        [false],
      )
      assert.isNull((yield* memory.run(run)).volunteer)
      assert.strictEqual(memory.tables.usuals.get(kitchen)?.get(ben)?.text, flatWhite)
    }).pipe(Effect.provide(office)),
  )

  it.effect("who volunteered without ordering can take the offer back, and then has nothing to cancel", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const { execute } = yield* CancelOrder
      const run = yield* open()
      yield* (yield* Volunteer).execute(request(ben), { run })
      const told = memory.tables.outbox.length
      const { outcome } = yield* execute(request(ben), { run })
      assert.include(outcome, { _tag: "OrderCanceled", runId: run, ordered: false, withdrawn: true })
      assert.isNull((yield* memory.run(run)).volunteer)
      assert.isEmpty(yield* memory.orders(run))
      assert.lengthOf(memory.tables.outbox, told)
      assert.strictEqual((yield* Effect.flip(execute(request(ben), { run })))._tag, "NoOrder")
    }).pipe(Effect.provide(office)),
  )

  it.effect("who has not ordered has nothing to cancel", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const error = yield* Effect.flip((yield* CancelOrder).execute(request(ben), { run }))
      assert.strictEqual(error._tag, "NoOrder")
    }).pipe(Effect.provide(office)),
  )
})

describe("my usual", () => {
  it.effect("is ordered with one press, as it was last confirmed", () =>
    Effect.gen(function* () {
      yield* (yield* SetUsual).execute(request(ben), kitchen, espresso)
      const run = yield* open()
      const { outcome } = yield* (yield* UseUsual).execute(request(ben), { run })
      assert.include(outcome, { _tag: "OrderPlaced", text: espresso, usual: true })
    }).pipe(Effect.provide(office)),
  )

  it.effect("can be set before there ever was a run, and orders nothing", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const { outcome } = yield* (yield* SetUsual).execute(request(ben), kitchen, espresso)
      assert.deepStrictEqual(outcome, { _tag: "UsualSet", text: espresso })
      assert.strictEqual(memory.tables.orders.size, 0)
    }).pipe(Effect.provide(office)),
  )

  it.effect("belongs to one channel, and where there is none that is said", () =>
    Effect.gen(function* () {
      yield* (yield* SetUsual).execute(request(ben), kitchen, espresso)
      const run = yield* open(roof)
      const error = yield* Effect.flip((yield* UseUsual).execute(request(ben), { run }))
      assert.strictEqual(error._tag, "NoUsual")
    }).pipe(Effect.provide(office)),
  )

  it.effect("a second press answers the same words and changes nothing", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const { execute } = yield* UseUsual
      yield* (yield* SetUsual).execute(request(ben), kitchen, espresso)
      const run = yield* open()
      const pressed = request(ben)
      const first = yield* execute(pressed, { run })
      const stored = yield* memory.run(run)
      yield* (yield* SetUsual).execute(request(ben), kitchen, flatWhite)
      assert.deepStrictEqual(yield* execute(pressed, { run }), { outcome: first.outcome, change: null })
      assert.deepStrictEqual(yield* memory.run(run), stored)
    }).pipe(Effect.provide(office)),
  )
})
