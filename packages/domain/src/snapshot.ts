import { Schema } from "effect"
import type { Channel } from "./channel.ts"
import type { Decision } from "./fairness.ts"
import { MemberId } from "./ids.ts"
import { Instant } from "./instant.ts"
import type { Standing } from "./ledger.ts"
import type { Order, Run, Usual } from "./run.ts"

/** A member's switches in one channel: `out` until an instant (null: until further notice), `again` after having run last. */
export const Switches = Schema.Struct({
  member: MemberId,
  out: Schema.NullOr(Schema.Struct({ until: Schema.NullOr(Instant) })),
  again: Schema.Boolean,
})
export interface Switches extends Schema.Schema.Type<typeof Switches> {}

/** Whether the switches keep the member from being picked at `now`. */
export const isOut = (switches: Switches | undefined, now: Instant): boolean =>
  switches?.out != null && (switches.out.until === null || now < switches.out.until)

/** Where a run's message stands: `ts` is Slack's id of it, null until it is posted. */
export interface RunMessage {
  readonly ts: string | null
}

/**
 * What a decision about one member's own matters needs, read at one moment. `run` is the run asked for, or, when none was named, the
 * channel's open run, or else its newest. `now` is the store's time.
 */
export interface MemberSnapshot {
  readonly now: Instant
  readonly channel: Channel
  readonly run: Run | null
  readonly message: RunMessage | null
  readonly member: MemberId
  readonly order: Order | null
  readonly usual: Usual | null
  readonly switches: Switches
  /** The member's IANA zone, null when unknown or older than a day. */
  readonly zone: string | null
}

/** How one of the channel's last closed runs with a runner went, newest first in a window. */
export interface Served {
  readonly runner: MemberId
  readonly pool: ReadonlyArray<MemberId>
}

/** Everything a decision about a whole run needs, read at one moment; `run` as in `MemberSnapshot`, but there is one. */
export interface RunSnapshot {
  readonly now: Instant
  readonly channel: Channel
  readonly run: Run
  readonly message: RunMessage | null
  /** False once another run was opened in the channel after this one. */
  readonly newest: boolean
  /** Canceled orders too, in the order in which they were placed. */
  readonly orders: ReadonlyArray<Order>
  /** Of those who ordered, volunteered or served; a missing one is zero. */
  readonly standings: ReadonlyArray<Standing>
  readonly switches: ReadonlyArray<Switches>
  /** The season's latest closed runs with a runner, newest first, at most as many as the policy's window (and at least one). */
  readonly window: ReadonlyArray<Served>
  /** How the runner was decided; null until closed. */
  readonly decision: Decision | null
}

/** The orders that count. */
export const activeOrders = (at: RunSnapshot): ReadonlyArray<Order> => at.orders.filter((order) => order.active)
