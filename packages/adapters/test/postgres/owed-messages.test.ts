import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Layer } from "effect"
import * as Closing from "@coffeebuddy/domain/closing"
import * as Ending from "@coffeebuddy/domain/ending"
import type { MemberId, RunId } from "@coffeebuddy/domain/ids"
import * as Volunteering from "@coffeebuddy/domain/volunteering"
import { type Claim, OwedMessages, type Settlement } from "@coffeebuddy/ports/owed-messages"
import type { RunStore } from "@coffeebuddy/ports/run-store"
import { type Options } from "../../src/postgres/owed-messages.ts"
import { Postgres } from "../../src/postgres/connection.ts"
import { statement } from "../../src/postgres/statement.ts"
import { aChannel, actOnRun, actor, adapters, aMember, database, opened, ordered, pass } from "./fixture.ts"

const lease = 15_000
const plenty = { every: 0, burst: 1_000 }

type Services = OwedMessages | RunStore | Postgres

const { url } = database()

const forget = statement(
  "forget",
  `with m as (delete from run_messages), d as (delete from deliveries), one as (delete from rate_limits where conversation <> '*')
  update rate_limits set full_at = '-infinity' where conversation = '*'`,
)

/** Nothing is owed at the start, because claims take whatever is due. */
const rule = (
  name: string,
  test: () => Effect.Effect<void, unknown, Services>,
  owed: Partial<Options> = { post: { one: plenty, all: plenty }, update: { one: plenty, all: plenty } },
) =>
  it.live(name, () =>
    Effect.flatMap(Postgres, ({ ask }) => ask(forget, [])).pipe(
      Effect.andThen(test()),
      Effect.provide(Layer.unwrap(Effect.sync(() => adapters(url(), { owed })))),
    ),
  )

const claim = (limit = 100) => Effect.flatMap(OwedMessages, (owed) => owed.claim({ limit, lease }))
const settle = (claim: Claim, settlement: Settlement) =>
  Effect.flatMap(OwedMessages, (owed) => owed.settle(claim, settlement))
const nextDue = Effect.flatMap(OwedMessages, (owed) => owed.nextDue(600_000))

let sent = 0
const arrived = (): Settlement => ({ _tag: "Sent", ts: `1700000000.${(sent += 1)}` })
const edited = ({ ts }: Claim): Settlement => ({ _tag: "Sent", ts: ts ?? "never posted" })
const unknown: Settlement = { _tag: "Unknown" }
const notFound: Settlement = { _tag: "NotFound" }
const deferred = (delay: number, throttled = false): Settlement => ({ _tag: "Deferred", delay, throttled })

/** A delivery and an edit of a run's message. */
const both = (claims: ReturnType<typeof claim>) =>
  Effect.map(claims, (claims) => {
    const [one, other, ...more] = claims.toSorted((one, other) => one.kind.localeCompare(other.kind))
    assert.isDefined(one)
    assert.isDefined(other)
    assert.lengthOf(more, 0)
    return [one, other] as const
  })

const only = Effect.fnUntraced(function* () {
  const [first, ...others] = yield* claim()
  assert.isDefined(first)
  assert.lengthOf(others, 0)
  return first
})

/** A run that was posted already, with an order of its starter. */
const posted = Effect.fnUntraced(function* (member: MemberId = aMember()) {
  const channel = aChannel()
  const run = yield* opened(channel, member)
  yield* settle(yield* only(), arrived())
  return { channel, member, run }
})

/** A closed run: owed are a summary to its channel, a direct message to its runner, and a new look of its message. */
const closed = Effect.fnUntraced(function* () {
  const { channel, member, run } = yield* posted()
  yield* ordered(run, member)
  yield* actOnRun({ run }, member, (at) => Closing.close(at, actor(member)))
  yield* pass(2_000)
  return { channel, member, run }
})

const unassign = statement(
  "unassign",
  "update runs set runner = null, via = null, before_seq = null, before_at = null where id = $1",
)
const withoutRunner = (run: RunId) => Effect.flatMap(Postgres, ({ ask }) => ask(unassign, [run]))

const kinds = (claims: ReadonlyArray<Claim>) => claims.map((claim) => claim.kind).sort()

describe("the ledger of owed messages", () => {
  rule("posts a run's message at once, and edits it only after the pause", () =>
    Effect.gen(function* () {
      const { member, run } = yield* posted()
      yield* ordered(run, member)
      yield* ordered(run, member, "tea")
      assert.lengthOf(yield* claim(), 0)
      const wait = yield* nextDue
      assert.isTrue(wait > 1_000 && wait <= 1_500, `waits ${wait} ms`)
      yield* pass(1_500)
      const edit = yield* only()
      assert.deepInclude(edit, { kind: "run_message", step: "send", wanted: 3, attempt: 2 })
      yield* settle(edit, edited(edit))
      yield* pass(10_000)
      assert.lengthOf(yield* claim(), 0)
    }),
  )

  rule("shows what was ordered while the message was being edited with the next edit", () =>
    Effect.gen(function* () {
      const { member, run } = yield* posted()
      yield* ordered(run, member)
      yield* pass(1_500)
      const edit = yield* only()
      yield* ordered(run, member, "tea")
      yield* settle(edit, edited(edit))
      yield* pass(1_500)
      assert.strictEqual((yield* only()).wanted, 3)
    }),
  )

  rule("finds out the runner and the channel when it sends", () =>
    Effect.gen(function* () {
      const { channel, member } = yield* closed()
      const claims = yield* claim()
      assert.deepStrictEqual(kinds(claims), ["run_message", "runner_dm", "summary"])
      const to = new Map(claims.map((claim) => [claim.kind, claim.to]))
      assert.strictEqual(to.get("runner_dm"), member)
      assert.strictEqual(to.get("summary"), channel)
    }),
  )

  rule("has nobody to send to when there is no runner", () =>
    Effect.gen(function* () {
      const { run } = yield* closed()
      yield* withoutRunner(run)
      const claims = yield* claim()
      assert.isNull(claims.find((claim) => claim.kind === "runner_dm")?.to)
    }),
  )

  rule("leases a message to one claimant at a time, however many ask at once", () =>
    Effect.gen(function* () {
      for (let index = 0; index < 10; index++) yield* opened(aChannel(), aMember())
      const claims = yield* Effect.all(
        Array.from({ length: 8 }, () => claim(3)),
        { concurrency: "unbounded" },
      )
      const marks = claims.flat().map((claim) => claim.mark)
      assert.strictEqual(new Set(marks).size, marks.length)
      const rest = yield* claim()
      assert.strictEqual(marks.length + rest.length, 10)
    }),
  )

  rule("has one message on its way to a conversation at a time", () =>
    Effect.gen(function* () {
      const { channel, run, member } = yield* posted()
      yield* ordered(run, aMember())
      yield* actOnRun({ run }, member, (at) => Ending.cancel(at, actor(member)))
      const again = yield* opened(channel, aMember())
      yield* pass(1_500)
      const [notice, edit] = yield* both(claim())
      assert.deepInclude(notice, { kind: "notice", ts: null })
      assert.deepInclude(edit, { kind: "run_message", mark: run })
      assert.isAbove(yield* nextDue, 10_000)
      yield* settle(notice, arrived())
      assert.strictEqual(yield* nextDue, 0)
      assert.strictEqual((yield* claim())[0]?.mark, again)
    }),
  )

  rule("looks for a message whose sender died, twice, before it sends it again", () =>
    Effect.gen(function* () {
      const run = yield* opened(aChannel(), aMember())
      const lost = yield* only()
      assert.lengthOf(yield* claim(), 0)
      yield* pass(lease)
      const firstLook = yield* only()
      assert.deepInclude(firstLook, { mark: run, step: "verify", looks: 0, overdue: false, attempt: 2 })
      assert.approximately(firstLook.startedAt, lost.startedAt - lease, 2)
      assert.isTrue(yield* settle(firstLook, notFound))
      assert.lengthOf(yield* claim(), 0)
      yield* pass(2_000)
      const secondLook = yield* only()
      assert.deepInclude(secondLook, { step: "verify", looks: 1 })
      yield* settle(secondLook, notFound)
      assert.deepInclude(yield* only(), { step: "send", looks: 0, attempt: 4 })
    }),
  )

  rule("is not sent again once the look has found it", () =>
    Effect.gen(function* () {
      yield* opened(aChannel(), aMember())
      yield* settle(yield* only(), unknown)
      yield* pass(lease)
      const look = yield* only()
      assert.strictEqual(look.step, "verify")
      yield* settle(look, arrived())
      yield* pass(600_000)
      assert.lengthOf(yield* claim(), 0)
    }),
  )

  rule("gives up looking a minute after the message was due", () =>
    Effect.gen(function* () {
      yield* closed()
      for (const claimed of yield* claim()) yield* settle(claimed, unknown)
      yield* pass(61_000)
      const overdue = yield* claim()
      assert.deepStrictEqual(
        overdue
          .map(({ kind, overdue, step }) => ({ kind, overdue, step }))
          .sort((a, b) => a.kind.localeCompare(b.kind)),
        [
          { kind: "run_message", overdue: false, step: "send" },
          { kind: "runner_dm", overdue: true, step: "verify" },
          { kind: "summary", overdue: true, step: "verify" },
        ],
      )
    }),
  )

  rule("refuses the settlement of an attempt that was overtaken", () =>
    Effect.gen(function* () {
      yield* opened(aChannel(), aMember())
      const late = yield* only()
      yield* pass(lease)
      const current = yield* only()
      assert.isFalse(yield* settle(late, arrived()))
      assert.isTrue(yield* settle(current, arrived()))
      assert.isFalse(yield* settle(current, arrived()))
    }),
  )

  rule("posts a deleted message anew once", () =>
    Effect.gen(function* () {
      const { member, run } = yield* posted()
      yield* ordered(run, member)
      yield* pass(1_500)
      yield* settle(yield* only(), { _tag: "Gone" })
      const anew = yield* only()
      assert.deepInclude(anew, { mark: run, ts: null, step: "send" })
      yield* settle(anew, arrived())
      yield* ordered(run, member, "tea")
      yield* pass(1_500)
      yield* settle(yield* only(), { _tag: "Gone" })
      yield* pass(600_000)
      assert.lengthOf(yield* claim(), 0)
    }),
  )

  rule("keeps a refused message from being tried again", () =>
    Effect.gen(function* () {
      yield* opened(aChannel(), aMember())
      yield* settle(yield* only(), { _tag: "Refused", code: "not_in_channel" })
      yield* pass(600_000)
      assert.lengthOf(yield* claim(), 0)
    }),
  )

  rule("sends a deferred message after its delay", () =>
    Effect.gen(function* () {
      const run = yield* opened(aChannel(), aMember())
      yield* settle(yield* only(), deferred(30_000))
      yield* pass(29_000)
      assert.lengthOf(yield* claim(), 0)
      yield* pass(1_000)
      assert.deepInclude(yield* only(), { mark: run, step: "send" })
    }),
  )

  rule("counts a canceled message as sent when it is on its way, and does not repeat it", () =>
    Effect.gen(function* () {
      const { run } = yield* closed()
      const claims = yield* claim()
      const volunteer = aMember()
      yield* actOnRun({ run }, volunteer, (at) => Volunteering.volunteer(at, volunteer))
      for (const claimed of claims) yield* settle(claimed, deferred(0))
      const next = yield* claim()
      assert.deepStrictEqual(
        next.filter((claim) => claim.kind === "runner_dm").map((claim) => claim.to),
        [volunteer],
      )
      assert.isFalse(next.some((claim) => claims.some((old) => old.kind !== "run_message" && old.mark === claim.mark)))
    }),
  )

  rule("wakes when something is owed soon", () =>
    Effect.gen(function* () {
      const owed = yield* OwedMessages
      yield* owed.hint
      const woken = yield* Effect.forkChild(owed.hint)
      yield* opened(aChannel(), aMember())
      yield* Effect.timeout(Fiber.join(woken), Duration.seconds(5))
    }),
  )
})

describe("the rates that all processes share", () => {
  const slow = { one: { every: 1_000, burst: 1 }, all: { every: 100, burst: 2 } }
  const limits = { post: slow, update: slow }

  rule(
    "lets no more through than all conversations together may have",
    () =>
      Effect.gen(function* () {
        for (let index = 0; index < 5; index++) yield* opened(aChannel(), aMember())
        assert.lengthOf(yield* claim(), 2)
        const wait = yield* nextDue
        assert.isTrue(wait <= 100, `waits ${wait} ms`)
        yield* pass(100)
        assert.isAtLeast((yield* claim()).length, 1)
      }),
    limits,
  )

  const scarce = { one: plenty, all: { every: 60_000, burst: 3 } }
  rule(
    "lets no more through when many ask at the same moment",
    () =>
      Effect.gen(function* () {
        for (let index = 0; index < 10; index++) yield* opened(aChannel(), aMember())
        const claims = yield* Effect.all(
          Array.from({ length: 8 }, () => claim(1)),
          { concurrency: "unbounded" },
        )
        assert.isAtMost(claims.flat().length, 3)
        assert.lengthOf([...claims.flat(), ...(yield* claim())], 3)
        assert.isAbove(yield* nextDue, 10_000)
      }),
    { post: scarce, update: scarce },
  )

  rule(
    "holds back one conversation and no other",
    () =>
      Effect.gen(function* () {
        const { channel, member, run } = yield* posted()
        yield* pass(1_000)
        yield* ordered(run, aMember())
        yield* actOnRun({ run }, member, (at) => Ending.cancel(at, actor(member)))
        yield* settle(yield* only(), deferred(30_000, true))
        yield* opened(channel, aMember())
        const elsewhere = yield* opened(aChannel(), aMember())
        const posts = (claims: ReadonlyArray<Claim>) => claims.filter((claim) => claim.ts === null)
        const [passing, ...held] = posts(yield* claim())
        assert.deepStrictEqual([passing?.mark, held.length], [elsewhere, 0])
        if (passing) yield* settle(passing, arrived())
        yield* pass(29_000)
        assert.deepStrictEqual(posts(yield* claim()), [])
        yield* pass(1_000)
        assert.lengthOf(posts(yield* claim()), 1)
      }),
    limits,
  )
})
