import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Conversations, refusal } from "@coffeebuddy/adapters/memory/chat"
import { People } from "@coffeebuddy/adapters/memory/directory"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { CloseRun } from "@coffeebuddy/application/close-run"
import { CrashHook } from "@coffeebuddy/application/crash-point"
import { OpenForm } from "@coffeebuddy/application/open-form"
import { RunView } from "@coffeebuddy/application/run-view"
import { RunId } from "@coffeebuddy/domain/ids"
import { minutes } from "@coffeebuddy/domain/instant"
import { ZoneName } from "@coffeebuddy/domain/time-zone"
import { Conflict, RunStore } from "@coffeebuddy/ports/run-store"
import {
  ada,
  altered,
  ben,
  close,
  flatWhite,
  kitchen,
  morning,
  office,
  officeWhere,
  open,
  orders,
  request,
  roof,
} from "./office.ts"

const nowhere = RunId.make("ffffffff-0000-7000-8000-000000000000")

describe("what members look at", () => {
  it.effect("a member sees the channel's run with their own order and usual", () =>
    Effect.gen(function* () {
      const { mine } = yield* RunView
      assert.isNull((yield* mine({ channel: kitchen }, ben)).run)
      const run = yield* open()
      yield* orders(run, ben)
      const at = yield* mine({ channel: kitchen }, ben)
      assert.deepInclude(at.run, { id: run, status: "open" })
      assert.deepStrictEqual([at.order?.text, at.usual?.text], [flatWhite, flatWhite])
      assert.isNull((yield* mine({ run }, ada)).order)
    }).pipe(Effect.provide(office)),
  )

  it.effect("a run that does not exist is said not to", () =>
    Effect.gen(function* () {
      const { mine, why } = yield* RunView
      assert.strictEqual((yield* Effect.flip(mine({ run: nowhere }, ben)))._tag, "NoOpenRun")
      assert.strictEqual((yield* Effect.flip(why(kitchen, 0, ben)))._tag, "NoOpenRun")
    }).pipe(Effect.provide(office)),
  )

  it.effect("why explains the latest closed run, or one so many before it, and no run that is open or called off", () =>
    Effect.gen(function* () {
      const { why } = yield* RunView
      const closed = []
      for (const end of ["close", "close", "cancel"]) {
        const run = yield* open()
        yield* orders(run, ada, ben)
        if (end === "cancel") yield* (yield* CancelRun).execute(request(ada), { run })
        else closed.push({ run, runner: yield* close(run) })
        yield* TestClock.adjust(minutes(60))
      }
      yield* open()
      const [older, newer] = closed
      for (const [back, expected] of [newer, older].entries()) {
        const at = yield* why(kitchen, back, ben)
        assert.strictEqual(at.run.id, expected?.run)
        assert.strictEqual(at.decision?.pick.runner, expected?.runner)
      }
      assert.strictEqual((yield* Effect.flip(why(kitchen, 2, ben)))._tag, "NoOpenRun")
    }).pipe(Effect.provide(office)),
  )

  it.effect("stats are those of the channel, with the rules it plays by", () =>
    Effect.gen(function* () {
      const { stats } = yield* RunView
      const run = yield* open()
      yield* orders(run, ada, ben)
      const runner = yield* close(run)
      const here = yield* stats(kitchen, ben)
      assert.strictEqual(here.channel.settings.strategy, "fewest-runs")
      assert.deepStrictEqual(
        here.standings.filter(({ served }) => served === 1).map(({ member }) => member),
        [runner],
      )
      assert.isEmpty((yield* stats(roof, ben)).standings)
    }).pipe(Effect.provide(office)),
  )
})

describe("dialogs", () => {
  it.effect("open on a run that takes orders, and say so when there is no usual", () =>
    Effect.gen(function* () {
      const { details, order } = yield* OpenForm
      const run = yield* open()
      yield* orders(run, ben)
      yield* order("trigger-1", { run }, ben, true)
      yield* details("trigger-2", { run }, ada)
      const opened = yield* (yield* Conversations).opened
      assert.deepStrictEqual(
        opened.map(({ form, trigger }) => [trigger, form._tag, form.at.member]),
        [
          ["trigger-1", "OrderForm", ben],
          ["trigger-2", "DetailsForm", ada],
        ],
      )
      assert.deepInclude(opened[0]?.form, { noUsual: true })
    }).pipe(Effect.provide(office)),
  )

  it.effect("about the details read times in the member's zone, else the directory's, the channel's, or UTC", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const people = yield* People
      const { details } = yield* OpenForm
      const run = yield* open()
      yield* details("trigger-1", { run }, ada)
      yield* memory.configure(kitchen, { zone: "Asia/Tokyo" })
      yield* details("trigger-2", { run }, ada)
      yield* people.know(ada, { zone: "Europe/Berlin" })
      yield* details("trigger-3", { run }, ada)
      yield* people.fail(true)
      yield* details("trigger-4", { run }, ada)
      memory.tables.members.set(ada, { zone: "America/New_York", zoneAt: morning })
      yield* details("trigger-5", { run }, ada)
      const opened = yield* (yield* Conversations).opened
      assert.deepStrictEqual(
        opened.map(({ form }) => (form._tag === "DetailsForm" ? form.zone : null)),
        ["UTC", "Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo", "America/New_York"].map((name) => ZoneName.make(name)),
      )
    }).pipe(Effect.provide(office)),
  )

  it.effect("do not open where there is no run, or one that has ended", () =>
    Effect.gen(function* () {
      const { details, order } = yield* OpenForm
      assert.strictEqual((yield* Effect.flip(order("trigger", { channel: kitchen }, ben, false)))._tag, "NoOpenRun")
      const run = yield* open()
      yield* close(run)
      assert.deepInclude(yield* Effect.flip(details("trigger", { run }, ada)), { _tag: "RunNotOpen", status: "closed" })
      assert.isEmpty(yield* (yield* Conversations).opened)
    }).pipe(Effect.provide(office)),
  )

  it.effect("do not open on a run that is being closed at this moment", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const { execute } = yield* CloseRun
      yield* execute(request(ada), { run }).pipe(
        Effect.provideService(CrashHook, (point) => (point === "close.frozen" ? Effect.interrupt : Effect.void)),
        Effect.exit,
      )
      assert.isFalse((yield* (yield* Memory).run(run)).accepting)
      const error = yield* Effect.flip((yield* OpenForm).order("trigger", { run }, ben, false))
      assert.deepInclude(error, { _tag: "RunNotOpen", status: "closing" })
    }).pipe(
      Effect.provide(
        officeWhere(
          altered(RunStore, ({ commit }) => ({
            commit: (what) => (what.outcome._tag === "RunClosed" ? Effect.fail(new Conflict()) : commit(what)),
          })),
        ),
      ),
    ),
  )

  it.effect("that Slack does not open are the caller's to tell", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const late = refusal({ code: "expired_trigger_id", kind: "never" })
      yield* (yield* Conversations).trouble("openForm", { _tag: "refuse", refusal: late })
      const error = yield* Effect.flip((yield* OpenForm).order("trigger", { run }, ben, false))
      assert.deepInclude(error, { _tag: "ChatRefused", code: "expired_trigger_id" })
    }).pipe(Effect.provide(office)),
  )
})
