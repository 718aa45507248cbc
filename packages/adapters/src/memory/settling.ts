import type { Instant } from "@coffeebuddy/domain/instant"
import type { Claim, Settlement } from "@coffeebuddy/ports/owed-messages"
import { type Pace, release } from "./rates.ts"
import type { Delivery, RunMessageRow, Tables } from "./tables.ts"

/** After this many looks in vain a message counts as never sent. */
const LOOKS = 2

/** How often a message that somebody deleted is posted anew. */
const REPOSTS = 1

/** When an attempt is settled, and at what pace its message goes on. */
export interface Moment {
  readonly now: Instant
  readonly pace: Pace
}

const afresh = { startedAt: null, looks: 0, sentTo: null } as const

const ofMessage = (row: RunMessageRow, claim: Claim, settlement: Settlement, at: Moment): RunMessageRow => {
  const { now, pace } = at
  const shown = Math.max(row.shown, claim.wanted)
  switch (settlement._tag) {
    case "Sent":
      return { ...row, ...afresh, state: "armed", shown, ts: settlement.ts, nextAt: now + pace.editPause }
    case "Deferred":
      return { ...row, state: "armed", nextAt: now + settlement.delay }
    case "Refused":
      return { ...row, state: "failed", code: settlement.code }
    case "Gone":
      return row.reposts < REPOSTS
        ? { ...row, ...afresh, state: "armed", ts: null, shown: 0, nextAt: now, reposts: row.reposts + 1 }
        : { ...row, state: "failed", code: "gone" }
    case "Unknown":
      return row
    case "NotFound":
      return { ...row, ...looked(row, at) }
  }
}

const ofDelivery = (row: Delivery, settlement: Settlement, at: Moment): Delivery => {
  const again = row.withdrawn ? "canceled" : "armed"
  const { now } = at
  switch (settlement._tag) {
    case "Sent":
      return { ...row, state: "sent", ts: settlement.ts }
    case "Deferred":
      return { ...row, state: again, nextAt: now + settlement.delay }
    case "Refused":
      return { ...row, state: "failed", code: settlement.code }
    case "Gone":
      return { ...row, state: "failed" }
    case "Unknown":
      return row
    case "NotFound": {
      const after = looked(row, at)
      return { ...row, ...after, state: after.state === "armed" ? again : "sending" }
    }
  }
}

/** One look in vain: another one follows, or else it was never sent and is free to be. */
const looked = ({ looks }: { readonly looks: number }, { now, pace }: Moment) =>
  looks + 1 < LOOKS
    ? ({ state: "sending", looks: looks + 1, nextAt: now + pace.lookPause } as const)
    : ({ state: "armed", looks: 0, nextAt: now } as const)

/** Writes how the attempt ended and lets the next call to the conversation pass. */
export const settled = (
  tables: Tables,
  row: RunMessageRow | Delivery,
  claim: Claim,
  settlement: Settlement,
  at: Moment,
): void => {
  if (row.kind === "run_message") tables.messages.set(row.id, ofMessage(row, claim, settlement, at))
  else tables.deliveries.set(row.id, ofDelivery(row, settlement, at))
  if (claim.to === null || settlement._tag === "Unknown") return
  const throttled = settlement._tag === "Deferred" && settlement.throttled
  const call = { method: claim.ts === null ? "post" : "update", to: claim.to, holder: claim.mark } as const
  release(tables, at.pace, call, throttled ? at.now + settlement.delay : null)
}
