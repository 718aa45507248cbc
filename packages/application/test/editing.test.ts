import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { People } from "@coffeebuddy/adapters/memory/directory"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { type DetailsWish, EditRun } from "@coffeebuddy/application/edit-run"
import type { RunId } from "@coffeebuddy/domain/ids"
import { type Instant, minutes } from "@coffeebuddy/domain/instant"
import { Note, Place } from "@coffeebuddy/domain/text"
import { UTC, ZoneName } from "@coffeebuddy/domain/time-zone"
import { Directory } from "@coffeebuddy/ports/directory"
import { ada, ben, kitchen, morning, office, officeWhere, open, request } from "./office.ts"

const place = Place.make("the Barn")
const note = Note.make("bring cups")

const editing = (run: RunId, pickup: DetailsWish["pickup"], asked = request(ada)) =>
  Effect.gen(function* () {
    return yield* (yield* EditRun).execute(asked, { run }, { pickup, place, note })
  })

const berlin = ZoneName.make("Europe/Berlin")
const typed = (
  text: string,
  { confirmed = null, zone = UTC }: { confirmed?: Instant | null; zone?: ZoneName } = {},
) => ({
  typed: text,
  zone,
  confirmed,
})
const unasked = officeWhere(Layer.mock(Directory)({ profile: () => Effect.die("asked who somebody is") }))

describe("editing a run's details", () => {
  it.effect("replaces all of them, and the run's message is to show it", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      const { outcome } = yield* editing(run, typed("10:30", { zone: berlin }))
      assert.deepStrictEqual(outcome, { _tag: "DetailsEdited", runId: run, pickupAt: morning + minutes(30) })
      assert.include(yield* memory.run(run), { pickupAt: morning + minutes(30), place, note })
      assert.include(yield* memory.message(run), { wanted: 2 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("a time is read in the zone that the dialog showed, whatever the member's is by now", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      memory.tables.members.set(ada, { zone: "Asia/Tokyo", zoneAt: morning })
      yield* memory.configure(kitchen, { zone: "Asia/Tokyo" })
      yield* editing(run, typed("10:30", { zone: berlin }))
      assert.strictEqual((yield* memory.run(run)).pickupAt, morning + minutes(30))
      yield* editing(run, typed("10:30"))
      assert.strictEqual((yield* memory.run(run)).pickupAt, morning + minutes(90))
    }).pipe(Effect.provide(unasked)),
  )

  it.effect("a pick-up time left as it was is not read again; a blank one takes it away", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* editing(run, { kept: morning - 1 })
      assert.strictEqual((yield* memory.run(run)).pickupAt, morning - 1)
      yield* editing(run, typed("  "))
      assert.isNull((yield* memory.run(run)).pickupAt)
    }).pipe(Effect.provide(unasked)),
  )

  it.effect("what is read as past asks first, and is taken when it was confirmed", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      const tomorrow = morning + minutes(23.5 * 60)
      const error = yield* Effect.flip(editing(run, typed("8:30")))
      assert.deepInclude(error, { _tag: "TimeToConfirm", asked: "tomorrow", pickupAt: tomorrow, assumed: null })
      assert.deepInclude(error, { place, note })
      assert.isNull((yield* memory.run(run)).pickupAt)
      yield* editing(run, typed("8:30", { confirmed: tomorrow }))
      assert.strictEqual((yield* memory.run(run)).pickupAt, tomorrow)
    }).pipe(Effect.provide(office)),
  )

  it.effect("the yes to one time is no yes to another: that is asked about again", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const [eight, halfPast] = [morning + minutes(23 * 60), morning + minutes(23.5 * 60)]
      const error = yield* Effect.flip(editing(run, typed("8:00", { confirmed: halfPast })))
      assert.deepInclude(error, { _tag: "TimeToConfirm", pickupAt: eight })
      assert.isNull((yield* (yield* Memory).run(run)).pickupAt)
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
