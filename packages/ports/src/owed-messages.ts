import { Context, type Effect } from "effect"
import type { ChannelId, CorrelationId, DeliveryId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { DeliveryKind } from "@coffeebuddy/domain/owed"
import type { StoreUnavailable } from "./store-unavailable.ts"

/** A run's own message, or one delivery. */
export type OwedKind = "run_message" | DeliveryKind

/**
 * One owed message, leased to whoever claimed it. `send`: post it (or, with `ts`, edit it). `verify`: an earlier attempt may have reached
 * Slack; look before posting. `attempt` is the fence: a settlement of an older attempt is refused.
 */
export interface Claim {
  readonly kind: OwedKind
  /** Marks the message in Slack: the delivery's id, or the run's for a run message. */
  readonly mark: DeliveryId | RunId
  readonly run: RunId
  /** The conversation or person, resolved at the time of the claim; null when the runner was meant and there is none. */
  readonly to: ChannelId | MemberId | null
  readonly step: "send" | "verify"
  readonly ts: string | null
  readonly attempt: number
  /** For a run message: the version of its content that this claim shows. */
  readonly wanted: number
  /** When the first attempt of this message began, by the store's clock. */
  readonly startedAt: Instant
  /** How many looks into the history found nothing so far. */
  readonly looks: number
  /** More than 60 s past due and still unknown: send once more, and count it. */
  readonly overdue: boolean
  readonly correlation: CorrelationId
}

/** How an attempt ended. `Deferred` frees the row for a later attempt; `Unknown` leaves it to be verified after the lease. */
export type Settlement =
  | { readonly _tag: "Sent"; readonly ts: string }
  | { readonly _tag: "Deferred"; readonly delay: number; readonly throttled: boolean }
  | { readonly _tag: "Refused"; readonly code: string }
  | { readonly _tag: "Gone" }
  | { readonly _tag: "Unknown" }
  | { readonly _tag: "NotFound" }

/** The ledger of what is owed to Slack. Any number of processes may claim; the store's clock fences them. */
export class OwedMessages extends Context.Service<
  OwedMessages,
  {
    /**
     * Leases at most `limit` due messages for `lease` milliseconds, within the rate limits that all processes share: at most one message
     * per conversation and method at a time. No message is leased twice at once; a message left in flight by a dead owner comes back as `verify`.
     */
    readonly claim: (options: {
      readonly limit: number
      readonly lease: number
    }) => Effect.Effect<ReadonlyArray<Claim>, StoreUnavailable>

    /** Records how the attempt ended. False when the claim was lost to a later attempt: nothing was written. */
    readonly settle: (claim: Claim, settlement: Settlement) => Effect.Effect<boolean, StoreUnavailable>

    /** Milliseconds until the next message may be claimable, at most `atMost`; 0 when one is. */
    readonly nextDue: (atMost: number) => Effect.Effect<number, StoreUnavailable>

    /** Completes when something may have become due. Only a hint: it can come for nothing, or not at all. */
    readonly hint: Effect.Effect<void>
  }
>()("@coffeebuddy/ports/OwedMessages") {}
