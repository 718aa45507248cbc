import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Conversations, refusal } from "@coffeebuddy/adapters/memory/chat"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { Counted } from "@coffeebuddy/adapters/memory/telemetry"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { CrashHook } from "@coffeebuddy/application/crash-point"
import { Deliver } from "@coffeebuddy/application/deliver"
import { FailRun } from "@coffeebuddy/application/fail-run"
import type { RunId } from "@coffeebuddy/domain/ids"
import { minutes } from "@coffeebuddy/domain/instant"
import { OwedMessages } from "@coffeebuddy/ports/owed-messages"
import {
  ada,
  ben,
  close,
  dispatching,
  kitchen,
  morning,
  office,
  open,
  orders,
  pass,
  request,
  somebody,
} from "./office.ts"

const seconds = (count: number) => count * 1_000

const notInChannel = refusal({ code: "not_in_channel", kind: "never", failure: "not-in-channel" })

/** Slack will not show the history, which says nothing about posting. */
const closedBook = refusal({ code: "invalid_arguments", kind: "never" })

const inTime = Effect.succeed(true)

/** Time for this many calls, then the lease is nearly over. */
const timeFor = (calls: number) => {
  let left = calls
  return Effect.sync(() => (left -= 1) >= 0)
}

const resent = Effect.gen(function* () {
  return yield* (yield* Counted).count("delivered run_message ResentUnknown")
})

const postedFor = (run: RunId) =>
  Effect.gen(function* () {
    return (yield* (yield* Conversations).posted).filter(({ mark }) => mark === run)
  })

/** The claim of the run's message; dies when something else is due before it. */
const claimed = Effect.gen(function* () {
  const [claim] = yield* (yield* OwedMessages).claim({ limit: 1, lease: seconds(15) })
  return claim ?? (yield* Effect.die("nothing is due"))
})

describe("what is owed", () => {
  it.effect("reaches Slack: the run's message, the summary in the channel, the list to the runner", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* orders(run, ada, ben)
      const runner = somebody(yield* close(run))
      yield* dispatching(seconds(10))
      const posted = yield* (yield* Conversations).posted
      const told = posted.map(({ contents, to }) => `${contents.at(-1)?.kind} to ${to}`)
      assert.sameMembers(told, [`run_message to ${kitchen}`, `summary to ${kitchen}`, `runner_dm to ${runner}`])
    }).pipe(Effect.provide(office)),
  )

  it.effect("every change of the run is shown by one edit of the one message, as the run stands then", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(seconds(2))
      yield* orders(run, ada, ben)
      yield* pass(seconds(10))
      const [posted, ...more] = yield* postedFor(run)
      assert.isEmpty(more)
      assert.deepStrictEqual(
        posted?.contents.map(({ view }) => view.orders.length),
        [0, 2],
      )
    }).pipe(Effect.provide(office)),
  )

  it.effect("a message that somebody deleted is posted anew once", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      const run = yield* open()
      yield* dispatching(seconds(2))
      for (const by of [ada, ben]) {
        const [posted] = yield* postedFor(run)
        yield* conversations.remove(posted?.ts ?? "")
        yield* orders(run, by)
        yield* pass(seconds(10))
      }
      assert.isEmpty(yield* postedFor(run))
      assert.include(yield* (yield* Memory).message(run), { state: "failed", code: "gone", reposts: 1 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("waits as long as Slack says", () =>
    Effect.gen(function* () {
      yield* (yield* Conversations).trouble("post", { _tag: "refuse", refusal: refusal({ retryAfter: seconds(30) }) })
      const run = yield* open()
      yield* dispatching(seconds(29))
      assert.isEmpty(yield* postedFor(run))
      yield* pass(seconds(2))
      assert.lengthOf(yield* postedFor(run), 1)
    }).pipe(Effect.provide(office)),
  )

  it.effect("that nobody is there to get, or whose run is gone, is given up", () =>
    Effect.gen(function* () {
      const { execute } = yield* Deliver
      const run = yield* open()
      const claim = yield* claimed
      assert.deepInclude(yield* execute({ ...claim, to: null }, inTime), {
        settlement: { _tag: "Refused", code: "nobody" },
      })
      ;(yield* Memory).tables.runs.delete(run)
      assert.deepInclude(yield* execute(claim, inTime), { settlement: { _tag: "Refused", code: "run-gone" } })
      assert.isEmpty(yield* postedFor(run))
    }).pipe(Effect.provide(office)),
  )

  it.effect("a deadline on a run that was closed in time changes nothing", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const run = yield* open()
      const claim = yield* claimed
      yield* close(run)
      const stored = yield* memory.run(run)
      const attempt = yield* (yield* Deliver).execute({ ...claim, kind: "deadline", to: ada }, inTime)
      assert.strictEqual(attempt.settlement._tag, "Sent")
      assert.deepStrictEqual(yield* memory.run(run), stored)
    }).pipe(Effect.provide(office)),
  )
})

describe("an answer that never came", () => {
  it.effect("a message whose answer was lost is looked for before it is sent again", () =>
    Effect.gen(function* () {
      yield* (yield* Conversations).trouble("post", { _tag: "lose" })
      const run = yield* open()
      yield* dispatching(seconds(30))
      const [posted, ...more] = yield* postedFor(run)
      assert.isEmpty(more)
      assert.include(yield* (yield* Memory).message(run), { ts: posted?.ts ?? "", shown: 1 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("a message that never arrived is sent after two looks in vain", () =>
    Effect.gen(function* () {
      yield* (yield* Conversations).trouble("post", { _tag: "drop" })
      const run = yield* open()
      yield* dispatching(seconds(15))
      assert.isEmpty(yield* postedFor(run))
      yield* pass(seconds(5))
      assert.lengthOf(yield* postedFor(run), 1)
      assert.strictEqual(yield* (yield* Counted).count("delivered run_message NotFound"), 2)
    }).pipe(Effect.provide(office)),
  )

  it.effect("an edit whose answer was lost is made again: twice is the same as once", () =>
    Effect.gen(function* () {
      const run = yield* open()
      yield* dispatching(seconds(2))
      yield* (yield* Conversations).trouble("edit", { _tag: "lose" })
      yield* orders(run, ada)
      yield* pass(seconds(30))
      const [posted] = yield* postedFor(run)
      assert.lengthOf(posted?.contents ?? [], 3)
      assert.include(yield* (yield* Memory).message(run), { wanted: 2, shown: 2 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("while the look is not answered nothing is sent, however long that lasts", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      yield* conversations.trouble("post", { _tag: "lose" })
      yield* conversations.trouble("marksSince", { _tag: "drop" }, Infinity)
      const run = yield* open()
      yield* dispatching(minutes(5))
      assert.lengthOf(yield* postedFor(run), 1)
      assert.include(yield* (yield* Memory).message(run), { shown: 0 })
      assert.strictEqual(yield* resent, 0)
    }).pipe(Effect.provide(office)),
  )

  it.effect("nor does its being overdue make a message be sent whose look was put off, or found nothing", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      const { execute } = yield* Deliver
      const run = yield* open()
      const overdue = { ...(yield* claimed), step: "verify" as const, overdue: true }
      yield* conversations.trouble("marksSince", { _tag: "drop" })
      yield* conversations.trouble("marksSince", { _tag: "refuse", refusal: refusal() })
      yield* conversations.trouble("marksSince", { _tag: "refuse", refusal: refusal({ kind: "paused" }) })
      const looks = yield* Effect.all(Array.from({ length: 4 }, () => execute(overdue, inTime)))
      assert.deepStrictEqual(
        looks.map(({ paused, settlement }) => [settlement._tag, paused]),
        [
          ["Unknown", false],
          ["Unknown", false],
          ["Unknown", true],
          ["NotFound", false],
        ],
      )
      assert.isEmpty(yield* postedFor(run))
      assert.strictEqual(yield* resent, 0)
    }).pipe(Effect.provide(office)),
  )

  it.effect("whose look is refused for good is sent once more after a minute, and counted", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      yield* conversations.trouble("post", { _tag: "drop" })
      yield* conversations.trouble("marksSince", { _tag: "refuse", refusal: closedBook }, Infinity)
      const run = yield* open()
      yield* dispatching(seconds(60))
      assert.isEmpty(yield* postedFor(run))
      yield* pass(seconds(30))
      assert.lengthOf(yield* postedFor(run), 1)
      assert.include(yield* (yield* Memory).message(run), { shown: 1 })
      assert.strictEqual(yield* resent, 1)
    }).pipe(Effect.provide(office)),
  )

  it.effect("a message sent once more on suspicion, and unknown again, is not sent a third time", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      yield* conversations.trouble("post", { _tag: "lose" }, 2)
      yield* conversations.trouble("marksSince", { _tag: "refuse", refusal: closedBook }, Infinity)
      const run = yield* open()
      yield* dispatching(minutes(3))
      assert.lengthOf(yield* postedFor(run), 2)
      assert.include(yield* (yield* Memory).message(run), { state: "failed", code: "unknown" })
      assert.strictEqual(yield* resent, 1)
    }).pipe(Effect.provide(office)),
  )

  it.effect("looking is refused for now: nothing is known, nothing is sent", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      yield* conversations.trouble("post", { _tag: "lose" })
      yield* conversations.trouble("marksSince", { _tag: "refuse", refusal: refusal() })
      const run = yield* open()
      yield* dispatching(seconds(60))
      assert.lengthOf(yield* postedFor(run), 1)
      assert.include(yield* (yield* Memory).message(run), { shown: 1 })
    }).pipe(Effect.provide(office)),
  )

  it.effect("looking is refused for good: then so is the message, and the run fails", () =>
    Effect.gen(function* () {
      const conversations = yield* Conversations
      yield* conversations.trouble("post", { _tag: "drop" })
      yield* conversations.trouble("marksSince", { _tag: "refuse", refusal: notInChannel })
      const run = yield* open()
      yield* dispatching(seconds(30))
      assert.include(yield* (yield* Memory).run(run), { status: "failed", failure: "not-in-channel" })
      assert.isEmpty(yield* postedFor(run))
    }).pipe(Effect.provide(office)),
  )

  it.effect(
    "looking is refused for good after the run failed: whoever failed it died before settling the message",
    () =>
      Effect.gen(function* () {
        const run = yield* open()
        const claim = yield* claimed
        yield* (yield* FailRun).execute(request(ada), { run }, "not-in-channel")
        yield* (yield* Conversations).trouble("marksSince", { _tag: "refuse", refusal: notInChannel })
        const { settlement } = yield* (yield* Deliver).execute({ ...claim, step: "verify" }, inTime)
        assert.deepStrictEqual(settlement, { _tag: "Refused", code: "not_in_channel" })
        assert.strictEqual(yield* (yield* Counted).count("runEnded failed"), 1)
      }).pipe(Effect.provide(office)),
  )

  it.effect("the look begins before the first attempt, by as much as two clocks may differ", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const claim = yield* claimed
      yield* (yield* Deliver).execute(claim, inTime)
      const late = { ...claim, step: "verify" as const }
      const attempts = [minutes(10), minutes(10) + 1].map((later) =>
        Deliver.use(({ execute }) => execute({ ...late, startedAt: morning + later }, inTime)),
      )
      const found = yield* Effect.all(attempts)
      assert.deepStrictEqual(
        found.map(({ settlement }) => settlement._tag),
        ["Sent", "NotFound"],
      )
      assert.lengthOf(yield* postedFor(run), 1)
    }).pipe(Effect.provide(office)),
  )
})

describe("when a call would outlast the lease", () => {
  const deferred = { settlement: { _tag: "Deferred", delay: 0, throttled: false }, paused: false, code: "late" }
  const stillUnknown = { settlement: { _tag: "Unknown" }, paused: false, code: "late" }

  it.effect("nothing is begun, and right before sending nothing is sent: the message is free again at once", () =>
    Effect.gen(function* () {
      const { execute } = yield* Deliver
      const run = yield* open()
      const claim = yield* claimed
      for (const calls of [0, 1]) assert.deepStrictEqual<unknown>(yield* execute(claim, timeFor(calls)), deferred)
      assert.isEmpty(yield* postedFor(run))
      assert.strictEqual((yield* execute(claim, timeFor(2))).settlement._tag, "Sent")
    }).pipe(Effect.provide(office)),
  )

  it.effect("not even a deadline is acted on", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const claim = { ...(yield* claimed), kind: "deadline" as const, to: ada }
      assert.deepStrictEqual<unknown>(yield* (yield* Deliver).execute(claim, timeFor(0)), deferred)
      assert.strictEqual((yield* (yield* Memory).run(run)).status, "open")
    }).pipe(Effect.provide(office)),
  )

  it.effect("what was being looked for stays unknown, before the look as well as after it", () =>
    Effect.gen(function* () {
      const { execute } = yield* Deliver
      const run = yield* open()
      const overdue = { ...(yield* claimed), step: "verify" as const, overdue: true }
      yield* (yield* Conversations).trouble("marksSince", { _tag: "refuse", refusal: closedBook })
      for (const calls of [0, 1]) assert.deepStrictEqual<unknown>(yield* execute(overdue, timeFor(calls)), stillUnknown)
      assert.isEmpty(yield* postedFor(run))
    }).pipe(Effect.provide(office)),
  )
})

describe("a refusal for good", () => {
  it.effect("a run whose message is refused fails, and the starter and those who ordered are told", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      yield* (yield* Conversations).trouble("post", { _tag: "refuse", refusal: notInChannel })
      const run = yield* open()
      yield* orders(run, ben)
      yield* dispatching(seconds(10))
      assert.include(yield* memory.run(run), { status: "failed", failure: "not-in-channel" })
      assert.include(yield* memory.message(run), { state: "failed", code: "not_in_channel" })
      const posted = yield* (yield* Conversations).posted
      assert.deepStrictEqual(
        posted.map(({ contents, to }) => [to, contents[0]?.kind, contents[0]?.view.run.status]),
        [
          [ada, "notice", "failed"],
          [ben, "notice", "failed"],
        ],
      )
      assert.strictEqual(yield* (yield* Counted).count("runEnded failed"), 1)
    }).pipe(Effect.provide(office)),
  )

  it.effect("of a run that has ended meanwhile leaves its end as it is", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const cancelRun = yield* CancelRun
      yield* (yield* Conversations).trouble("post", { _tag: "refuse", refusal: notInChannel })
      const run = yield* open()
      const cancel = Effect.asVoid(Effect.orDie(cancelRun.execute(request(ada), { run })))
      yield* dispatching(seconds(10)).pipe(
        Effect.provideService(CrashHook, (point) => (point === "dispatch.refused" ? cancel : Effect.void)),
      )
      assert.include(yield* memory.run(run), { status: "canceled", failure: null })
      assert.include(yield* memory.message(run), { state: "failed" })
    }).pipe(Effect.provide(office)),
  )

  it.effect("of an edit, or of any other message than the run's own, fails that message and not the run", () =>
    Effect.gen(function* () {
      const memory = yield* Memory
      const conversations = yield* Conversations
      const run = yield* open()
      yield* dispatching(seconds(2))
      yield* conversations.trouble("edit", { _tag: "refuse", refusal: notInChannel })
      yield* orders(run, ada)
      yield* pass(seconds(10))
      assert.include(yield* memory.message(run), { state: "failed", code: "not_in_channel" })
      assert.strictEqual((yield* memory.run(run)).status, "open")
      yield* conversations.trouble("post", { _tag: "refuse", refusal: notInChannel }, 2)
      yield* close(run)
      yield* pass(seconds(10))
      assert.deepStrictEqual(
        (yield* memory.deliveries(run)).map(({ kind, state }) => [kind, state]),
        [
          ["summary", "failed"],
          ["runner_dm", "failed"],
        ],
      )
      assert.strictEqual((yield* memory.run(run)).status, "closed")
    }).pipe(Effect.provide(office)),
  )
})
