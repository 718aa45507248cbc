import { Schema } from "effect"
import { isFormer } from "./former-member.ts"
import { MemberId, RunId } from "./ids.ts"
import { strategies } from "./strategies.ts"
import { byMember, lots } from "./tie-break.ts"

/** The version of the rule below; it changes whenever the same question would be answered otherwise. */
export const RULE_VERSION = 1

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** How a channel finds its runner. */
export const Strategy = Schema.Literals(["fewest-runs", "fair-share", "rotation"])
export type Strategy = typeof Strategy.Type

/** A channel's fairness settings; `window` is the number of closed runs that `fewest-runs` looks back on. */
export const Policy = Schema.Struct({
  strategy: Strategy,
  window: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 50 })),
})
export interface Policy extends Schema.Schema.Type<typeof Policy> {}

/**
 * One eligible person's numbers as they stood before this run: `recent...` in the window, the others in the season. `lastServed` is the
 * closed_seq of the run last served, `lastServedAt` its instant, shown but never decisive. `again`: picks them even if they ran last.
 * `lot` is the tie-break drawn, kept only once names were erased and it cannot be drawn anew.
 */
export const Candidate = Schema.Struct({
  member: MemberId,
  recentServed: Count,
  recentJoined: Count,
  joined: Count,
  served: Count,
  share: Count,
  lastServed: Schema.NullOr(Count),
  lastServedAt: Schema.NullOr(Schema.Int),
  again: Schema.Boolean,
  lot: Schema.optionalKey(Count),
})
export interface Candidate extends Schema.Schema.Type<typeof Candidate> {}

/** Everything that decides: the eligible, the guests (ordered, but opted out), who ran last, who declined, and how many runs the window held. */
export const Question = Schema.Struct({
  runId: RunId,
  policy: Policy,
  candidates: Schema.Array(Candidate),
  guests: Schema.Array(MemberId),
  previousRunner: Schema.NullOr(MemberId),
  declined: Schema.Array(MemberId),
  recentRuns: Count,
})
export interface Question extends Schema.Schema.Type<typeof Question> {}

/** A candidate's key: smaller goes first, compared part by part. `load` is the strategy's count (runs) or balance (units), 0 under rotation. */
export const Ranked = Schema.Struct({
  member: MemberId,
  load: Schema.Int,
  lastServed: Schema.NullOr(Count),
  tieHash: Count,
})
export interface Ranked extends Schema.Schema.Type<typeof Ranked> {}

/** Someone who was not a candidate, and why. */
export const Excluded = Schema.Struct({
  member: MemberId,
  why: Schema.Literals(["previous-runner", "opted-out", "declined"]),
})
export interface Excluded extends Schema.Schema.Type<typeof Excluded> {}

/**
 * Why the runner is the runner. `decidedBy`: the first part of the key in which they differ from the runner-up, or that there was no other.
 * `previous`: what became of the previous runner, or why they could be picked all the same.
 */
export const Reason = Schema.Struct({
  decidedBy: Schema.Literals(["count", "balance", "last-served", "tie-hash", "member-id", "only-candidate", "nobody"]),
  runnerUp: Schema.NullOr(MemberId),
  previous: Schema.Literals(["absent", "left-out", "opted-in", "owes-a-run", "nobody-else"]),
})
export interface Reason extends Schema.Schema.Type<typeof Reason> {}

/** The answer: who runs (null: nobody can), why, everyone considered in order, and who was left out. */
export const Pick = Schema.Struct({
  runner: Schema.NullOr(MemberId),
  reason: Reason,
  ranking: Schema.Array(Ranked),
  excluded: Schema.Array(Excluded),
  strategy: Strategy,
  ruleVersion: Schema.Int,
})
export interface Pick extends Schema.Schema.Type<typeof Pick> {}

/** A question with its answer, stored with the run so that any past run can be explained with the numbers that decided it. */
export const Decision = Schema.Struct({ question: Question, pick: Pick })
export interface Decision extends Schema.Schema.Type<typeof Decision> {}

/** The strict total order on candidates: load, then longest not served (never served first), then the lot, then the member id. */
export const byKey = (one: Ranked, other: Ranked): number =>
  one.load - other.load ||
  (one.lastServed ?? -1) - (other.lastServed ?? -1) ||
  one.tieHash - other.tieHash ||
  byMember(one.member, other.member)

const rank = (question: Question, declined: ReadonlySet<MemberId>): Ranked[] => {
  const draw = lots(question.runId)
  const { load } = strategies[question.policy.strategy]
  const ranking: Ranked[] = []
  for (const candidate of question.candidates) {
    const { lastServed, lot, member } = candidate
    if (declined.has(member)) continue
    ranking.push({ member, load: load(candidate), lastServed, tieHash: lot ?? draw(member) })
  }
  return ranking.sort(byKey)
}

const previousRule = (question: Question, ranking: ReadonlyArray<Ranked>): Reason["previous"] => {
  const previous = ranking.find((ranked) => ranked.member === question.previousRunner)
  if (previous === undefined) return "absent"
  const bestOther = ranking[0] === previous ? ranking[1] : ranking[0]
  if (bestOther === undefined) return "nobody-else"
  if (question.candidates.some((candidate) => candidate.member === previous.member && candidate.again))
    return "opted-in"
  return strategies[question.policy.strategy].mayRunTwice(previous.load, bestOther.load) ? "owes-a-run" : "left-out"
}

const decidedBy = (strategy: Strategy, first: Ranked | undefined, second: Ranked | undefined): Reason["decidedBy"] => {
  if (first === undefined) return "nobody"
  if (second === undefined) return "only-candidate"
  if (first.load !== second.load) return strategy === "fair-share" ? "balance" : "count"
  if (first.lastServed !== second.lastServed) return "last-served"
  return first.tieHash === second.tieHash ? "member-id" : "tie-hash"
}

const excluded = (question: Question, previous: Reason["previous"]): Excluded[] => {
  const why = new Map<MemberId, Excluded["why"]>()
  if (previous === "left-out" && question.previousRunner !== null) why.set(question.previousRunner, "previous-runner")
  for (const member of question.guests) why.set(member, "opted-out")
  for (const member of question.declined) why.set(member, "declined")
  return [...why].map(([member, why]) => ({ member, why })).sort((one, other) => byMember(one.member, other.member))
}

/** Picks the runner: the smallest key among the eligible who did not decline, minding who ran last. Pure and total: same question, same answer. */
export const pick = (question: Question): Pick => {
  const willing = rank(question, new Set(question.declined))
  const previous = previousRule(question, willing)
  const ranking =
    previous === "left-out" ? willing.filter((ranked) => ranked.member !== question.previousRunner) : willing
  const { strategy } = question.policy
  return {
    runner: ranking[0]?.member ?? null,
    reason: { decidedBy: decidedBy(strategy, ranking[0], ranking[1]), runnerUp: ranking[1]?.member ?? null, previous },
    ranking,
    excluded: excluded(question, previous),
    strategy,
    ruleVersion: RULE_VERSION,
  }
}

/** Answers a question and keeps both together. */
export const decide = (question: Question): Decision => ({ question, pick: pick(question) })

/** The same question with one more person who cannot go, decided anew; whoever was erased since cannot go either. */
export const decline = (decision: Decision, member: MemberId): Decision => {
  const gone = decision.question.candidates.map((candidate) => candidate.member).filter(isFormer)
  const declined = [...new Set([...decision.question.declined, ...gone, member])]
  return decide({ ...decision.question, declined })
}
