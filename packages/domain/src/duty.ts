import { Result } from "effect"
import type { MemberId } from "./ids.ts"
import { hours } from "./instant.ts"
import { DutyIsFixed } from "./rejection.ts"
import type { Duty } from "./run.ts"
import { activeOrders, type RunSnapshot } from "./snapshot.ts"

/** How long after closing the duty can change hands, in milliseconds. */
export const HAND_OVER_WINDOW = hours(4)

/** When the member served last in this season, as it stands; null for never. */
export const lastServedOf = (at: RunSnapshot, member: MemberId): Duty["lastServedBefore"] => {
  const standing = at.standings.find((one) => one.member === member)
  return standing === undefined || standing.lastServed === null
    ? null
    : { seq: standing.lastServed, at: standing.lastServedAt ?? 0 }
}

/** Whether the duty of this run can change hands now, and the facts about its closing that such a change needs. */
export const movable = (at: RunSnapshot) => {
  const { run, decision } = at
  const fixed = (because: DutyIsFixed["because"]) => Result.fail(new DutyIsFixed({ runId: run.id, because }))
  if (run.status !== "closed" || run.closedAt === null || run.closedSeq === null || decision === null) {
    return fixed("not-closed")
  }
  if (!at.newest) return fixed("another-run")
  if (run.season !== at.channel.season) return fixed("another-season")
  if (at.now - run.closedAt > HAND_OVER_WINDOW) return fixed("too-late")
  if (activeOrders(at).length === 0) return fixed("nobody-ordered")
  return Result.succeed({ decision, served: { seq: run.closedSeq, at: run.closedAt } })
}
