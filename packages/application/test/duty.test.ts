import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { HandOver } from "@coffeebuddy/application/hand-over"
import { Volunteer } from "@coffeebuddy/application/volunteer"
import { hours } from "@coffeebuddy/domain/instant"
import { Directory } from "@coffeebuddy/ports/directory"
import {
  ada,
  ben,
  cem,
  close,
  dia,
  flatWhite,
  hearing,
  kitchen,
  office,
  officeWhere,
  open,
  orders,
  request,
  somebody,
} from "./office.ts"

const servedBy = Effect.gen(function* () {
  const standings = yield* (yield* Memory).standings(kitchen)
  return new Map(standings.filter(({ served }) => served > 0).map(({ member, served }) => [member, served]))
})

describe("volunteering", () => {
  it.effect("while the run is open the first volunteer wins, and goes when it closes", () =>
    Effect.gen(function* () {
      const { execute } = yield* Volunteer
      const run = yield* open()
      yield* orders(run, ada, ben)
      assert.include((yield* execute(request(cem), { run })).outcome, { _tag: "Volunteered", closed: false })
      assert.deepInclude(yield* Effect.flip(execute(request(dia), { run })), { _tag: "AlreadyVolunteered", by: cem })
      assert.strictEqual(yield* close(run), cem)
    }).pipe(Effect.provide(office)),
  )

  it.effect("two who offer at the same moment: one goes, the other is told who", () =>
    Effect.gen(function* () {
      const { execute } = yield* Volunteer
      const run = yield* open()
      const both = [ben, cem].map((by) => Effect.result(execute(request(by), { run })))
      const [one, other] = yield* Effect.all(both, { concurrency: "unbounded" })
      assert.deepStrictEqual([one?._tag, other?._tag], ["Success", "Failure"])
      assert.strictEqual((yield* (yield* Memory).run(run)).volunteer, ben)
    }).pipe(Effect.provide(office)),
  )

  it.effect("after closing, whoever offers goes instead, and the credit moves with the duty", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* orders(run, ada, ben)
      const before = yield* close(run)
      const { outcome } = yield* (yield* Volunteer).execute(request(cem), { run })
      assert.deepInclude(outcome, { closed: true, insteadOf: before })
      assert.deepStrictEqual(yield* servedBy, new Map([[cem, 1]]))
    }).pipe(Effect.provide(office)),
  )
})

describe("handing over", () => {
  it.effect("the runner cannot go: the next fairest does, with the credit", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* orders(run, ada, ben)
      const first = somebody(yield* close(run))
      const { outcome } = yield* (yield* HandOver).execute(request(first), { run })
      const second = first === ada ? ben : ada
      assert.deepInclude(outcome, { _tag: "HandedOver", runner: second })
      assert.deepStrictEqual(yield* servedBy, new Map([[second, 1]]))
    }).pipe(Effect.provide(office)),
  )

  it.effect("when nobody is left the run is unassigned and nobody has served", () =>
    Effect.gen(function* () {
      const { execute } = yield* HandOver
      const run = yield* open()
      yield* orders(run, ada, ben)
      yield* execute(request(somebody(yield* close(run))), { run })
      const { duty } = yield* (yield* Memory).run(run)
      const { outcome } = yield* execute(request(somebody(duty?.runner ?? null)), { run })
      assert.deepInclude(outcome, { runner: null })
      assert.deepStrictEqual(yield* servedBy, new Map())
    }).pipe(Effect.provide(office)),
  )

  it.effect("is not for others, admins neither, nor for whoever handed over already: nothing changes", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const { execute } = yield* HandOver
      yield* memory.configure(kitchen, { admins: [cem] })
      const run = yield* open()
      yield* orders(run, ada, ben)
      const first = somebody(yield* close(run))
      yield* execute(request(first), { run })
      const stored = yield* memory.run(run)
      const second = somebody(stored.duty?.runner ?? null)
      for (const by of [cem, first]) {
        assert.deepInclude(yield* Effect.flip(execute(request(by), { run })), { _tag: "NotTheRunner", runner: second })
      }
      assert.deepStrictEqual(yield* memory.run(run), stored)
    }).pipe(Effect.provide(officeWhere(Layer.mock(Directory)({ profile: () => Effect.die("asked who somebody is") })))),
  )

  it.effect("is explained in one line, as the close was, however often it is sent", () => {
    const heard = hearing()
    return Effect.gen(function* () {
      const { execute } = yield* HandOver
      const run = yield* open()
      yield* orders(run, ada, ben)
      const first = somebody(yield* close(run))
      const asked = request(first)
      yield* execute(asked, { run })
      yield* execute(asked, { run })
      assert.deepStrictEqual(
        heard.lines.map(({ text }) => text),
        ["decided who goes", "decided who goes"],
      )
      const runner = first === ada ? ben : ada
      assert.deepInclude(heard.lines[1]?.fields, { run, channel: kitchen, runner, via: "hand-over", fairest: runner })
      assert.notInclude(JSON.stringify(heard.lines), flatWhite)
    }).pipe(Effect.provide(office), Effect.provide(heard.layer))
  })

  it.effect("is over once another run was opened, and after four hours", () =>
    Effect.gen(function* () {
      const { execute } = yield* HandOver
      const run = yield* open()
      yield* orders(run, ada, ben)
      const runner = somebody(yield* close(run))
      yield* TestClock.adjust(hours(4) + 1)
      assert.deepInclude(yield* Effect.flip(execute(request(runner), { run })), { because: "too-late" })
      yield* open()
      assert.deepInclude(yield* Effect.flip(execute(request(runner), { run })), { because: "another-run" })
    }).pipe(Effect.provide(office)),
  )
})
