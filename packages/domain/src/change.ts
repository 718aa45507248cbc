import type { DomainEvent } from "./event.ts"
import type { Decision } from "./fairness.ts"
import type { ChannelId, MemberId, RunId } from "./ids.ts"
import type { Delta } from "./ledger.ts"
import type { DeliveryKind, Owed } from "./owed.ts"
import type { Order, Run, Status, Usual } from "./run.ts"
import type { Switches } from "./snapshot.ts"

/** A member as a change names them; their zone is written when it was just learned. */
export interface MemberRow {
  readonly id: MemberId
  readonly zone?: string
}

/** A row for each of these people, once; null is nobody. */
export const rowsOf = (...people: ReadonlyArray<MemberId | null>): ReadonlyArray<MemberRow> =>
  [...new Set(people)].flatMap((id) => (id === null ? [] : [{ id }]))

/** Opens a run: channel and members are created when missing, and the run's message is owed. Holds only while the channel is at `version`. */
export interface OpenChange {
  readonly _tag: "OpenChange"
  readonly channel: { readonly id: ChannelId; readonly version: number }
  readonly run: Pick<Run, "id" | "starter" | "pickupAt" | "place" | "note">
  readonly members: ReadonlyArray<MemberRow>
  readonly owed: ReadonlyArray<Owed>
  readonly events: ReadonlyArray<DomainEvent>
}

/** What must still be true of the run, and of its channel where named, for a run change to be written. */
export interface RunGuard {
  readonly status: Status
  readonly accepting?: true
  readonly version?: number
  readonly volunteer?: MemberId | null
  /** Bumps the channel's version; needed by whatever touches standings, the previous runner or the next run's rules. */
  readonly channel?: { readonly id: ChannelId; readonly version: number }
}

/** The columns of a run that a change may write; a key that is present is written, even when null. */
export interface RunPatch extends Partial<
  Pick<
    Run,
    | "status"
    | "accepting"
    | "pickupAt"
    | "place"
    | "note"
    | "volunteer"
    | "duty"
    | "pool"
    | "closedAt"
    | "closedSeq"
    | "endedBy"
    | "failure"
  >
> {
  readonly decision?: Decision
}

/** Changes one run. A member stands at most once in each list. */
export interface RunChange {
  readonly _tag: "RunChange"
  readonly id: RunId
  readonly guard: RunGuard
  readonly set: RunPatch
  readonly orders: ReadonlyArray<Pick<Order, "member" | "text" | "active">>
  readonly usuals: ReadonlyArray<Pick<Usual, "member" | "text">>
  readonly standings: ReadonlyArray<Delta>
  readonly members: ReadonlyArray<MemberRow>
  /** Deliveries of these kinds that are still armed for the run are canceled. */
  readonly cancel: ReadonlyArray<DeliveryKind>
  readonly owed: ReadonlyArray<Owed>
  /** Whether the run's message shows the change, so that it has to be edited. */
  readonly refresh: boolean
  readonly events: ReadonlyArray<DomainEvent>
}

/** Changes what a channel keeps about members, outside any run. Creates the channel when missing. */
export interface ChannelChange {
  readonly _tag: "ChannelChange"
  readonly channel: { readonly id: ChannelId; readonly version: number }
  readonly usuals: ReadonlyArray<Pick<Usual, "member" | "text">>
  readonly switches: ReadonlyArray<Switches>
  readonly members: ReadonlyArray<MemberRow>
}

export type Change = OpenChange | RunChange | ChannelChange

const nothing = {
  set: {},
  orders: [],
  usuals: [],
  standings: [],
  members: [],
  cancel: [],
  owed: [],
  refresh: true,
  events: [],
} as const

/** A change of one run that does what `parts` say and nothing else; the run's message is refreshed unless they say otherwise. */
export const runChange = (
  id: RunId,
  guard: RunGuard,
  parts: Partial<Omit<RunChange, "_tag" | "id" | "guard">>,
): RunChange => ({ _tag: "RunChange", id, guard, ...nothing, ...parts })
