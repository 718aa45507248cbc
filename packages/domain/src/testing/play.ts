import { type MemberId, RunId } from "../ids.ts"
import type { Policy, Question } from "../fairness.ts"
import { pick } from "../fairness.ts"
import { ask, lastRuns } from "../history.ts"
import * as Ledger from "../ledger.ts"

/** A strategy under test: whom the question's answer names, null for nobody. */
export type Choose = (question: Question) => MemberId | null

/**
 * One coffee run of a season. People are numbers, places in the season's list of people (taken modulo its length). `from: "balance"` counts
 * from whoever is owed most at that moment, so that an adversary can aim at people by what they have served.
 */
export interface Day {
  readonly present: ReadonlyArray<number>
  readonly from: "name" | "balance"
  readonly optedOut: ReadonlyArray<number>
  readonly again: ReadonlyArray<number>
  readonly volunteer: number | null
  readonly declines: number
  readonly lateVolunteer: number | null
  readonly ends: "closed" | "canceled" | "failed"
}

/** A day on which these people order and nothing else happens. */
export const day = (present: ReadonlyArray<number>, from: Day["from"] = "name"): Day => ({
  present,
  from,
  optedOut: [],
  again: [],
  volunteer: null,
  declines: 0,
  lateVolunteer: null,
  ends: "closed",
})

/** What happened on one day: who ordered, what was asked last, who went in the end and who paid, the standings before and after. */
export interface Step {
  readonly day: Day
  readonly participants: ReadonlyArray<MemberId>
  readonly eligible: ReadonlyArray<MemberId>
  readonly question: Question
  readonly pool: ReadonlyArray<MemberId>
  readonly runner: MemberId | null
  readonly before: ReadonlyArray<Ledger.Standing>
  readonly after: ReadonlyArray<Ledger.Standing>
}

/** A season as it went: its steps, its final standings and its closed runs, oldest first. */
export interface Season {
  readonly steps: ReadonlyArray<Step>
  readonly standings: ReadonlyArray<Ledger.Standing>
  readonly history: ReadonlyArray<Ledger.ClosedRun>
}

/** What can be replaced to see a property fail: the choice, and each booking. */
export interface Rules {
  readonly choose: Choose
  readonly charge: typeof Ledger.charge
  readonly handOver: typeof Ledger.handOver
  readonly unassign: typeof Ledger.unassign
  /** What the choice is told; the plain question unless a property needs it altered. */
  readonly asked: (question: Question) => Question
}

export const ourRules: Rules = {
  choose: (question) => pick(question).runner,
  charge: Ledger.charge,
  handOver: Ledger.handOver,
  unassign: Ledger.unassign,
  asked: (question) => question,
}

/** Milliseconds between two runs. */
const DAY = 86_400_000

const runIdOf = (index: number) => RunId.make(`00000000-0000-7000-8000-${index.toString(16).padStart(12, "0")}`)

const balanceIn = (standings: ReadonlyArray<Ledger.Standing>, member: MemberId) =>
  Ledger.balance(standings.find((standing) => standing.member === member) ?? { served: 0, share: 0 })

const creditOf = (standings: ReadonlyArray<Ledger.Standing>, member: MemberId): Ledger.Credited => {
  const standing = standings.find((one) => one.member === member)
  const seq = standing?.lastServed ?? null
  return { member, before: seq === null ? null : { seq, at: standing?.lastServedAt ?? 0 } }
}

/** Who stands behind the day's numbers. */
const cast = (people: ReadonlyArray<MemberId>, standings: ReadonlyArray<Ledger.Standing>, { from }: Day) => {
  const row =
    from === "name"
      ? people
      : people.toSorted(
          (one, other) => balanceIn(standings, other) - balanceIn(standings, one) || (one < other ? -1 : 1),
        )
  const at = (index: number): MemberId => {
    const member = row[index % row.length]
    if (member === undefined) throw new Error("a play needs people")
    return member
  }
  return { at, all: (indices: ReadonlyArray<number>) => [...new Set(indices.map(at))] }
}

/** A closed run in the making: whom it is asked for, what is known, who goes so far, and the books so far. */
interface Closing {
  readonly rules: Rules
  readonly eligible: ReadonlyArray<MemberId>
  readonly served: Ledger.Service
  readonly before: ReadonlyArray<Ledger.Standing>
  readonly question: Question
  readonly runner: MemberId | null
  readonly pool: ReadonlyArray<MemberId>
  readonly after: ReadonlyArray<Ledger.Standing>
}

const assigned = (closing: Closing, runner: MemberId | null): Closing => {
  if (runner === null) return closing
  const pool = Ledger.poolOf(closing.eligible, runner)
  const after = Ledger.apply(closing.after, closing.rules.charge(pool, runner, closing.served))
  return { ...closing, runner, pool, after }
}

const declined = (closing: Closing): Closing => {
  const { rules, runner: from, served } = closing
  if (from === null) return closing
  const question = { ...closing.question, declined: [...closing.question.declined, from] }
  const to = rules.choose(question)
  const credit = creditOf(closing.before, from)
  const deltas = to === null ? rules.unassign(closing.pool, credit) : rules.handOver(credit, to, served)
  const after = Ledger.apply(closing.after, deltas)
  return { ...closing, question, runner: to, pool: to === null ? [] : closing.pool, after }
}

const closed = (opened: Closing, today: Day, at: (index: number) => MemberId): Closing => {
  const volunteer = today.volunteer === null ? null : at(today.volunteer)
  let closing = assigned(opened, volunteer ?? opened.rules.choose(opened.question))
  for (let count = 0; count < today.declines; count++) closing = declined(closing)
  const rescued = closing.runner === null && today.lateVolunteer !== null
  return rescued ? assigned(closing, at(today.lateVolunteer)) : closing
}

/**
 * Plays a season of one channel, run by run, as CoffeeBuddy books it: asks, lets people volunteer, decline and step in, charges and credits.
 * Closed runs are numbered 1, 2, ... in their order. Deterministic: what varies comes in with `days`.
 */
export const play = (
  people: ReadonlyArray<MemberId>,
  days: ReadonlyArray<Day>,
  policy: Policy,
  rules: Rules = ourRules,
): Season => {
  const steps: Step[] = []
  const history: Ledger.ClosedRun[] = []
  let standings: ReadonlyArray<Ledger.Standing> = []
  for (const [index, today] of days.entries()) {
    const { all, at } = cast(people, standings, today)
    const participants = all(today.present)
    const out = new Set(all(today.optedOut))
    const eligible = participants.filter((member) => !out.has(member))
    const question = ask({
      runId: runIdOf(index),
      policy,
      eligible,
      guests: participants.filter((member) => out.has(member)),
      again: new Set(all(today.again)),
      standings,
      window: lastRuns(history, policy.window),
    })
    const served = { seq: history.length + 1, at: index * DAY }
    const opened: Closing = {
      rules,
      eligible,
      served,
      before: standings,
      question: rules.asked(question),
      runner: null,
      pool: [],
      after: standings,
    }
    const counts = today.ends === "closed"
    const {
      after,
      before,
      pool,
      question: last,
      runner,
    } = counts && participants.length > 0 ? closed(opened, today, at) : opened
    if (counts) history.push({ ...served, pool, runner })
    steps.push({ day: today, participants, eligible, question: last, pool, runner, before, after })
    standings = after
  }
  return { steps, standings, history }
}
