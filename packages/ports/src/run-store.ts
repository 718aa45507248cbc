import { Context, type Effect, Schema } from "effect"
import type { Change } from "@coffeebuddy/domain/change"
import type { ChannelId, CorrelationId, MemberId, RequestKey, RunId } from "@coffeebuddy/domain/ids"
import type { Outcome } from "@coffeebuddy/domain/outcome"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import type { StoreUnavailable } from "./store-unavailable.ts"

/** There is no such run (it was never opened, or its retention has passed), or no run at all in the channel. */
export class RunNotFound extends Schema.TaggedError<RunNotFound>()("RunNotFound", {}) {}

/** The world moved since the snapshot, or the request was applied before; nothing was written: read again, decide again. */
export class Conflict extends Schema.TaggedError<Conflict>()("Conflict", {}) {}

/** The run named, or the channel's open run, or else its newest. */
export type Subject = { readonly channel: ChannelId } | { readonly run: RunId }

/** A fresh snapshot, or the outcome of the same request when it was applied before. */
export type Seen<A> =
  | { readonly _tag: "Fresh"; readonly at: A }
  | { readonly _tag: "Repeated"; readonly outcome: Outcome }

export interface Commit {
  readonly request: RequestKey
  readonly correlation: CorrelationId
  /** W3C traceparent of the request, for the events. */
  readonly trace: string | null
  readonly change: Change
  readonly outcome: Outcome
}

/** Runs with everything that belongs to them. Every read is one moment's state with the store's time; every commit all or nothing. */
export class RunStore extends Context.Service<
  RunStore,
  {
    /** What a decision about one member's own matters needs. By channel it always succeeds, for channels never seen too. */
    readonly readMember: (
      subject: Subject,
      member: MemberId,
      request: RequestKey | null,
    ) => Effect.Effect<Seen<MemberSnapshot>, RunNotFound | StoreUnavailable>

    /** What a decision about a whole run needs, the acting member's standing included. */
    readonly readRun: (
      subject: Subject,
      member: MemberId | null,
      request: RequestKey | null,
    ) => Effect.Effect<Seen<RunSnapshot>, RunNotFound | StoreUnavailable>

    /**
     * Writes the change, its outcome under the request key, its owed messages and events, together and durably, or nothing. A request key
     * is applied once for ever; final states are never left. Owed messages get the run version that owed them as generation.
     */
    readonly commit: (commit: Commit) => Effect.Effect<void, Conflict | StoreUnavailable>
  }
>()("@coffeebuddy/ports/RunStore") {}
