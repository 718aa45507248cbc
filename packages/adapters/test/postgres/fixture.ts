import { randomUUID } from "node:crypto"
import { Effect, Layer, Result } from "effect"
import { afterAll, beforeAll } from "vitest"
import type { Decided, Verdict } from "@coffeebuddy/domain/decided"
import { ChannelId, CorrelationId, MemberId, RequestKey, RunId } from "@coffeebuddy/domain/ids"
import type { Actor } from "@coffeebuddy/domain/permission"
import * as Opening from "@coffeebuddy/domain/opening"
import * as Ordering from "@coffeebuddy/domain/ordering"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { OrderText } from "@coffeebuddy/domain/text"
import { RunStore, type Seen, type Subject } from "@coffeebuddy/ports/run-store"
import { temporaryDatabase, type TemporaryDatabase } from "../../../../test/postgres.ts"
import * as Connection from "../../src/postgres/connection.ts"
import { layer as owedMessages, type Options as OwedOptions } from "../../src/postgres/owed-messages.ts"
import { layer as history } from "../../src/postgres/run-history.ts"
import { layer as runStore } from "../../src/postgres/run-store.ts"
import { statement } from "../../src/postgres/statement.ts"

const defaults = { window: 5, reminderOffset: 5 }

/** A database of this test file's own, and the adapters over it. The URL is known once the tests run. */
export const database = () => {
  let made: TemporaryDatabase
  beforeAll(async () => {
    made = await temporaryDatabase()
  })
  afterAll(() => made.drop())
  const url = () => made.url
  return { url, live: Layer.unwrap(Effect.sync(() => adapters(url()))) }
}

export const adapters = (
  url: string,
  options: Omit<Connection.Options, "url"> & { readonly owed?: Partial<OwedOptions> } = {},
) =>
  Layer.mergeAll(runStore({ defaults }), history, owedMessages(options.owed)).pipe(
    Layer.provideMerge(Connection.layer({ url, ...options })),
  )

const earlier = statement(
  "earlier",
  `with span as (select $1::float8 * interval '1 millisecond' as s), d as (
    update deliveries set next_at = next_at - s, due_at = due_at - s, started_at = started_at - s from span
  ), m as (
    update run_messages set next_at = next_at - s, started_at = started_at - s from span
  )
  update rate_limits set full_at = full_at - s, busy_until = busy_until - s from span`,
)

/** Lets so many milliseconds pass for everything owed, without waiting for them. */
export const pass = (millis: number) =>
  Effect.flatMap(Connection.Postgres, ({ ask }) => Effect.asVoid(ask(earlier, [millis])))

let letters = 0
/** Names nobody had before in this process, so that tests may share a database. */
export const aMember = () => MemberId.make(`U${(letters += 1).toString(36).toUpperCase()}X${process.pid}`)
export const aChannel = () => ChannelId.make(`C${(letters += 1).toString(36).toUpperCase()}X${process.pid}`)
export const aRun = () => RunId.make(randomUUID())
export const aRequest = () => RequestKey.make(`cli:${randomUUID()}`)
const correlation = CorrelationId.make("correlation-of-a-test")
export const actor = (member: MemberId): Actor => ({ member, admin: false })
export const text = (words: string) => OrderText.make(words)

const fresh = <A>(seen: Seen<A>): Effect.Effect<A> =>
  seen._tag === "Fresh" ? Effect.succeed(seen.at) : Effect.die(new Error("seen before"))

export const readMember = (subject: Subject, member: MemberId) =>
  Effect.flatMap(RunStore, (store) => Effect.flatMap(store.readMember(subject, member, null), fresh))

export const readRun = (subject: Subject, member: MemberId | null = null) =>
  Effect.flatMap(RunStore, (store) => Effect.flatMap(store.readRun(subject, member, null), fresh))

export const commit = ({ change, outcome }: Decided, request = aRequest()) =>
  Effect.flatMap(RunStore, (store) => store.commit({ request, correlation, trace: null, change, outcome }))

/** The decision, which the test takes for granted. */
export const decided = <E>(verdict: Verdict<E>): Decided => Result.getOrThrow(verdict)

/** Reads, decides, commits, as a use case does. */
export const actAsMember = (
  subject: Subject,
  member: MemberId,
  decide: (at: MemberSnapshot) => Verdict<unknown>,
  request = aRequest(),
) => Effect.flatMap(readMember(subject, member), (at) => commit(decided(decide(at)), request))

export const actOnRun = (
  subject: Subject,
  member: MemberId,
  decide: (at: RunSnapshot) => Verdict<unknown>,
  request = aRequest(),
) => Effect.flatMap(readRun(subject, member), (at) => commit(decided(decide(at)), request))

export const opening = (channel: ChannelId, by: MemberId, run: RunId): Opening.Opening => ({
  run,
  channel,
  by,
  pickupAt: null,
  place: null,
  note: null,
  learnedZone: null,
  assumedZone: null,
})

/** An open run in a channel, started by the member. */
export const opened = Effect.fnUntraced(function* (channel: ChannelId, by: MemberId) {
  const run = aRun()
  yield* actAsMember({ channel }, by, (at) => Opening.open(at, opening(channel, by, run)))
  return run
})

export const orderedAs = (run: RunId, member: MemberId, words: string, request: RequestKey) =>
  actAsMember({ run }, member, (at) => Ordering.place(at, text(words)), request)

export const ordered = (run: RunId, member: MemberId, words = "a flat white") =>
  orderedAs(run, member, words, aRequest())
