import { Schema } from "effect"
import { ChannelId, CorrelationId, MemberId, RunId } from "./ids.ts"
import { Instant } from "./instant.ts"
import { Note, OrderText, Place } from "./text.ts"

/** open -> closed | canceled | failed; nothing leaves a final state. */
export const Status = Schema.Literals(["open", "closed", "canceled", "failed"])
export type Status = typeof Status.Type

/** How the present runner came to the duty. */
export const Via = Schema.Literals(["pick", "volunteer", "hand-over"])
export type Via = typeof Via.Type

/** Why a run's message could not be posted; the run fails with it. */
export const Failure = Schema.Literals([
  "not-in-channel",
  "missing-scope",
  "channel-not-found",
  "archived",
  "restricted",
  "rejected-message",
])
export type Failure = typeof Failure.Type

/** Who goes, and what has to be restored if they hand over: their last served run before this one. */
export const Duty = Schema.Struct({
  runner: MemberId,
  via: Via,
  lastServedBefore: Schema.NullOr(Schema.Struct({ seq: Schema.Int, at: Instant })),
})
export interface Duty extends Schema.Schema.Type<typeof Duty> {}

/**
 * One coffee run. While `accepting` is false an open run is being closed and takes no more orders. `pool` are the people who share
 * its cost (empty until closed with a runner, and again when nobody is left to go); `closedSeq` orders closed runs in a channel.
 */
export const Run = Schema.Struct({
  id: RunId,
  channel: ChannelId,
  season: Schema.Int,
  status: Status,
  accepting: Schema.Boolean,
  version: Schema.Int,
  starter: MemberId,
  pickupAt: Schema.NullOr(Instant),
  place: Schema.NullOr(Place),
  note: Schema.NullOr(Note),
  volunteer: Schema.NullOr(MemberId),
  duty: Schema.NullOr(Duty),
  pool: Schema.Array(MemberId),
  openedAt: Instant,
  closedAt: Schema.NullOr(Instant),
  closedSeq: Schema.NullOr(Schema.Int),
  endedBy: Schema.NullOr(MemberId),
  failure: Schema.NullOr(Failure),
  openedCorrelation: CorrelationId,
  finalCorrelation: Schema.NullOr(CorrelationId),
})
export interface Run extends Schema.Schema.Type<typeof Run> {}

/** One member's order in one run; ordering again replaces it, canceling makes it inactive. */
export const Order = Schema.Struct({
  member: MemberId,
  text: OrderText,
  active: Schema.Boolean,
  at: Instant,
})
export interface Order extends Schema.Schema.Type<typeof Order> {}

/** A member's last confirmed order in a channel. */
export const Usual = Schema.Struct({ member: MemberId, text: OrderText, usedAt: Instant })
export interface Usual extends Schema.Schema.Type<typeof Usual> {}
