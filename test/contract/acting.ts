import { Effect, Result } from "effect"
import type { RunChange } from "@coffeebuddy/domain/change"
import * as Closing from "@coffeebuddy/domain/closing"
import type { Decided, Verdict } from "@coffeebuddy/domain/decided"
import * as Ending from "@coffeebuddy/domain/ending"
import * as HandingOver from "@coffeebuddy/domain/handing-over"
import { ChannelId, CorrelationId, MemberId, RequestKey, RunId } from "@coffeebuddy/domain/ids"
import * as Opening from "@coffeebuddy/domain/opening"
import * as Ordering from "@coffeebuddy/domain/ordering"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import * as Switching from "@coffeebuddy/domain/switching"
import { OrderText } from "@coffeebuddy/domain/text"
import * as Volunteering from "@coffeebuddy/domain/volunteering"
import { type Commit, RunStore, type Subject } from "@coffeebuddy/ports/run-store"

export const ada = MemberId.make("UADA")
export const ben = MemberId.make("UBEN")
export const cem = MemberId.make("UCEM")
export const dia = MemberId.make("UDIA")
export const kitchen = ChannelId.make("CKITCHEN")
export const roof = ChannelId.make("CROOF")
export const flatWhite = OrderText.make("flat white")
export const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

let made = 0
/** A run id that sorts after all before it. */
export const freshRun = (): RunId =>
  RunId.make(`${(made += 1).toString(16).padStart(8, "0")}-0000-7000-8000-000000000000`)
/** A request that never came before. */
const freshKey = (): RequestKey => RequestKey.make(`slack:trigger:${(made += 1)}`)

/** The commit of what was decided, under a fresh key and a correlation that tells the keys apart. */
export const commitOf = ({ change, outcome }: Decided, request = freshKey()): Commit => ({
  request,
  correlation: CorrelationId.make(`correlation-${request.split(":").at(-1)}`),
  trace,
  change,
  outcome,
})

/** A run change that does what `parts` say, with an outcome nobody reads. */
export const bare = (change: RunChange): Decided => ({ change, outcome: { _tag: "Frozen", runId: change.id } })

const actor = (member: MemberId) => ({ member, admin: true })

/** The member's fresh snapshot; dies when it is a repeat or there is none. */
export const seenByMember = (subject: Subject, member = ada): Effect.Effect<MemberSnapshot, never, RunStore> =>
  Effect.gen(function* () {
    const seen = yield* (yield* RunStore).readMember(subject, member, null)
    return seen._tag === "Fresh" ? seen.at : yield* Effect.die("a repeat")
  }).pipe(Effect.orDie)

/** The run's fresh snapshot; dies when it is a repeat or there is none. */
export const seenRun = (
  subject: Subject,
  member: MemberId | null = null,
): Effect.Effect<RunSnapshot, never, RunStore> =>
  Effect.gen(function* () {
    const seen = yield* (yield* RunStore).readRun(subject, member, null)
    return seen._tag === "Fresh" ? seen.at : yield* Effect.die("a repeat")
  }).pipe(Effect.orDie)

const decided = (verdict: Verdict<unknown>) => Effect.orDie(Effect.fromResult(verdict))

/** Reads, decides and commits again until nobody was faster; dies when the decision rejects. */
const acting = <A>(read: Effect.Effect<A, never, RunStore>, verdict: (at: A) => Verdict<unknown>) =>
  Effect.gen(function* () {
    const { commit } = yield* RunStore
    const attempt = Effect.gen(function* () {
      const what = yield* decided(verdict(yield* read))
      yield* commit(commitOf(what))
      return what.outcome
    })
    return yield* Effect.retry(attempt, { while: (error) => error._tag === "Conflict" })
  }).pipe(Effect.orDie)

const byMember = (subject: Subject, member: MemberId, verdict: (at: MemberSnapshot) => Verdict<unknown>) =>
  acting(seenByMember(subject, member), verdict)
const byRun = (run: RunId, member: MemberId, verdict: (at: RunSnapshot) => Verdict<unknown>) =>
  acting(seenRun({ run }, member), verdict)

const plain = { pickupAt: null, place: null, note: null, learnedZone: null, assumedZone: null }
export const opening = (run: RunId, parts: Partial<Opening.Opening> = {}): Opening.Opening => ({
  run,
  channel: kitchen,
  by: ada,
  ...plain,
  ...parts,
})

/** Ada opens a run in the kitchen, or as `parts` say; answers its id. */
export const open = (parts: Partial<Opening.Opening> = {}): Effect.Effect<RunId, never, RunStore> => {
  const run = parts.run ?? freshRun()
  const by = parts.by ?? ada
  return Effect.as(
    byMember({ channel: parts.channel ?? kitchen }, by, (at) => Opening.open(at, opening(run, parts))),
    run,
  )
}
export const order = (run: RunId, by: MemberId, text = flatWhite) =>
  byMember({ run }, by, (at) => Ordering.place(at, text))
export const cancelOrder = (run: RunId, by: MemberId) => byMember({ run }, by, Ordering.cancelOrder)
export const setUsual = (by: MemberId, text: OrderText, channel = kitchen) =>
  byMember({ channel }, by, (at) => Ordering.setUsual(at, text))
export const stayOut = (by: MemberId, until: number | null, channel = kitchen) =>
  byMember({ channel }, by, (at) => Switching.out(at, until))
export const runAgain = (by: MemberId, channel = kitchen) =>
  byMember({ channel }, by, (at) => Switching.setAgain(at, true))
export const volunteer = (run: RunId, by: MemberId) => byRun(run, by, (at) => Volunteering.volunteer(at, by))
export const close = (run: RunId, by = ada) => byRun(run, by, (at) => Closing.close(at, actor(by)))
export const freeze = (run: RunId, by = ada) => byRun(run, by, (at) => Closing.freeze(at, actor(by)))
export const handOver = (run: RunId, by: MemberId) => byRun(run, by, (at) => HandingOver.handOver(at, by))
export const cancelRun = (run: RunId, by = ada) => byRun(run, by, (at) => Ending.cancel(at, actor(by)))
export const failRun = (run: RunId) => byRun(run, ada, (at) => Ending.fail(at, "not-in-channel"))

/** Closes the run and answers who goes. */
export const runnerOf = (run: RunId): Effect.Effect<MemberId, never, RunStore> =>
  Effect.gen(function* () {
    const { duty } = (yield* seenRun({ run })).run
    return duty === null ? yield* Effect.die("nobody goes") : duty.runner
  })

/** The commit of a decision on the run as it is read now, kept back to be committed later. */
export const keptBack = <A>(read: Effect.Effect<A, never, RunStore>, verdict: (at: A) => Verdict<unknown>) =>
  Effect.map(read, (at) => commitOf(Result.getOrThrow(verdict(at))))
