import { Effect } from "effect"
import type { Telemetry } from "@coffeebuddy/ports/telemetry"
import type { Answer } from "./request.ts"

const statuses = { RunClosed: "closed", RunCanceled: "canceled", RunFailed: "failed" } as const

/** Counts a run's end once: when this request brought it about, not when it comes again. */
export const countEnd = (telemetry: Telemetry["Service"], { outcome, change }: Answer): Effect.Effect<void> => {
  if (change === null || !("lasted" in outcome)) return Effect.void
  return telemetry.runEnded(statuses[outcome._tag], outcome.lasted)
}
