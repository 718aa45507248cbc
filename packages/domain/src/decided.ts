import type { Result } from "effect"
import type { Change } from "./change.ts"
import type { Outcome } from "./outcome.ts"

/** What a decision comes to: the change to commit and what the person is told once it is. */
export interface Decided {
  readonly change: Change
  readonly outcome: Outcome
}

export type Verdict<Rejected> = Result.Result<Decided, Rejected>
