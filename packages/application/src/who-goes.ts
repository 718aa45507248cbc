import { Effect } from "effect"
import type { Decision } from "@coffeebuddy/domain/fairness"
import type { Answer } from "./request.ts"

const reasons = ({ question, pick }: Decision) => ({
  strategy: pick.strategy,
  ruleVersion: pick.ruleVersion,
  candidates: question.candidates.length,
  guests: question.guests.length,
  fairest: pick.runner,
  decidedBy: pick.reason.decidedBy,
  previous: pick.reason.previous,
})

/** One line for whoever asks later why this person went, who may have volunteered instead of the `fairest`. */
export const logRunner = ({ change }: Answer): Effect.Effect<void> => {
  if (change?._tag !== "RunChange" || change.set.decision === undefined) return Effect.void
  const { id, guard, set } = change
  const goes = { runner: set.duty?.runner ?? null, via: set.duty?.via ?? null }
  return Effect.logInfo("decided who goes", {
    run: id,
    channel: guard.channel?.id,
    ...goes,
    ...reasons(change.set.decision),
  })
}
