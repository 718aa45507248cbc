import { Effect, Result } from "effect"
import fc from "fast-check"
import type { Settings } from "@coffeebuddy/domain/channel"
import * as Closing from "@coffeebuddy/domain/closing"
import type { Verdict } from "@coffeebuddy/domain/decided"
import * as Ending from "@coffeebuddy/domain/ending"
import * as HandingOver from "@coffeebuddy/domain/handing-over"
import { type ChannelId, CorrelationId, type MemberId, RequestKey, RunId } from "@coffeebuddy/domain/ids"
import { hours, minutes } from "@coffeebuddy/domain/instant"
import * as Opening from "@coffeebuddy/domain/opening"
import * as Ordering from "@coffeebuddy/domain/ordering"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import * as Switching from "@coffeebuddy/domain/switching"
import { Note, OrderText } from "@coffeebuddy/domain/text"
import * as Volunteering from "@coffeebuddy/domain/volunteering"
import { type Claim, OwedMessages, type Settlement } from "@coffeebuddy/ports/owed-messages"
import { RunHistory } from "@coffeebuddy/ports/run-history"
import { type Commit, RunStore, type Seen, type Subject } from "@coffeebuddy/ports/run-store"
import { ada, ben, cem, kitchen, opening, roof } from "./acting.ts"
import { Inside } from "./inside.ts"

export type Stores = RunStore | RunHistory | OwedMessages | Inside

/** What one side has gone through: its claims, and the commits that it decided and has not made yet. */
export interface Past {
  readonly claims: Array<Claim>
  readonly kept: Array<Commit>
}

/** One thing that happens to a store. `turn` numbers the steps of a sequence. */
export interface Step {
  readonly says: string
  readonly does: (past: Past, turn: number) => Effect.Effect<unknown, unknown, Stores>
}

const people = [ada, ben, cem]
const channels = [kitchen, roof]
const who = fc.constantFrom(...people)
const where = fc.oneof({ weight: 4, arbitrary: fc.constant(kitchen) }, { weight: 1, arbitrary: fc.constant(roof) })
const bring = Note.make("bring cups")

/** All spans are such that no two sums of them are equal: the answer is the same for clocks that differ by seconds. */
const LEASE = minutes(10)
const TICK = minutes(4)

/** Run ids sort after those of deliveries: what falls due at the same moment has the same order in both stores. */
const runOf = (turn: number): RunId => RunId.make(`${(0xffff0000 + turn).toString(16)}-0000-7000-8000-000000000000`)

type Decide = (
  by: MemberId,
  channel: ChannelId,
  turn: number,
) =>
  | { readonly of: "member"; readonly verdict: (at: MemberSnapshot) => Verdict<unknown> }
  | { readonly of: "run"; readonly verdict: (at: RunSnapshot) => Verdict<unknown> }

const member = (verdict: (at: MemberSnapshot) => Verdict<unknown>) => ({ of: "member", verdict }) as const
const run = (verdict: (at: RunSnapshot) => Verdict<unknown>) => ({ of: "run", verdict }) as const
const admin = (member: MemberId) => ({ member, admin: true })

type Act = readonly [says: string, decide: Decide]
const opens: Act = [
  "opens a run",
  (by, channel, turn) => member((at) => Opening.open(at, opening(runOf(turn), { by, channel }))),
]
const opensWithPickup: Act = [
  "opens a run for in an hour",
  (by, channel, turn) =>
    member((at) => {
      const learned = { pickupAt: at.now + hours(1), learnedZone: "Europe/Berlin" }
      return Opening.open(at, opening(runOf(turn), { by, channel, ...learned }))
    }),
]
const orders = (words: string): Act => [
  `orders ${words}`,
  () => member((at) => Ordering.place(at, OrderText.make(words))),
]
const closes: Act = ["closes the run", (by) => run((at) => Closing.close(at, admin(by)))]
const handsOver: Act = [
  "has whoever goes hand over",
  (by) => run((at) => HandingOver.handOver(at, at.run.duty?.runner ?? by)),
]
const volunteers: Act = ["volunteers", (by) => run((at) => Volunteering.volunteer(at, by))]

/** What people do, the ordinary more often than the rest. */
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(opens, opensWithPickup) },
  { weight: 8, arbitrary: fc.constantFrom("flat white", "mint tea").map(orders) },
  { weight: 3, arbitrary: fc.constant(closes) },
  { weight: 3, arbitrary: fc.constant(handsOver) },
  { weight: 3, arbitrary: fc.constant(volunteers) },
  {
    weight: 8,
    arbitrary: fc.constantFrom<[Act, ...Array<Act>]>(
      ["sets their usual", () => member((at) => Ordering.setUsual(at, OrderText.make("espresso")))],
      ["orders their usual", () => member(Ordering.placeUsual)],
      ["cancels their order", () => member(Ordering.cancelOrder)],
      ["stays out", () => member((at) => Switching.out(at, null))],
      ["stays out for an hour", () => member((at) => Switching.out(at, at.now + hours(1)))],
      ["comes back", () => member(Switching.backIn)],
      ["would run again", () => member((at) => Switching.setAgain(at, true))],
      ["freezes the run", (by) => run((at) => Closing.freeze(at, admin(by)))],
      ["edits the run", (by) => run((at) => Ending.edit(at, admin(by), { pickupAt: null, place: null, note: bring }))],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<[Act, ...Array<Act>]>(
      ["cancels the run", (by) => run((at) => Ending.cancel(at, admin(by)))],
      ["cannot post the run", () => run((at) => Ending.fail(at, "not-in-channel"))],
    ),
  },
)

/** The request of a turn; an earlier turn's request comes again. */
const keyOf = (turn: number) => RequestKey.make(`cli:${turn}`)

const decided = <A>(read: Effect.Effect<Seen<A>, unknown>, verdict: (at: A) => Verdict<unknown>, request: RequestKey) =>
  Effect.gen(function* () {
    const seen = yield* read
    if (seen._tag === "Repeated") return { repeated: seen.outcome }
    const result = verdict(seen.at)
    if (Result.isFailure(result)) return { rejected: result.failure }
    const correlation = CorrelationId.make(`correlation-${request}`.replace(":", "-"))
    return { commit: { request, correlation, trace: null, ...result.success } satisfies Commit }
  })

const decide = (act: Decide, by: MemberId, channel: ChannelId, turn: number, asked: number) =>
  Effect.gen(function* () {
    const runs = yield* RunStore
    const decision = act(by, channel, turn)
    const key = keyOf(asked)
    return decision.of === "member"
      ? yield* decided(runs.readMember({ channel }, by, key), decision.verdict, key)
      : yield* decided(runs.readRun({ channel }, by, key), decision.verdict, key)
  })

const acting = ([says, act]: Act, by: MemberId, channel: ChannelId, earlier: number | null): Step => ({
  says: `${by} in ${channel} ${says}${earlier === null ? "" : ` (the request of turn ${earlier})`}`,
  does: (_, turn) =>
    Effect.gen(function* () {
      const answer = yield* decide(act, by, channel, turn, earlier ?? turn)
      if (!("commit" in answer)) return answer
      yield* (yield* RunStore).commit(answer.commit)
      return { written: answer.commit }
    }),
})

/** Most requests are new; some came before. */
const request = fc.oneof(
  { weight: 9, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
)

const anybodyActing = fc
  .tuple(acts, who, where, request)
  .map(([act, by, channel, earlier]) => acting(act, by, channel, earlier))

const keepingBack = fc.tuple(acts, who, where).map(([[says, act], by, channel]): Step => ({
  says: `${by} in ${channel} decides that one ${says}, and is slow to commit`,
  does: ({ kept }, turn) =>
    Effect.map(decide(act, by, channel, turn, turn), (answer) => {
      if ("commit" in answer) kept.push(answer.commit)
      return answer
    }),
}))

const committingLate = fc.nat().map((index): Step => ({
  says: `a slow commit arrives (${index})`,
  does: ({ kept }) => {
    const commit = kept[index % kept.length]
    return commit === undefined
      ? Effect.succeed("none is under way")
      : Effect.flatMap(RunStore, (runs) => Effect.as(runs.commit(commit), { written: commit }))
  },
}))

const configuring = fc
  .tuple(
    where,
    fc.constantFrom<Partial<Settings>>(
      { strategy: "fair-share" },
      { strategy: "rotation" },
      { window: 1 },
      { volunteers: false },
      { anyoneCanClose: true },
      { enabled: false },
      { enabled: true },
    ),
  )
  .map(([channel, settings]): Step => ({
    says: `the admins of ${channel} set ${JSON.stringify(settings)}`,
    does: () => Effect.flatMap(Inside, (inside) => inside.configure(channel, settings)),
  }))

const settlement: fc.Arbitrary<Settlement> = fc.constantFrom<Settlement>(
  { _tag: "Sent", ts: "1.1" },
  { _tag: "Sent", ts: "2.2" },
  { _tag: "Sent", ts: "3.3" },
  { _tag: "Sent", ts: "4.4" },
  { _tag: "Deferred", delay: 0, throttled: false },
  { _tag: "Deferred", delay: LEASE, throttled: false },
  { _tag: "Deferred", delay: LEASE, throttled: true },
  { _tag: "Refused", code: "is_archived" },
  { _tag: "Gone" },
  { _tag: "Unknown" },
  { _tag: "NotFound" },
)

const claim = (limit: number, claims: Array<Claim>) =>
  Effect.gen(function* () {
    const owed = yield* OwedMessages
    const anyDue = (yield* owed.nextDue(hours(1))) === 0
    const claimed = yield* owed.claim({ limit, lease: LEASE })
    claims.push(...claimed)
    return { anyDue, claimed }
  })

const claiming = fc.constantFrom(1, 2, 100).map((limit): Step => ({
  says: `at most ${limit} messages are claimed`,
  does: ({ claims }) => claim(limit, claims),
}))

const delivering = fc.tuple(fc.constantFrom(1, 100), settlement).map(([limit, settlement]): Step => ({
  says: `at most ${limit} messages are claimed and end: ${JSON.stringify(settlement)}`,
  does: ({ claims }) =>
    Effect.gen(function* () {
      const owed = yield* OwedMessages
      const begun = yield* claim(limit, claims)
      const { pass } = yield* Inside
      const ended = yield* Effect.forEach(begun.claimed, (one) => Effect.andThen(pass(1), owed.settle(one, settlement)))
      return { ...begun, ended }
    }),
}))

const settling = fc.tuple(settlement, fc.nat({ max: 5 })).map(([settlement, back]): Step => ({
  says: `the claim before ${back} others ends: ${JSON.stringify(settlement)}`,
  does: ({ claims }) => {
    const claim = claims.at(-1 - back)
    return claim === undefined
      ? Effect.succeed("none was made")
      : Effect.flatMap(OwedMessages, (owed) => owed.settle(claim, settlement))
  },
}))

const passing = fc
  .oneof({ weight: 5, arbitrary: fc.constantFrom(TICK, 3 * TICK) }, { weight: 1, arbitrary: fc.constant(hours(5)) })
  .map((span): Step => ({
    says: `${span / minutes(1)} minutes pass`,
    does: () => Effect.asVoid(Effect.flatMap(Inside, (inside) => inside.pass(span))),
  }))

/** An ordinary morning: one run is open and everybody has ordered. */
export const morning: ReadonlyArray<Step> = [
  acting(opens, ada, kitchen, null),
  ...people.map((by) => acting(orders("flat white"), by, kitchen, null)),
]

/** Anything that can happen to a store. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: anybodyActing },
  { weight: 1, arbitrary: keepingBack },
  { weight: 1, arbitrary: committingLate },
  { weight: 1, arbitrary: configuring },
  { weight: 2, arbitrary: claiming },
  { weight: 5, arbitrary: delivering },
  { weight: 2, arbitrary: settling },
  { weight: 4, arbitrary: passing },
)

const snapshotOf = (subject: Subject, by: MemberId) =>
  Effect.gen(function* () {
    const runs = yield* RunStore
    return [yield* runs.readMember(subject, by, null), yield* runs.readRun(subject, by, null)] as const
  })

/** Everything that can be read out of a store. */
export const everything = Effect.gen(function* () {
  const runs = yield* RunStore
  const history = yield* RunHistory
  const inside = yield* Inside
  const found: Array<unknown> = [yield* inside.events, yield* inside.counts]
  for (const channel of channels) {
    for (const by of people) found.push(yield* runs.readMember({ channel }, by, null))
    const latest = yield* history.latest(channel, { limit: 100 })
    found.push(latest, yield* history.standings(channel))
    for (const { id } of latest) {
      found.push(yield* snapshotOf({ run: id }, ada), yield* inside.deliveries(id), yield* inside.message(id))
    }
  }
  return found
})

/** A channel's books: everybody's standing, and how many closed runs somebody went on. */
export const books = Effect.gen(function* () {
  const history = yield* RunHistory
  return yield* Effect.forEach(channels, (channel) =>
    Effect.gen(function* () {
      const closed = yield* history.latest(channel, { status: "closed", limit: 100 })
      const standings = yield* history.standings(channel)
      return { standings, served: closed.filter((run) => run.duty !== null).length }
    }),
  )
})
