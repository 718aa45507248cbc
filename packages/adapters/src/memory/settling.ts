import type { Instant } from "@coffeebuddy/domain/instant"
import type { Claim, Settlement } from "@coffeebuddy/ports/owed-messages"
import { release } from "./rates.ts"
import type { Delivery, RunMessageRow, Tables } from "./tables.ts"

/** Between two edits of a run's message, in milliseconds: Slack allows 50 a minute in all, and the latest state wins. */
const EDIT_PAUSE = 1_500

/** Between two looks for a message, in milliseconds; it may become visible in the history only after a while. */
const LOOK_PAUSE = 2_000

/** After this many looks in vain a message counts as never sent. */
const LOOKS = 2

/** How often a message that somebody deleted is posted anew. */
const REPOSTS = 1

const afresh = { startedAt: null, looks: 0, sentTo: null } as const

const ofMessage = (row: RunMessageRow, claim: Claim, settlement: Settlement, now: Instant): RunMessageRow => {
  const shown = Math.max(row.shown, claim.wanted)
  switch (settlement._tag) {
    case "Sent":
      return { ...row, ...afresh, state: "armed", shown, ts: settlement.ts, nextAt: now + EDIT_PAUSE }
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
      return { ...row, ...looked(row, now) }
  }
}

const ofDelivery = (row: Delivery, settlement: Settlement, now: Instant): Delivery => {
  const again = row.withdrawn ? "canceled" : "armed"
  switch (settlement._tag) {
    case "Sent":
      return { ...row, state: "sent", ts: settlement.ts }
    case "Deferred":
      return { ...row, state: again, nextAt: now + settlement.delay }
    case "Refused":
      return { ...row, state: "failed", code: settlement.code }
    case "Gone":
      return { ...row, state: "failed", code: "gone" }
    case "Unknown":
      return row
    case "NotFound": {
      const after = looked(row, now)
      return { ...row, ...after, state: after.state === "armed" ? again : "sending" }
    }
  }
}

/** One look in vain: another one follows, or else it was never sent and is free to be. */
const looked = ({ looks }: { readonly looks: number }, now: Instant) =>
  looks + 1 < LOOKS
    ? ({ state: "sending", looks: looks + 1, nextAt: now + LOOK_PAUSE } as const)
    : ({ state: "armed", looks: 0, nextAt: now } as const)

/** Writes how the attempt ended and lets the next call to the conversation pass. */
export const settled = (
  tables: Tables,
  row: RunMessageRow | Delivery,
  claim: Claim,
  settlement: Settlement,
  now: Instant,
): void => {
  if (row.kind === "run_message") tables.messages.set(row.id, ofMessage(row, claim, settlement, now))
  else tables.deliveries.set(row.id, ofDelivery(row, settlement, now))
  if (claim.to === null || settlement._tag === "Unknown") return
  const throttled = settlement._tag === "Deferred" && settlement.throttled
  const refused = throttled ? { now, wait: settlement.delay } : null
  release(tables, claim.ts === null ? "post" : "update", claim.to, claim.mark, refused)
}
