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

const tally = (members: Iterable<MemberId | null>): ReadonlyMap<MemberId | null, number> => {
  const counts = new Map<MemberId | null, number>()
  for (const member of members) counts.set(member, (counts.get(member) ?? 0) + 1)
  return counts
}

/** Puts the question to the fairness rules: everybody eligible with their numbers as they stand, nobody having declined yet. */
export const ask = (known: Known): Question => {
  const standings = new Map(known.standings.map((standing) => [standing.member, standing]))
  const served = tally(known.window.map((run) => run.runner))
  const joined = tally(known.window.flatMap((run) => [...new Set(run.pool)]))
  const candidate = (member: MemberId): Candidate => ({
    ...(standings.get(member) ?? blank(member)),
    recentServed: served.get(member) ?? 0,
    recentJoined: joined.get(member) ?? 0,
    again: known.again.has(member),
  })
  return {
    runId: known.runId,
    policy: known.policy,
    candidates: known.eligible.map(candidate),
    guests: known.guests,
    previousRunner: known.window[0]?.runner ?? null,
    declined: [],
    recentRuns: known.window.length,
  }
}
