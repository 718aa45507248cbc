import type { CorrelationId, MemberId, RequestKey } from "@coffeebuddy/domain/ids"
import type { Change } from "@coffeebuddy/domain/change"
import type { Outcome } from "@coffeebuddy/domain/outcome"

/** One request as it reached us: who asks, what makes it the same request when it comes again, and how to follow it. */
export interface Request {
  readonly key: RequestKey
  readonly by: MemberId
  readonly correlation: CorrelationId
  /** W3C traceparent, null when the request carried none. */
  readonly trace: string | null
}

/** What the request did, or had done when it came before: then nothing changed now, and `change` is null. */
export interface Answer {
  readonly outcome: Outcome
  readonly change: Change | null
}
