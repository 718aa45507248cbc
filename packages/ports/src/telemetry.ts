import { Context, type Effect } from "effect"
import type { OwedKind, Settlement } from "./owed-messages.ts"

/** Whose fault an error is, for counting and for alerts. */
export type ErrorCategory = "member" | "slack" | "store" | "bug"

/** What is counted. Every label comes from a closed list, so that the number of series is bounded. Durations in milliseconds. */
export class Telemetry extends Context.Service<
  Telemetry,
  {
    readonly runStarted: Effect.Effect<void>
    readonly runEnded: (status: "closed" | "canceled" | "failed", lasted: number) => Effect.Effect<void>
    readonly slackRequest: (
      kind: "command" | "action" | "submission" | "event",
      outcome: "done" | "repeated" | "rejected" | "refused" | "failed" | "late",
      /** From the request's arrival to its answer; null for what was refused unread, which would only flatter the figures. */
      took: number | null,
    ) => Effect.Effect<void>
    readonly delivered: (kind: OwedKind, result: Settlement["_tag"] | "Fenced" | "ResentUnknown") => Effect.Effect<void>
    /** Whether a part that we depend on answers at present. */
    readonly dependency: (part: "database" | "slack", up: boolean) => Effect.Effect<void>
    readonly error: (category: ErrorCategory) => Effect.Effect<void>
    /** Everything counted so far, in Prometheus' text format, with its content type. */
    readonly render: Effect.Effect<{ readonly contentType: string; readonly text: string }>
  }
>()("@coffeebuddy/ports/Telemetry") {}
