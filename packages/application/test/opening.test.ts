import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { People } from "@coffeebuddy/adapters/memory/directory"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { Counted } from "@coffeebuddy/adapters/memory/telemetry"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { OpenRun } from "@coffeebuddy/application/open-run"
import { minutes } from "@coffeebuddy/domain/instant"
import { Note, Place } from "@coffeebuddy/domain/text"
import { Directory } from "@coffeebuddy/ports/directory"
import { ada, ben, kitchen, morning, office, officeWhere, open, request } from "./office.ts"

const barn = Place.make("the Barn")
const blueBottle = Place.make("Blue Bottle")
const cups = Note.make("bring cups")

const typing = (typed: string, asked = request(ada)) =>
  Effect.gen(function* () {
    return yield* (yield* OpenRun).execute(asked, kitchen, { typed })
  })

describe("opening a run", () => {
  it.effect("stores the run with its event and its message owed, and makes channel and member known", () =>
    Effect.gen(function* () {
      const { tables, ...memory } = yield* Memory
      const run = yield* open()
      assert.include(yield* memory.run(run), { status: "open", starter: ada, channel: kitchen, openedAt: morning })
      assert.deepStrictEqual([...tables.channels.keys()], [kitchen])
      assert.deepStrictEqual([...tables.members.keys()], [ada])
      assert.deepStrictEqual(
        tables.outbox.map(({ type }) => type),
        ["coffeebuddy.run_created.v1"],
      )
      assert.include(yield* memory.message(run), { wanted: 1, shown: 0 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("while one is open no other opens, and no time is asked back", () =>
    Effect.gen(function* () {
      const run = yield* open()
      for (const typed of ["", "8:30", "25:99"]) {
        const error = yield* Effect.flip(typing(typed, request(ben)))
        assert.deepInclude(error, { _tag: "RunAlreadyOpen", runId: run })
      }
    }).pipe(Effect.provide(office)),
  )

  it.effect("a channel that is switched off opens none, and no time is asked back", () =>
    Effect.gen(function* () {
      yield* (yield* Memory).configure(kitchen, { enabled: false })
      for (const typed of ["", "8:30"]) assert.strictEqual((yield* Effect.flip(typing(typed)))._tag, "ChannelDisabled")
    }).pipe(Effect.provide(office)),
  )

  it.effect("the same command again answers the same words, and is counted once", () =>
    Effect.gen(function* () {
      const asked = request(ada)
      const first = yield* typing("10:30", asked)
      assert.deepStrictEqual(yield* typing("10:30", asked), { outcome: first.outcome, change: null })
      assert.strictEqual((yield* Memory).tables.runs.size, 1)
      assert.strictEqual(yield* (yield* Counted).count("runStarted"), 1)
    }).pipe(Effect.provide(office)),
  )

  it.effect("two people who open at the same moment get one run", () =>
    Effect.gen(function* () {
      const both = [typing("", request(ada)), typing("", request(ben))].map(Effect.result)
      const [one, other] = yield* Effect.all(both, { concurrency: "unbounded" })
      assert.deepStrictEqual([one?._tag, other?._tag], ["Success", "Failure"])
      assert.strictEqual((yield* Memory).tables.runs.size, 1)
    }).pipe(Effect.provide(office)),
  )

  it.effect("place and note are kept; without a place the channel's is taken", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      yield* memory.configure(kitchen, { defaultPlace: blueBottle })
      const first = yield* typing("for the Barn, bring cups")
      const ids = [...memory.tables.runs.keys()]
      assert.include(yield* memory.run(ids[0]!), { place: barn, note: cups })
      assert.include(first.outcome, { pickupAt: null, zone: null })
      yield* (yield* CancelRun).execute(request(ada), { channel: kitchen })
      yield* typing("bring cups")
      assert.include(yield* memory.run([...memory.tables.runs.keys()][1]!), {
        place: blueBottle,
        note: cups,
      })
    }).pipe(Effect.provide(office)),
  )
})

describe("a pick-up time", () => {
  it.effect("is read in the member's own zone, which is remembered", () =>
    Effect.gen(function* () {
      const people = yield* People
      yield* people.know(ada, { zone: "Europe/Berlin" })
      const { outcome } = yield* typing("10:30")
      assert.include(outcome, { pickupAt: morning + minutes(30), zone: null })
      assert.deepInclude([...(yield* Memory).tables.members], [ada, { zone: "Europe/Berlin", zoneAt: morning }])
    }).pipe(Effect.provide(office)),
  )

  it.effect("is read in no other zone, not even to see whether it is one", () =>
    Effect.gen(function* () {
      const people = yield* People
      yield* people.know(ada, { zone: "Asia/Tokyo" })
      const error = yield* Effect.flip(typing("tomorrow 9:30"))
      // 15 h ahead in Tokyo; read in UTC it would be refused as more than a day away.
      assert.deepInclude(error, { _tag: "TimeToConfirm", asked: "far", pickupAt: morning + minutes(15.5 * 60) })
    }).pipe(Effect.provide(office)),
  )

  it.effect("is read in the channel's zone, named in the answer, while the member's cannot be found out", () =>
    Effect.gen(function* () {
      yield* (yield* Memory).configure(kitchen, { zone: "Europe/Berlin" })
      yield* (yield* People).fail(true)
      const { outcome } = yield* typing("10:30")
      assert.include(outcome, { pickupAt: morning + minutes(30), zone: "Europe/Berlin" })
    }).pipe(Effect.provide(office)),
  )

  it.effect("asked about names the zone it was read in, unless that is the member's own", () =>
    Effect.gen(function* () {
      const people = yield* People
      yield* (yield* Memory).configure(kitchen, { zone: "Europe/Berlin" })
      yield* people.fail(true)
      const pickupAt = morning + minutes(23.5 * 60)
      assert.deepInclude(yield* Effect.flip(typing("9:30")), { pickupAt, assumed: "Europe/Berlin" })
      yield* people.fail(false)
      yield* people.know(ada, { zone: "Europe/Berlin" })
      assert.deepInclude(yield* Effect.flip(typing("9:30")), { pickupAt, assumed: null })
    }).pipe(Effect.provide(office)),
  )

  it.effect("that is not given needs no zone: nobody is asked for one", () =>
    Effect.gen(function* () {
      assert.include((yield* typing("bring cups")).outcome, { pickupAt: null, zone: null })
    }).pipe(Effect.provide(officeWhere(Layer.mock(Directory)({ profile: () => Effect.die("asked who somebody is") })))),
  )

  it.effect("what is read as past asks first", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(typing("8:30 at the Barn, bring cups"))
      const tomorrow = morning + minutes(23.5 * 60)
      assert.deepInclude(error, { asked: "tomorrow", pickupAt: tomorrow, place: barn, note: cups })
      assert.strictEqual((yield* Memory).tables.runs.size, 0)
    }).pipe(Effect.provide(office)),
  )

  it.effect("once confirmed, is taken as it was shown", () =>
    Effect.gen(function* () {
      const pickupAt = morning + minutes(23.5 * 60)
      const confirmed = { pickupAt, place: null, note: cups }
      const { outcome } = yield* (yield* OpenRun).execute(request(ada), kitchen, { confirmed })
      assert.include(outcome, { _tag: "RunOpened", pickupAt, zone: null })
    }).pipe(Effect.provide(office)),
  )

  it.effect("confirmed only after it had passed is refused, and nothing opens", () =>
    Effect.gen(function* () {
      const { execute } = yield* OpenRun
      const confirming = (pickupAt: number) =>
        execute(request(ada), kitchen, { confirmed: { pickupAt, place: null, note: null } })
      for (const passed of [morning - 1, morning]) {
        assert.strictEqual((yield* Effect.flip(confirming(passed)))._tag, "TimeNotAhead")
      }
      assert.strictEqual((yield* Memory).tables.runs.size, 0)
      assert.include((yield* confirming(morning + 1)).outcome, { _tag: "RunOpened", pickupAt: morning + 1 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("that cannot be one is refused, and nothing opens", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(typing("25:99")))._tag, "TimeNotUnderstood")
      assert.strictEqual((yield* Effect.flip(typing("in 25h")))._tag, "TimeTooFar")
      assert.strictEqual((yield* Memory).tables.runs.size, 0)
    }).pipe(Effect.provide(office)),
  )
})
