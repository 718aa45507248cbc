import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { People } from "@coffeebuddy/adapters/memory/directory"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { Counted } from "@coffeebuddy/adapters/memory/telemetry"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { Volunteer } from "@coffeebuddy/application/volunteer"
import type { MemberId, RunId } from "@coffeebuddy/domain/ids"
import { Directory } from "@coffeebuddy/ports/directory"
import { ada, ben, cem, close, kitchen, office, officeWhere, open, orders, request } from "./office.ts"

const canceling = (run: RunId, by: MemberId) =>
  Effect.gen(function* () {
    return yield* (yield* CancelRun).execute(request(by), { run })
  })

const unasked = officeWhere(Layer.mock(Directory)({ profile: () => Effect.die("asked who somebody is") }))

describe("calling a run off", () => {
  it.effect("an unknown person is refused only after a live check", () =>
    Effect.gen(function* () {
      const run = yield* open()
      assert.deepInclude(yield* Effect.flip(canceling(run, ben)), {
        _tag: "NotAllowed",
        action: "cancel",
        starter: ada,
      })
      yield* (yield* People).know(ben, { admin: true })
      assert.include((yield* canceling(run, ben)).outcome, { _tag: "RunCanceled" })
    }).pipe(Effect.provide(office)),
  )

  it.effect("when that check cannot be made, they are told so and not refused, and nothing changes", () =>
    Effect.gen(function* () {
      const people = yield* People
      const run = yield* open()
      yield* people.know(ben, { admin: true })
      yield* people.fail(true)
      assert.strictEqual((yield* Effect.flip(canceling(run, ben)))._tag, "DirectoryUnavailable")
      assert.strictEqual((yield* (yield* Memory).run(run)).status, "open")
    }).pipe(Effect.provide(office)),
  )

  it.effect("whoever may anyway is not looked up: the starter, the volunteer, the channel's own admins", () =>
    Effect.gen(function* () {
      yield* (yield* Memory).configure(kitchen, { admins: [cem] })
      for (const by of [ada, ben, cem]) {
        const run = yield* open()
        yield* (yield* Volunteer).execute(request(ben), { run })
        assert.include((yield* canceling(run, by)).outcome, { _tag: "RunCanceled" })
      }
    }).pipe(Effect.provide(unasked)),
  )

  it.effect("a rejection that no admin could lift is no reason to look anybody up", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* close(run)
      assert.strictEqual((yield* Effect.flip(canceling(run, ben)))._tag, "RunNotOpen")
    }).pipe(Effect.provide(unasked)),
  )

  it.effect("the channel is told when others had ordered, and the end is counted", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* orders(run, ben)
      yield* canceling(run, ada)
      assert.deepStrictEqual(
        (yield* memory.deliveries(run)).map(({ kind, target }) => [kind, target]),
        [["notice", "channel"]],
      )
      assert.strictEqual(yield* (yield* Counted).count("runEnded canceled"), 1)
    }).pipe(Effect.provide(office)),
  )
})
