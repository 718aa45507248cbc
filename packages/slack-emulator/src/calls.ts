import type { Fields } from "./json.ts"

/** One Web API call as it arrived and ended; the token is never kept. */
export interface Call {
  readonly method: string
  /** Milliseconds since the epoch, by the emulator's clock. */
  readonly at: number
  readonly args: Fields
  /** "ok", Slack's error code, "http 500", "reset", "hang" or "late"; "pending" while it runs. */
  outcome: string
  /** Whether Slack did what was asked, whatever it answered. */
  accepted: boolean
  /** The ts it posted or edited. */
  ts?: string
  /** Seconds of a 429's Retry-After. */
  retryAfter?: number
}

/** Calls that came although an earlier 429 for the same method and channel had told to wait longer. */
export const impatient = (calls: ReadonlyArray<Call>): ReadonlyArray<Call> =>
  calls.filter((call, index) =>
    calls
      .slice(0, index)
      .some(
        (earlier) =>
          earlier.retryAfter !== undefined &&
          earlier.method === call.method &&
          earlier.args.channel === call.args.channel &&
          call.at < earlier.at + earlier.retryAfter * 1000,
      ),
  )

const mostKept = 50_000

/** Records a call; of very many the oldest are forgotten, so that a long-running sandbox does not grow. */
export const record = <A>(kept: Array<A>, entry: A): A => {
  kept.push(entry)
  if (kept.length > mostKept) kept.splice(0, mostKept / 2)
  return entry
}
