import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Conversations, refusal } from "@coffeebuddy/adapters/memory/chat"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { Counted } from "@coffeebuddy/adapters/memory/telemetry"
import { CrashHook, type CrashPoint, crashPoint, crashPoints } from "@coffeebuddy/application/crash-point"
import { Dispatcher, timing } from "@coffeebuddy/application/dispatcher"
import { ChannelId } from "@coffeebuddy/domain/ids"
import { Chat } from "@coffeebuddy/ports/chat"
import { OwedMessages } from "@coffeebuddy/ports/owed-messages"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import {
  ada,
  altered,
  ben,
  close,
  dispatching,
  hearing,
  kitchen,
  office,
  officeWhere,
  open,
  orders,
  pass,
  roof,
} from "./office.ts"

const seconds = (count: number) => count * 1_000

const down = new StoreUnavailable({ operation: "claim", code: "ECONNREFUSED", constraint: null, table: null })
const revoked = refusal({ code: "token_revoked", kind: "paused", retryAfter: 0 })

const channels = (count: number) => Array.from({ length: count }, (_, index) => ChannelId.make(`C${index + 1}`))

const postedMarks = Effect.gen(function* () {
  return (yield* (yield* Conversations).posted).map(({ mark }) => mark)
})

describe("the dispatcher", () => {
  it.effect("two dispatchers never send the same message", () =>
    Effect.gen(function* () {
      const others = yield* Effect.all([Dispatcher.make(timing), Dispatcher.make(timing)])
      for (const { run } of others) yield* Effect.forkChild(run)
      for (const channel of channels(12)) {
        const run = yield* open(channel)
        yield* orders(run, ada, ben)
        yield* close(run)
      }
      yield* pass(seconds(60))
      const marks = yield* postedMarks
      assert.lengthOf(marks, 36)
      assert.strictEqual(new Set(marks).size, 36)
      assert.strictEqual(yield* (yield* Counted).count("delivered summary Sent"), 12)
    }).pipe(Effect.provide(office)),
  )

  it.effect("is woken by a commit, long before it would look by itself", () =>
    Effect.gen(function* () {
      yield* dispatching(1)
      yield* open()
      yield* pass(1)
      assert.lengthOf(yield* postedMarks, 1)
    }).pipe(Effect.provide(office)),
  )

  it.effect("finds by itself what nobody told it of, within a second", () =>
    Effect.gen(function* () {
      yield* dispatching(1)
      yield* open()
      yield* pass(timing.idle)
      assert.lengthOf(yield* postedMarks, 1)
    }).pipe(Effect.provide(officeWhere(altered(OwedMessages, () => ({ hint: Effect.never }))))),
  )

  it.effect("has at most 16 messages in flight", () =>
    Effect.gen(function* () {
      for (const channel of channels(20)) yield* open(channel)
      yield* dispatching(seconds(2))
      const states = [...(yield* Memory).tables.messages.values()].map(({ state }) => state)
      assert.strictEqual(states.filter((state) => state === "sending").length, 16)
    }).pipe(Effect.provide(officeWhere(altered(Chat, () => ({ post: () => Effect.never }))))),
  )

  it.effect("settled waits for what is in flight", () =>
    Effect.gen(function* () {
      const { round, settled } = yield* Dispatcher
      yield* open()
      assert.strictEqual(yield* round(), 0)
      yield* settled
      assert.lengthOf(yield* postedMarks, 1)
      assert.isAtLeast(yield* round(), 5)
    }).pipe(Effect.provide(office)),
  )
})

describe("late claims", () => {
  const slow = (more: number) =>
    officeWhere(
      altered(OwedMessages, ({ claim }) => {
        let slowdowns = 1
        return {
          claim: (options) =>
            Effect.tap(claim(options), ({ length }) =>
              length > 0 && (slowdowns -= 1) >= 0
                ? Effect.sleep(timing.lease - timing.callTimeout + more)
                : Effect.void,
            ),
        }
      }),
    )

  it.effect("are given up before their call, and made anew", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(seconds(5))
      assert.isEmpty(yield* postedMarks)
      yield* pass(seconds(3))
      assert.deepStrictEqual(yield* postedMarks, [run])
      assert.include(yield* (yield* Memory).message(run), { attempt: 2 })
      assert.strictEqual(yield* (yield* Counted).count("delivered run_message Deferred"), 1)
    }).pipe(Effect.provide(slow(1))),
  )

  it.effect("are not late while a whole call fits into the rest of the lease", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(seconds(5))
      assert.deepStrictEqual(yield* postedMarks, [run])
    }).pipe(Effect.provide(slow(0))),
  )

  it.effect(
    "that were to find out about an earlier call stay unknown: they are looked for again, never just sent",
    () =>
      Effect.gen(function* () {
        yield* (yield* Conversations).trouble("post", { _tag: "lose" })
        const run = yield* open()
        yield* dispatching(seconds(60))
        assert.deepStrictEqual(yield* postedMarks, [run])
        assert.strictEqual(yield* (yield* Counted).count("delivered run_message Unknown"), 2)
        assert.include(yield* (yield* Memory).message(run), { shown: 1 })
      }).pipe(
        Effect.provide(
          officeWhere(
            altered(OwedMessages, ({ claim }) => {
              let slowdowns = 1
              return {
                claim: (options) =>
                  Effect.tap(claim(options), (claims) =>
                    claims.some(({ step }) => step === "verify") && (slowdowns -= 1) >= 0
                      ? Effect.sleep(seconds(6))
                      : Effect.void,
                  ),
              }
            }),
          ),
        ),
      ),
  )

  it.effect("are given up as well when the time ran out after they were begun, right before their call", () => {
    let stalls = 1
    return Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(seconds(60)).pipe(
        Effect.provideService(CrashHook, (point) =>
          point === "dispatch.viewed" && (stalls -= 1) >= 0 ? Effect.sleep(seconds(6)) : Effect.void,
        ),
      )
      assert.deepStrictEqual(yield* postedMarks, [run])
      assert.strictEqual(yield* (yield* Counted).count("delivered run_message Deferred"), 1)
    }).pipe(Effect.provide(office))
  })

  it.effect("an attempt that outlived its lease changes nothing any more", () => {
    let stalls = 1
    return Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(seconds(60)).pipe(
        Effect.provideService(CrashHook, (point) =>
          point === "dispatch.delivered" && (stalls -= 1) >= 0 ? Effect.sleep(seconds(40)) : Effect.void,
        ),
      )
      assert.deepStrictEqual(yield* postedMarks, [run])
      const counted = yield* Counted
      assert.strictEqual(yield* counted.count("delivered run_message Sent"), 1)
      assert.strictEqual(yield* counted.count("delivered run_message Fenced"), 1)
    }).pipe(Effect.provide(office))
  })
})

describe("while the token is refused", () => {
  it.effect("nothing is sent and one alert is logged, until it is mended", () => {
    const heard = hearing()
    return Effect.gen(function* () {
      yield* (yield* Conversations).trouble("post", { _tag: "refuse", refusal: revoked }, 5)
      const run = yield* open(kitchen)
      yield* open(roof)
      yield* dispatching(timing.pause - 1)
      yield* open(ChannelId.make("CATTIC"))
      assert.isEmpty(yield* postedMarks)
      yield* pass(timing.pause)
      assert.isEmpty(yield* postedMarks)
      assert.strictEqual((yield* (yield* Memory).run(run)).status, "open")
      yield* pass(timing.pause * 2)
      assert.lengthOf(yield* postedMarks, 3)
      assert.deepStrictEqual(
        heard.lines.map(({ level, text }) => [level, text]),
        [
          ["Error", "Slack refuses our token or installation: nothing is sent until that is mended"],
          ["Info", "Slack accepts our token and installation again"],
        ],
      )
      assert.strictEqual(yield* (yield* Counted).count("error slack"), 2)
    }).pipe(Effect.provide(office), Effect.provide(heard.layer))
  })

  it.effect("a message that is being looked for stays unknown", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      yield* conversations.trouble("post", { _tag: "lose" })
      yield* conversations.trouble("marksSince", { _tag: "refuse", refusal: revoked })
      const run = yield* open()
      yield* dispatching(seconds(20))
      assert.strictEqual(yield* (yield* Counted).count("error slack"), 1)
      yield* pass(seconds(40))
      assert.deepStrictEqual(yield* postedMarks, [run])
      assert.include(yield* (yield* Memory).message(run), { shown: 1 })
    }).pipe(Effect.provide(office)),
  )
})

describe("while the store is down", () => {
  const failing = (what: "claim" | "settle", times: number) =>
    officeWhere(
      altered(OwedMessages, (owed) => {
        let left = times
        const fails = () => (left -= 1) >= 0
        return what === "claim"
          ? { claim: (options) => Effect.suspend(() => (fails() ? Effect.fail(down) : owed.claim(options))) }
          : { settle: (claim, end) => Effect.suspend(() => (fails() ? Effect.fail(down) : owed.settle(claim, end))) }
      }),
    )

  it.effect("the dispatcher looks again every second, and counts that", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(timing.retry * 2)
      assert.isEmpty(yield* postedMarks)
      yield* pass(timing.retry)
      assert.deepStrictEqual(yield* postedMarks, [run])
      assert.strictEqual(yield* (yield* Counted).count("error store"), 3)
    }).pipe(
      Effect.provide(
        officeWhere(
          altered(OwedMessages, (owed) => {
            let left = 3
            return {
              hint: Effect.never,
              claim: (options) => Effect.suspend(() => ((left -= 1) >= 0 ? Effect.fail(down) : owed.claim(options))),
            }
          }),
        ),
      ),
    ),
  )

  it.effect("a message that was sent, but not recorded, is found in Slack and not sent again", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(seconds(30))
      assert.deepStrictEqual(yield* postedMarks, [run])
      assert.include(yield* (yield* Memory).message(run), { shown: 1, attempt: 2 })
      assert.strictEqual(yield* (yield* Counted).count("error store"), 1)
    }).pipe(Effect.provide(failing("settle", 1))),
  )
})

describe("a bug of ours", () => {
  const buggy = officeWhere(
    altered(Chat, ({ post }) => ({
      post: (message) => (message.to === kitchen ? Effect.die("a bug") : post(message)),
    })),
  )

  it.effect("costs the message that met it, is logged and counted, and keeps nothing else from being sent", () => {
    const heard = hearing()
    return Effect.gen(function* () {
      const broken = yield* open(kitchen)
      const sound = yield* open(roof)
      yield* dispatching(seconds(60))
      assert.deepStrictEqual(yield* postedMarks, [sound])
      assert.include(yield* (yield* Memory).message(broken), { state: "failed", code: "bug", attempt: 1 })
      assert.strictEqual(yield* (yield* Counted).count("error bug"), 1)
      const errors = heard.lines.filter(({ level }) => level === "Error")
      assert.deepStrictEqual(
        errors.map(({ fields, text }) => [text, fields]),
        [["a message met a bug", { kind: "run_message", run: broken }]],
      )
      const later = yield* open(ChannelId.make("CATTIC"))
      yield* pass(seconds(5))
      assert.deepStrictEqual(yield* postedMarks, [sound, later])
    }).pipe(Effect.provide(buggy), Effect.provide(heard.layer))
  })
})

describe("a process may die", () => {
  const dying = (at: CrashPoint) => {
    let deaths = 1
    return Effect.provideService(CrashHook, (point) =>
      point === at && (deaths -= 1) >= 0 ? Effect.interrupt : Effect.void,
    )
  }

  const inDispatch = crashPoints.filter(
    (point) => point.startsWith("dispatch.") && !/refused|failed|expired|looked/.test(point),
  )
  for (const point of inDispatch) {
    it.effect(`at ${point}: another one sends the message, once`, () =>
      Effect.gen(function* () {
        const run = yield* open()
        const first = yield* Effect.forkChild((yield* Dispatcher).run.pipe(dying(point)))
        yield* pass(seconds(1))
        yield* Fiber.interrupt(first)
        yield* Effect.forkChild((yield* Dispatcher.make(timing)).run)
        yield* pass(seconds(60))
        assert.deepStrictEqual(yield* postedMarks, [run])
        assert.include(yield* (yield* Memory).message(run), { shown: 1 })
      }).pipe(Effect.provide(office)),
    )
  }

  it.effect("only where a test says so: in production a crash point does nothing", () =>
    Effect.gen(function* () {
      for (const point of crashPoints) yield* crashPoint(point)
    }),
  )
})
