import type { Candidate, Policy, Question } from "./fairness.ts"
import type { MemberId, RunId } from "./ids.ts"
import { blank, type ClosedRun, type Standing } from "./ledger.ts"

/** The last `size` closed runs that had a runner, newest first by `seq`, from a season's runs in any order. Only these decide about the next one. */
export const lastRuns = (history: ReadonlyArray<ClosedRun>, size: number): ReadonlyArray<ClosedRun> =>
  history
    .filter((run) => run.runner !== null)
    .sort((one, other) => other.seq - one.seq)
    .slice(0, size)

/** What is known about a channel when its run closes; `window` as from `lastRuns`, `standings` of this season, `again` who may run twice. */
export interface Known {
  readonly runId: RunId
  readonly policy: Policy
  readonly eligible: ReadonlyArray<MemberId>
  readonly guests: ReadonlyArray<MemberId>
  readonly again: ReadonlySet<MemberId>
  readonly standings: ReadonlyArray<Standing>
  readonly window: ReadonlyArray<Pick<ClosedRun, "pool" | "runner">>
}

const numbers = (known: Known, standings: ReadonlyMap<MemberId, Standing>, member: MemberId): Candidate => ({
  ...(standings.get(member) ?? blank(member)),
  recentServed: known.window.filter((run) => run.runner === member).length,
  recentJoined: known.window.filter((run) => run.pool.includes(member)).length,
  again: known.again.has(member),
})

/** Puts the question to the fairness rules: everybody eligible with their numbers as they stand, nobody having declined yet. */
export const ask = (known: Known): Question => {
  const standings = new Map(known.standings.map((standing) => [standing.member, standing]))
  return {
    runId: known.runId,
    policy: known.policy,
    candidates: known.eligible.map((member) => numbers(known, standings, member)),
    guests: known.guests,
    previousRunner: known.window[0]?.runner ?? null,
    declined: [],
    recentRuns: known.window.length,
  }
}
