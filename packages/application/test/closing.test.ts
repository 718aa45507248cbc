import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { Counted } from "@coffeebuddy/adapters/memory/telemetry"
import { CloseRun } from "@coffeebuddy/application/close-run"
import { CrashHook, type CrashPoint } from "@coffeebuddy/application/crash-point"
import { FailRun } from "@coffeebuddy/application/fail-run"
import { Volunteer } from "@coffeebuddy/application/volunteer"
import { CLOSING_DEADLINE } from "@coffeebuddy/domain/closing"
import { CorrelationId, type RunId } from "@coffeebuddy/domain/ids"
import { minutes } from "@coffeebuddy/domain/instant"
import * as Ordering from "@coffeebuddy/domain/ordering"
import { Conflict, RunStore } from "@coffeebuddy/ports/run-store"
import {
  ada,
  altered,
  ben,
  cem,
  close,
  dia,
  dispatching,
  flatWhite,
  freshKey,
  hearing,
  office,
  officeWhere,
  open,
  orders,
  pass,
  request,
  somebody,
} from "./office.ts"

const closing = (run: RunId, asked = request(ada)) =>
  Effect.gen(function* () {
    return yield* (yield* CloseRun).execute(asked, { run })
  })

/** Somebody orders in the moment before any close is written, for as long as the run takes orders. */
const outrun = officeWhere(
  altered(RunStore, (store) => {
    const order = (run: RunId) =>
      Effect.gen(function* () {
        const seen = yield* store.readMember({ run }, dia, null)
        if (seen._tag === "Repeated") return
        const { change, outcome } = yield* Effect.fromResult(Ordering.place(seen.at, flatWhite))
        const correlation = CorrelationId.make("correlation-dia")
        yield* store.commit({ request: freshKey(), correlation, trace: null, change, outcome })
      }).pipe(Effect.ignore)
    return {
      commit: (commit) =>
        commit.change._tag === "RunChange" && commit.change.set.status === "closed"
          ? Effect.andThen(order(commit.change.id), store.commit(commit))
          : store.commit(commit),
    }
  }),
)

const dyingAt = (point: CrashPoint) =>
  Effect.provideService(CrashHook, (passed) => (passed === point ? Effect.interrupt : Effect.void))

describe("closing a run", () => {
  it.effect("settles who goes, credits them, and owes the summary and their list", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* orders(run, ada, ben, cem)
      const { outcome } = yield* closing(run)
      const { duty, status } = yield* memory.run(run)
      const runner = somebody(duty?.runner ?? null)
      assert.strictEqual(status, "closed")
      assert.include(outcome, { _tag: "RunClosed", runner, orders: 3 })
      assert.include(
        (yield* memory.standings((yield* memory.run(run)).channel)).find(({ member }) => member === runner),
        { served: 1 },
      )
      assert.deepStrictEqual(
        (yield* memory.deliveries(run)).map(({ kind, target }) => [kind, target]),
        [
          ["summary", "channel"],
          ["runner_dm", "runner"],
        ],
      )
    }).pipe(Effect.provide(office)),
  )

  it.effect("whoever went last is not picked again while others can go", () =>
    Effect.gen(function* () {
      const runners = []
      for (let round = 0; round < 4; round++) {
        const run = yield* open()
        yield* orders(run, ada, ben)
        runners.push(yield* close(run))
        yield* TestClock.adjust(minutes(60))
      }
      const [first, second] = runners
      assert.notStrictEqual(first, second)
      assert.deepStrictEqual(runners, [first, second, first, second])
    }).pipe(Effect.provide(office)),
  )

  it.effect("a run that nobody ordered from ends without a runner", () =>
    Effect.gen(function* () {
      const run = yield* open()
      assert.deepInclude((yield* closing(run)).outcome, { runner: null, orders: 0 })
      assert.isEmpty(yield* (yield* Memory).standings((yield* (yield* Memory).run(run)).channel))
    }).pipe(Effect.provide(office)),
  )

  it.effect("is counted, timed and explained in one line, which names nobody's order", () => {
    const heard = hearing()
    return Effect.gen(function* () {
      const run = yield* open()
      yield* orders(run, ada, ben)
      yield* (yield* Volunteer).execute(request(cem), { run })
      const asked = request(ada)
      yield* closing(run, asked)
      yield* closing(run, asked)
      assert.strictEqual(yield* (yield* Counted).count("runEnded closed"), 1)
      assert.deepStrictEqual(
        heard.lines.map(({ text }) => text),
        ["decided who goes"],
      )
      assert.deepInclude(heard.lines[0]?.fields, { run, runner: cem, via: "volunteer", candidates: 2, guests: 0 })
      assert.notInclude(JSON.stringify(heard.lines), flatWhite)
    }).pipe(Effect.provide(office), Effect.provide(heard.layer))
  })

  it.effect("is not for others, and what is not open cannot be closed", () =>
    Effect.gen(function* () {
      const run = yield* open()
      assert.strictEqual((yield* Effect.flip(closing(run, request(ben))))._tag, "NotAllowed")
      yield* close(run)
      assert.strictEqual((yield* Effect.flip(closing(run)))._tag, "RunNotOpen")
    }).pipe(Effect.provide(office)),
  )
})

describe("a close that orders outrun", () => {
  it.effect("freezes the run, then closes it with every order that came before", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* orders(run, ada, ben)
      assert.include((yield* closing(run)).outcome, { orders: 3 })
      assert.include(yield* memory.run(run), { status: "closed", accepting: false })
      const deadline = (yield* memory.deliveries(run)).find(({ kind }) => kind === "deadline")
      assert.strictEqual(deadline?.state, "canceled")
    }).pipe(Effect.provide(outrun)),
  )

  it.effect("whose closer died leaves a frozen run, which takes no orders and is closed by its deadline", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* orders(run, ada, ben)
      yield* Effect.exit(closing(run).pipe(dyingAt("close.frozen")))
      assert.include(yield* memory.run(run), { status: "open", accepting: false })
      yield* dispatching(CLOSING_DEADLINE - 1)
      assert.strictEqual((yield* memory.run(run)).status, "open")
      yield* pass(1_001)
      assert.include(yield* memory.run(run), { status: "closed", endedBy: ada })
      yield* pass(minutes(1))
      assert.deepStrictEqual(
        (yield* memory.deliveries(run)).map(({ kind, state }) => [kind, state]),
        [
          ["deadline", "sent"],
          ["summary", "sent"],
          ["runner_dm", "sent"],
        ],
      )
    }).pipe(Effect.provide(outrun)),
  )

  it.effect("whose closer died can be made again by them, at once", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* orders(run, ada, ben)
      const asked = request(ada)
      yield* Effect.exit(closing(run, asked).pipe(dyingAt("close.frozen")))
      assert.include((yield* closing(run, asked)).outcome, { _tag: "RunClosed", orders: 3 })
    }).pipe(Effect.provide(outrun)),
  )

  it.effect("by whatever else than orders, for ever, is given up, said to be so, and nothing is written", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const error = yield* Effect.flip(closing(run))
      assert.strictEqual(error._tag, "Conflict")
      assert.include(yield* (yield* Memory).run(run), { status: "open", closedAt: null })
      assert.strictEqual(yield* (yield* Counted).count("runEnded closed"), 0)
    }).pipe(
      Effect.provide(
        officeWhere(
          altered(RunStore, (store) => ({
            commit: (commit) =>
              commit.outcome._tag === "RunClosed" ? Effect.fail(new Conflict()) : store.commit(commit),
          })),
        ),
      ),
    ),
  )
})

describe("failing a run", () => {
  it.effect("tells the starter and everybody who ordered, once each, and is counted", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      yield* orders(run, ada, ben)
      const { outcome } = yield* (yield* FailRun).execute(request(ada), { run }, "not-in-channel")
      assert.include(outcome, { _tag: "RunFailed", runId: run })
      assert.include(yield* memory.run(run), { status: "failed", failure: "not-in-channel" })
      assert.deepStrictEqual(
        (yield* memory.deliveries(run)).map(({ kind, target }) => [kind, target]),
        [
          ["notice", ada],
          ["notice", ben],
        ],
      )
      assert.strictEqual(yield* (yield* Counted).count("runEnded failed"), 1)
    }).pipe(Effect.provide(office)),
  )
})
