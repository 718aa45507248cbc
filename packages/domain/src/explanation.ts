import type { Candidate, Decision, Excluded, Question, Reason, Strategy } from "./fairness.ts"
import type { MemberId } from "./ids.ts"
import { UNIT } from "./ledger.ts"

/** The numbers that stand for one person, as they were before the run; `of` is how many runs the window held, `fairShare` has one decimal. */
export type Numbers =
  | { readonly _tag: "fewest-runs"; readonly served: number; readonly joined: number; readonly of: number }
  | { readonly _tag: "fair-share"; readonly joined: number; readonly fairShare: string; readonly served: number }
  | { readonly _tag: "rotation"; readonly lastServed: { readonly seq: number; readonly at: number | null } | null }

/** One person with the numbers that stood for them. */
export interface Line {
  readonly member: MemberId
  readonly numbers: Numbers
}

/** How the runner came to it, and who it is (null: nobody goes). */
export interface Assigned {
  readonly runner: MemberId | null
  readonly via: "pick" | "volunteer" | "hand-over"
}

/**
 * Why this runner, as data to be worded. `picked` is whom the rules name, which a volunteer may have spared; `numbers` are the runner's (null
 * when not eligible); `top` the first three in order.
 */
export interface Explanation extends Assigned {
  readonly strategy: Strategy
  readonly ruleVersion: number
  readonly picked: MemberId | null
  readonly numbers: Numbers | null
  /** Among how many the rules chose. */
  readonly ranked: number
  readonly top: ReadonlyArray<Line>
  readonly reason: Reason
  readonly excluded: ReadonlyArray<Excluded>
  readonly wouldSuitFairShare: boolean
}

/** Units as runs with one decimal, rounded half up, from integers alone: `"2.6"`. */
export const runs = (share: number): string => {
  const whole = Math.floor(share / UNIT)
  const tenths = Math.floor(((share - whole * UNIT) * 20 + UNIT) / (2 * UNIT))
  return tenths === 10 ? `${whole + 1}.0` : `${whole}.${tenths}`
}

const numbersOf = (candidate: Candidate, question: Question): Numbers => {
  switch (question.policy.strategy) {
    case "fewest-runs":
      return {
        _tag: "fewest-runs",
        served: candidate.recentServed,
        joined: candidate.recentJoined,
        of: question.recentRuns,
      }
    case "fair-share":
      return {
        _tag: "fair-share",
        joined: candidate.joined,
        fairShare: runs(candidate.share),
        served: candidate.served,
      }
    case "rotation": {
      const { lastServed: seq, lastServedAt: at } = candidate
      return { _tag: "rotation", lastServed: seq === null ? null : { seq, at } }
    }
  }
}

const ENOUGH_RUNS = 10

/** Attendance is unequal when somebody joined at least 10 of the season's runs and somebody else at most half as many. */
const unequal = (candidates: ReadonlyArray<Candidate>): boolean => {
  let most = 0
  let least = Infinity
  for (const { joined } of candidates) {
    most = Math.max(most, joined)
    least = Math.min(least, joined)
  }
  return most >= ENOUGH_RUNS && 2 * least <= most
}

/**
 * Explains a run by its stored decision alone, never by present numbers. `wouldSuitFairShare`: counting runs treats people who join unequally
 * often unequally, and here they do (somebody joined at least 10 runs of the season, somebody else at most half as many).
 */
export const explain = (decision: Decision, assigned: Assigned): Explanation => {
  const { pick, question } = decision
  const lines = (member: MemberId | null): ReadonlyArray<Line> =>
    question.candidates
      .filter((candidate) => candidate.member === member)
      .map((candidate) => ({ member: candidate.member, numbers: numbersOf(candidate, question) }))
  return {
    ...assigned,
    strategy: pick.strategy,
    ruleVersion: pick.ruleVersion,
    picked: pick.runner,
    numbers: lines(assigned.runner)[0]?.numbers ?? null,
    ranked: pick.ranking.length,
    top: pick.ranking.slice(0, 3).flatMap(({ member }) => lines(member)),
    reason: pick.reason,
    excluded: pick.excluded,
    wouldSuitFairShare: pick.strategy !== "fair-share" && unequal(question.candidates),
  }
}
