import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, type Layer } from "effect"
import { runChange } from "@coffeebuddy/domain/change"
import type { RunId } from "@coffeebuddy/domain/ids"
import type { Owed } from "@coffeebuddy/domain/owed"
import { type Claim, OwedMessages, type Settlement } from "@coffeebuddy/ports/owed-messages"
import { RunStore } from "@coffeebuddy/ports/run-store"
import * as act from "./acting.ts"
import { ada, ben, cem, dia, kitchen, roof } from "./acting.ts"
import { Inside } from "./inside.ts"

const LEASE = 15_000
const MINUTE = 60_000

/** Pauses that an adapter was given, in milliseconds: between edits of a message, looks for one, and posts to a conversation after a burst. */
export interface Timing {
  readonly editPause: number
  readonly lookPause: number
  readonly postEvery: number
}

const claimAll = (limit = 100) => Effect.flatMap(OwedMessages, (owed) => owed.claim({ limit, lease: LEASE }))
const settle = (claim: Claim, settlement: Settlement) =>
  Effect.flatMap(OwedMessages, (owed) => owed.settle(claim, settlement))
const nextDue = Effect.flatMap(OwedMessages, (owed) => owed.nextDue(10 * MINUTE))
const pass = (millis: number) => Effect.flatMap(Inside, (inside) => inside.pass(millis))

const sent = (ts: string) => ({ _tag: "Sent", ts }) as const
const deferred = (delay: number, throttled = false) => ({ _tag: "Deferred", delay, throttled }) as const
const unknown = { _tag: "Unknown" } as const
const notFound = { _tag: "NotFound" } as const

/** The one message that can be claimed; fails the test when there are more or none. */
const claimOne = Effect.gen(function* () {
  const [claim, ...more] = yield* claimAll()
  assert.isEmpty(more, "more than one message was claimable")
  return claim ?? (yield* Effect.die("nothing was claimable"))
})

const nothingToClaim = Effect.gen(function* () {
  assert.deepStrictEqual(yield* claimAll(), [])
  assert.isAbove(yield* nextDue, 0)
})

/** A run whose message is in Slack as it stands. */
const shownRun = (parts: Parameters<typeof act.open>[0] = {}) =>
  Effect.gen(function* () {
    const run = yield* act.open(parts)
    assert.isTrue(yield* settle(yield* claimOne, sent("1.1")))
    return run
  })

/** Owes the run's people these messages, without touching the run's own one; due now, or in so many milliseconds. */
const owe = (run: RunId, owed: ReadonlyArray<Omit<Owed, "dueAt"> & { readonly in?: number }>) =>
  Effect.gen(function* () {
    const { now } = yield* act.seenRun({ run })
    const messages = owed.map(({ in: wait = 0, kind, target }) => ({ kind, target, dueAt: now + wait }))
    const members = owed.flatMap(({ target }) => (target === "runner" || target === "channel" ? [] : [{ id: target }]))
    const parts = { owed: messages, members, refresh: false }
    const { status } = (yield* act.seenRun({ run })).run
    yield* (yield* RunStore).commit(act.commitOf(act.bare(runChange(run, { status }, parts))))
  })

const notice = (target: Owed["target"], wait = 0) => ({ kind: "notice", target, in: wait }) as const
const kinds = (claims: ReadonlyArray<Claim>) => claims.map((claim) => claim.kind)

/** What a ledger of owed messages promises, whatever keeps the rows. */
export const owedMessagesContract = (
  name: string,
  adapter: Layer.Layer<RunStore | OwedMessages | Inside>,
  { editPause, lookPause, postEvery }: Timing,
): void =>
  layer(adapter, { excludeTestServices: true })(`${name} keeps what is owed`, (it) => {
    const rule = (says: string, test: Effect.Effect<void, unknown, RunStore | OwedMessages | Inside>) =>
      it.effect(says, () =>
        Effect.andThen(
          Effect.flatMap(Inside, (inside) => inside.clear),
          test,
        ),
      )

    rule(
      "nothing owed, nothing due",
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* claimAll(), [])
        const owed = yield* OwedMessages
        assert.strictEqual(yield* owed.nextDue(1_234), 1_234)
      }),
    )

    rule(
      "a new run's message is to be posted at once",
      Effect.gen(function* () {
        const run = yield* act.open()
        assert.strictEqual(yield* nextDue, 0)
        const claim = yield* claimOne
        const at = yield* act.seenRun({ run })
        assert.deepInclude(claim, { kind: "run_message", mark: run, run, to: kitchen, step: "send", ts: null })
        assert.deepInclude(claim, { attempt: 1, wanted: 1, looks: 0, overdue: false })
        assert.strictEqual(claim.correlation, at.run.openedCorrelation)
        assert.isAtLeast(claim.startedAt, at.run.openedAt)
        assert.isAtMost(claim.startedAt, at.now)
      }),
    )

    rule(
      "what is leased is nobody else's until the lease ends",
      Effect.gen(function* () {
        yield* act.open()
        yield* claimOne
        yield* nothingToClaim
        yield* pass(LEASE / 2)
        yield* nothingToClaim
      }),
    )

    rule(
      "many who claim at once never get the same message",
      Effect.gen(function* () {
        const run = yield* shownRun()
        const people = Array.from({ length: 12 }, (_, index) => `U${index}` as typeof ada)
        yield* owe(
          run,
          people.map((member) => notice(member)),
        )
        const claims = yield* Effect.forEach(Array.from({ length: 6 }), () => claimAll(4), { concurrency: "unbounded" })
        const marks = claims.flat().map((claim) => claim.mark)
        assert.strictEqual(new Set(marks).size, marks.length)
        const rest = yield* claimAll()
        assert.strictEqual(marks.length + rest.length, people.length)
      }),
    )

    rule(
      "no more is claimed than asked for, what waits longest first",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ben, 20), notice(cem, 10), notice(dia, 30)])
        yield* pass(100)
        assert.deepStrictEqual(
          (yield* claimAll(2)).map((claim) => claim.to),
          [cem, ben],
        )
        assert.deepStrictEqual(
          (yield* claimAll(2)).map((claim) => claim.to),
          [dia],
        )
      }),
    )

    rule(
      "a message that is shown rests until the run changes, then it is edited",
      Effect.gen(function* () {
        const { message } = yield* Inside
        const run = yield* shownRun()
        assert.deepStrictEqual(yield* message(run), { wanted: 1, shown: 1, ts: "1.1" })
        assert.deepStrictEqual((yield* act.seenRun({ run })).message, { ts: "1.1" })
        yield* pass(MINUTE)
        yield* nothingToClaim
        yield* act.order(run, ben)
        const claim = yield* claimOne
        assert.deepInclude(claim, { step: "send", ts: "1.1", wanted: 2 })
        const { events } = yield* Inside
        assert.strictEqual(claim.correlation, (yield* events).at(-1)?.correlation, "that of the latest change")
        assert.isTrue(yield* settle(claim, sent("1.1")))
        assert.deepStrictEqual(yield* message(run), { wanted: 2, shown: 2, ts: "1.1" })
      }),
    )

    rule(
      "edits keep their pause, and one shows all the changes in between",
      Effect.gen(function* () {
        const run = yield* shownRun()
        for (const by of [ada, ben, cem]) yield* act.order(run, by)
        yield* nothingToClaim
        assert.isAtMost(yield* nextDue, editPause)
        yield* pass(editPause)
        assert.strictEqual(yield* nextDue, 0)
        const claim = yield* claimOne
        assert.strictEqual(claim.wanted, 4)
        yield* settle(claim, sent("1.1"))
        yield* pass(MINUTE)
        yield* nothingToClaim
      }),
    )

    rule(
      "a change that comes while the message is on its way is shown by another edit",
      Effect.gen(function* () {
        const run = yield* act.open()
        const claim = yield* claimOne
        yield* act.order(run, ben)
        yield* settle(claim, sent("1.1"))
        yield* pass(editPause)
        assert.deepInclude(yield* claimOne, { ts: "1.1", wanted: 2 })
      }),
    )

    rule(
      "a post whose owner died comes back to be looked for, with the same mark and one attempt on",
      Effect.gen(function* () {
        const run = yield* act.open()
        const age = (claim: Claim) => Effect.map(act.seenRun({ run }), (at) => claim.startedAt - at.run.openedAt)
        const began = yield* age(yield* claimOne)
        assert.isAtMost(yield* nextDue, LEASE)
        yield* pass(LEASE)
        assert.strictEqual(yield* nextDue, 0)
        const again = yield* claimOne
        assert.deepInclude(again, { mark: run, step: "verify", attempt: 2, ts: null })
        assert.strictEqual(yield* age(again), began)
        assert.isTrue(yield* settle(again, sent("2.2")))
        assert.deepStrictEqual((yield* act.seenRun({ run })).message, { ts: "2.2" })
      }),
    )

    rule(
      "an edit whose owner died is simply made again, because twice is the same as once",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* act.order(run, ben)
        yield* pass(editPause)
        yield* claimOne
        yield* pass(LEASE)
        assert.deepInclude(yield* claimOne, { step: "send", ts: "1.1", wanted: 2, attempt: 3 })
      }),
    )

    rule(
      "an older attempt settles nothing",
      Effect.gen(function* () {
        const { deliveries } = yield* Inside
        const run = yield* shownRun()
        yield* owe(run, [notice(ben)])
        const old = yield* claimOne
        yield* pass(LEASE)
        const young = yield* claimOne
        const settlements: ReadonlyArray<Settlement> = [
          sent("9.9"),
          deferred(0),
          { _tag: "Refused", code: "x" },
          { _tag: "Gone" },
          unknown,
          notFound,
        ]
        for (const settlement of settlements) assert.isFalse(yield* settle(old, settlement), settlement._tag)
        assert.deepInclude((yield* deliveries(run))[0], { state: "sending" })
        yield* nothingToClaim
        assert.isTrue(yield* settle(young, sent("1.2")))
        assert.isFalse(yield* settle(young, sent("1.3")), "settled once")
        assert.deepInclude((yield* deliveries(run))[0], { state: "sent" })
      }),
    )

    rule(
      "an attempt may settle after its lease as long as nobody took over",
      Effect.gen(function* () {
        yield* act.open()
        const claim = yield* claimOne
        yield* pass(2 * LEASE)
        assert.isTrue(yield* settle(claim, sent("1.1")))
        yield* nothingToClaim
      }),
    )

    rule(
      "what is unknown is looked for after the lease, not before",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ben)])
        const claim = yield* claimOne
        assert.isTrue(yield* settle(claim, unknown))
        yield* nothingToClaim
        yield* pass(LEASE)
        const again = yield* claimOne
        assert.deepInclude(again, { step: "verify", attempt: 2, looks: 0, overdue: false, to: ben, mark: claim.mark })
      }),
    )

    rule(
      "what was looked for in vain twice, with a pause between, is sent again",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ben)])
        yield* settle(yield* claimOne, unknown)
        yield* pass(LEASE)
        assert.isTrue(yield* settle(yield* claimOne, notFound))
        yield* nothingToClaim
        assert.isAtMost(yield* nextDue, lookPause)
        yield* pass(lookPause)
        const second = yield* claimOne
        assert.deepInclude(second, { step: "verify", looks: 1 })
        assert.isTrue(yield* settle(second, notFound))
        const again = yield* claimOne
        assert.deepInclude(again, { step: "send", looks: 0, attempt: 4, mark: second.mark })
        yield* settle(again, unknown)
        yield* pass(LEASE)
        assert.deepInclude(yield* claimOne, { step: "verify", looks: 0 })
      }),
    )

    rule(
      "what is still unknown more than 60 s after it was due is overdue",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ben)])
        yield* pass(2 * MINUTE)
        const late = yield* claimOne
        assert.deepInclude(late, { step: "send", overdue: false }, "late, but never tried")
        yield* settle(late, unknown)
        yield* pass(LEASE)
        assert.deepInclude(yield* claimOne, { step: "verify", overdue: true })
        yield* act.open({ channel: roof })
        yield* claimOne
        yield* pass(MINUTE + 1)
        const claims = yield* claimAll()
        const own = claims.find((claim) => claim.kind === "run_message")
        assert.deepInclude(own, { step: "verify", overdue: true })
      }),
    )

    rule(
      "a run's message that is found shows what was tried then; later changes are edited in",
      Effect.gen(function* () {
        const { message } = yield* Inside
        const run = yield* act.open()
        yield* settle(yield* claimOne, unknown)
        yield* act.order(run, ben)
        yield* pass(LEASE)
        const found = yield* claimOne
        assert.deepInclude(found, { step: "verify", wanted: 1 })
        yield* settle(found, sent("1.1"))
        assert.deepStrictEqual(yield* message(run), { wanted: 2, shown: 1, ts: "1.1" })
        yield* pass(editPause)
        assert.deepInclude(yield* claimOne, { step: "send", ts: "1.1", wanted: 2 })
      }),
    )

    rule(
      "a deferred message waits as long as it was told",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ben)])
        const claim = yield* claimOne
        assert.isTrue(yield* settle(claim, deferred(30_000)))
        yield* pass(20_000)
        yield* nothingToClaim
        yield* pass(10_000)
        const again = yield* claimOne
        assert.deepInclude(again, { step: "send", attempt: 2, mark: claim.mark })
        yield* settle(again, deferred(0))
        assert.deepInclude(yield* claimOne, { step: "send", attempt: 3 })
      }),
    )

    rule(
      "a conversation that Slack throttles waits, others do not",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ben)])
        yield* settle(yield* claimOne, deferred(30_000, true))
        yield* owe(run, [notice(ben), notice(cem)])
        const other = yield* claimOne
        assert.strictEqual(other.to, cem)
        yield* settle(other, sent("1.2"))
        yield* pass(20_000)
        yield* nothingToClaim
        yield* pass(10_000)
        assert.strictEqual((yield* claimOne).to, ben)
      }),
    )

    rule(
      "what Slack refuses for good is not tried again, and its code is kept",
      Effect.gen(function* () {
        const { deliveries } = yield* Inside
        const run = yield* shownRun()
        yield* owe(run, [notice(ben)])
        yield* settle(yield* claimOne, { _tag: "Refused", code: "user_disabled" })
        assert.deepInclude((yield* deliveries(run))[0], { state: "failed", code: "user_disabled" })
        const other = yield* act.open({ channel: roof })
        yield* settle(yield* claimOne, { _tag: "Refused", code: "is_archived" })
        yield* act.order(other, ben)
        yield* pass(MINUTE)
        yield* nothingToClaim
      }),
    )

    rule(
      "a run's message that somebody deleted is posted anew, once",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* act.order(run, ben)
        yield* pass(editPause)
        yield* settle(yield* claimOne, { _tag: "Gone" })
        assert.deepStrictEqual((yield* act.seenRun({ run })).message, { ts: null })
        const anew = yield* claimOne
        assert.deepInclude(anew, { step: "send", ts: null, wanted: 2 })
        yield* settle(anew, sent("2.2"))
        yield* act.order(run, cem)
        yield* pass(editPause)
        const edit = yield* claimOne
        assert.strictEqual(edit.ts, "2.2")
        yield* settle(edit, { _tag: "Gone" })
        yield* act.order(run, dia)
        yield* pass(MINUTE)
        yield* nothingToClaim
      }),
    )

    rule(
      "a message due later is claimable from that moment on",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ben, MINUTE)])
        yield* nothingToClaim
        const wait = yield* nextDue
        assert.isAtMost(wait, MINUTE)
        assert.isAbove(wait, MINUTE - 10_000)
        yield* pass(MINUTE)
        assert.strictEqual(yield* nextDue, 0)
        assert.strictEqual((yield* claimOne).to, ben)
      }),
    )

    rule(
      "the runner is whoever runs when the message is claimed, and null when nobody does",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* act.order(run, ben)
        yield* act.close(run)
        yield* act.volunteer(run, cem)
        const claims = yield* claimAll()
        const list = claims.find((claim) => claim.kind === "runner_dm")
        assert.strictEqual(list?.to, cem)
        const alone = yield* act.open({ channel: roof })
        yield* owe(alone, [{ kind: "runner_reminder", target: "runner" }])
        const nobody = (yield* claimAll()).find((claim) => claim.kind === "runner_reminder")
        assert.deepInclude(nobody, { to: null, step: "send" })
      }),
    )

    rule(
      "what may have arrived is looked for where it was sent, also when somebody else runs by now",
      Effect.gen(function* () {
        const run = yield* shownRun()
        for (const by of [ben, cem]) yield* act.order(run, by)
        yield* act.close(run)
        const before = yield* act.runnerOf(run)
        const first = (yield* claimAll()).find((claim) => claim.kind === "runner_dm")
        assert.strictEqual(first?.to, before)
        yield* act.handOver(run, before)
        yield* pass(LEASE)
        const looked = (yield* claimAll()).find((claim) => claim.mark === first?.mark)
        assert.deepInclude(looked, { step: "verify", to: before })
      }),
    )

    rule(
      "one message at a time is on its way to a conversation",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* pass(MINUTE)
        yield* owe(run, [notice("channel"), { kind: "last_call", target: "channel" }, notice(ben)])
        const claims = yield* claimAll()
        assert.sameMembers(
          claims.map((claim) => claim.to),
          [kitchen, ben],
        )
        yield* nothingToClaim
        const first = claims.find((claim) => claim.to === kitchen)
        if (first !== undefined) yield* settle(first, sent("1.2"))
        const second = yield* claimOne
        assert.strictEqual(second.to, kitchen)
        assert.notStrictEqual(second.kind, first?.kind)
      }),
    )

    rule(
      "a conversation waits for an attempt in doubt until its lease ends",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* pass(MINUTE)
        yield* owe(run, [notice("channel"), { kind: "last_call", target: "channel" }])
        yield* settle(yield* claimOne, unknown)
        yield* nothingToClaim
        yield* pass(LEASE)
        assert.strictEqual((yield* claimOne).to, kitchen)
      }),
    )

    rule(
      "posting and editing in one conversation do not wait for each other",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* pass(MINUTE)
        yield* act.order(run, ben)
        yield* owe(run, [notice("channel")])
        assert.sameMembers(kinds(yield* claimAll()), ["run_message", "notice"])
      }),
    )

    rule(
      "posts to one conversation keep their pace after a short burst",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* pass(MINUTE)
        const many = ["notice", "last_call", "ask_to_close", "summary"] as const
        yield* owe(
          run,
          many.map((kind) => ({ kind, target: "channel" })),
        )
        for (const ts of ["1.2", "1.3", "1.4"]) yield* settle(yield* claimOne, sent(ts))
        yield* nothingToClaim
        assert.isAtMost(yield* nextDue, postEvery)
        yield* pass(postEvery)
        yield* claimOne
      }),
    )

    rule(
      "a deadline needs no call and waits for no conversation",
      Effect.gen(function* () {
        const run = yield* shownRun()
        yield* owe(run, [notice(ada)])
        yield* claimOne
        yield* act.freeze(run)
        yield* nothingToClaim
        yield* pass(5_000)
        const deadline = yield* claimOne
        assert.deepInclude(deadline, { kind: "deadline", to: ada, step: "send" })
        yield* pass(LEASE)
        const again = (yield* claimAll()).find((claim) => claim.kind === "deadline")
        assert.deepInclude(again, { step: "send", attempt: 2 }, "a use case decides itself whether it was done")
      }),
    )

    rule(
      "what is canceled is not sent; what is canceled on its way is not repeated",
      Effect.gen(function* () {
        const { deliveries } = yield* Inside
        const run = yield* shownRun()
        for (const by of [ben, cem]) yield* act.order(run, by)
        yield* act.close(run)
        const summary = (yield* claimAll()).find((claim) => claim.kind === "summary")
        yield* act.handOver(run, yield* act.runnerOf(run))
        if (summary !== undefined) assert.isTrue(yield* settle(summary, deferred(0)))
        const states = (yield* deliveries(run)).filter((row) => row.kind === "summary").map((row) => row.state)
        assert.deepStrictEqual(states, ["canceled", "armed"])
        const anew = (yield* claimAll()).filter((claim) => claim.kind === "summary")
        assert.lengthOf(anew, 1)
        assert.notStrictEqual(anew[0]?.mark, summary?.mark)
      }),
    )

    rule(
      "whoever waits is woken when something was owed",
      Effect.gen(function* () {
        const { hint } = yield* OwedMessages
        const waiting = yield* Effect.forkChild(hint)
        yield* Effect.yieldNow
        yield* act.open()
        yield* Fiber.join(waiting)
      }),
    )
  })
