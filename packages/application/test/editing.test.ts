import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { People } from "@coffeebuddy/adapters/memory/directory"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { type DetailsWish, EditRun } from "@coffeebuddy/application/edit-run"
import type { RunId } from "@coffeebuddy/domain/ids"
import { minutes } from "@coffeebuddy/domain/instant"
import { Note, Place } from "@coffeebuddy/domain/text"
import { Directory } from "@coffeebuddy/ports/directory"
import { ada, ben, morning, office, officeWhere, open, request } from "./office.ts"

const place = Place.make("the Barn")
const note = Note.make("bring cups")

const editing = (run: RunId, pickup: DetailsWish["pickup"], asked = request(ada)) =>
  Effect.gen(function* () {
    return yield* (yield* EditRun).execute(asked, { run }, { pickup, place, note })
  })

const typed = (text: string, confirmed = false) => ({ typed: text, confirmed })

describe("editing a run's details", () => {
  it.effect("replaces all of them, and the run's message is to show it", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* (yield* People).know(ada, { zone: "Europe/Berlin" })
      const { outcome } = yield* editing(run, typed("10:30"))
      assert.deepStrictEqual(outcome, { _tag: "DetailsEdited", runId: run, pickupAt: morning + minutes(30) })
      assert.include(yield* memory.run(run), { pickupAt: morning + minutes(30), place, note })
      assert.include(yield* memory.message(run), { wanted: 2 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("a pick-up time left as it was is not read again; a blank one takes it away", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* editing(run, { kept: morning - 1 })
      assert.strictEqual((yield* memory.run(run)).pickupAt, morning - 1)
      yield* editing(run, typed("  "))
      assert.isNull((yield* memory.run(run)).pickupAt)
    }).pipe(Effect.provide(officeWhere(Layer.mock(Directory)({ profile: () => Effect.die("asked who somebody is") })))),
  )

  it.effect("what is read as past asks first, and is taken when it was confirmed", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      const tomorrow = morning + minutes(23.5 * 60)
      const error = yield* Effect.flip(editing(run, typed("8:30")))
      assert.deepInclude(error, { _tag: "TimeToConfirm", asked: "tomorrow", pickupAt: tomorrow, place, note })
      assert.isNull((yield* memory.run(run)).pickupAt)
      yield* editing(run, typed("8:30", true))
      assert.strictEqual((yield* memory.run(run)).pickupAt, tomorrow)
    }).pipe(Effect.provide(office)),
  )

  it.effect("the field for the time takes a time and nothing else", () =>
    Effect.gen(function* () {
      const run = yield* open()
      for (const text of ["soon", "10:30 at the Barn", "10:30, bring cups", "25:99"]) {
        assert.strictEqual((yield* Effect.flip(editing(run, typed(text))))._tag, "TimeNotUnderstood", text)
      }
    }).pipe(Effect.provide(office)),
  )

  it.effect("is not for others, who are asked for nothing first, but is for admins", () =>
    Effect.gen(function* () {
      const run = yield* open()
      for (const text of ["8:30", "25:99"]) {
        assert.strictEqual((yield* Effect.flip(editing(run, typed(text), request(ben))))._tag, "NotAllowed", text)
      }
      yield* (yield* People).know(ben, { admin: true })
      assert.include((yield* editing(run, typed("10:30"), request(ben))).outcome, { _tag: "DetailsEdited" })
    }).pipe(Effect.provide(office)),
  )

  it.effect("of a run that has ended is refused, whatever was typed", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* (yield* CancelRun).execute(request(ada), { run })
      for (const text of ["8:30", "25:99"]) {
        assert.strictEqual((yield* Effect.flip(editing(run, typed(text))))._tag, "RunNotOpen", text)
      }
    }).pipe(Effect.provide(office)),
  )

  it.effect("the same form sent again answers the same words, even when its time has passed since", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      const sent = request(ada)
      const first = yield* editing(run, typed("10:30"), sent)
      const stored = yield* memory.run(run)
      assert.deepStrictEqual(yield* editing(run, typed("8:30"), sent), { outcome: first.outcome, change: null })
      assert.deepStrictEqual(yield* memory.run(run), stored)
    }).pipe(Effect.provide(office)),
  )
})
