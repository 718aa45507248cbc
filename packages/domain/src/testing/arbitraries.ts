import fc from "fast-check"
import type { Candidate, Policy, Question, Strategy } from "../fairness.ts"
import { MemberId, RunId } from "../ids.ts"
import { type ClosedRun, UNIT } from "../ledger.ts"
import { day as quiet, type Day } from "./play.ts"

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"]

/** A Slack user id. */
export const member: fc.Arbitrary<MemberId> = fc
  .tuple(fc.constantFrom("U", "W"), fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 10 }))
  .map(([kind, rest]) => MemberId.make(kind + rest))

/** Different people, in no particular order. */
export const members = ({ min = 0, max = 8 } = {}): fc.Arbitrary<MemberId[]> =>
  fc.uniqueArray(member, { minLength: min, maxLength: max })

/** A run's id; what it draws in tie-breaks is as good as random. */
export const runId: fc.Arbitrary<RunId> = fc.uuid().map((id) => RunId.make(id))

export const strategy: fc.Arbitrary<Strategy> = fc.constantFrom("fewest-runs", "fair-share", "rotation")

/** A channel's settings, of the given strategy or any. */
export const policy = (only?: Strategy): fc.Arbitrary<Policy> =>
  fc.record({
    strategy: only === undefined ? strategy : fc.constant(only),
    window: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.integer({ min: 1, max: 50 })),
  })

const share = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map((quarters) => (quarters * UNIT) / 4),
  fc.integer({ min: 0, max: 4 * UNIT }),
)

/** Numbers small enough for ties in every part of the key to be common. */
const candidate = (member: MemberId): fc.Arbitrary<Candidate> =>
  fc
    .record({
      recentServed: fc.integer({ min: 0, max: 3 }),
      recentJoined: fc.integer({ min: 0, max: 5 }),
      joined: fc.integer({ min: 0, max: 30 }),
      served: fc.integer({ min: 0, max: 4 }),
      share,
      lastServed: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 3 }),
      again: fc.boolean(),
    })
    .map((numbers) => ({
      member,
      ...numbers,
      lastServedAt: numbers.lastServed === null ? null : numbers.lastServed * 86_400_000,
    }))

/** How large a question may get, and of which strategy. */
export interface QuestionOptions {
  readonly strategy?: Strategy
  readonly min?: number
  readonly max?: number
}

/**
 * Any question, also ones that no season leads to: eligible people, guests, declines by either and a previous runner who may be eligible, a
 * guest, absent or nobody.
 */
export const question = ({ strategy, min = 0, max = 7 }: QuestionOptions = {}): fc.Arbitrary<Question> =>
  fc
    .tuple(members({ min: min + 1, max: max + 3 }), fc.nat(), policy(strategy), runId)
    .chain(([people, cut, policy, runId]) => {
      const outsiders = 1 + (cut % (people.length - min))
      const eligible = people.slice(0, Math.min(max, people.length - outsiders))
      const others = people.slice(eligible.length)
      return fc.record({
        runId: fc.constant(runId),
        policy: fc.constant(policy),
        candidates: fc.tuple(...eligible.map(candidate)),
        guests: fc.subarray(others),
        previousRunner: fc.option(fc.constantFrom(...eligible, ...eligible, ...people), { freq: 5 }),
        declined: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray(people)),
        recentRuns: fc.integer({ min: Math.min(5, policy.window), max: policy.window }),
      })
    })

/** A season's closed runs of these people, shuffled; some went unassigned. `at` grows with `seq` or not, as clocks will have it. */
export const history = (people: ReadonlyArray<MemberId>, { max = 20 } = {}): fc.Arbitrary<ClosedRun[]> =>
  fc
    .array(
      fc.record({
        pool: fc.subarray([...people], { minLength: 1 }),
        runner: fc.option(fc.constantFrom(...people), { freq: 5 }),
        at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
      }),
      { maxLength: max },
    )
    .map((runs) => runs.map((run, index) => ({ ...run, seq: index + 1, pool: run.runner === null ? [] : run.pool })))
    .chain((runs) => fc.shuffledSubarray(runs, { minLength: runs.length }))

const everyone = (people: number) => Array.from({ length: people }, (_, index) => index)

const byChance = (people: number, days: number) =>
  fc.array(fc.integer({ min: 5, max: 95 }), { minLength: people, maxLength: people }).chain((habits) =>
    fc.array(fc.tuple(...habits.map((habit) => fc.integer({ min: 0, max: 99 }).map((roll) => roll < habit))), {
      minLength: 1,
      maxLength: days,
    }),
  )

/** How many people there are (at least 2) and how many days at most. */
export interface AttendanceOptions {
  readonly people: number
  readonly days: number
}

const patterns = ({ people, days }: AttendanceOptions) => ({
  always: fc.integer({ min: 1, max: days }).map((length) => Array.from({ length }, () => everyone(people))),
  habits: byChance(people, days).map((rows) =>
    rows.map((row) => row.flatMap((present, index) => (present ? [index] : []))),
  ),
  shifts: fc
    .tuple(fc.integer({ min: 1, max: days }), fc.integer({ min: 1, max: 5 }))
    .map(([length, shift]) =>
      Array.from({ length }, (_, day) => everyone(people).filter((who) => who % 2 === Math.floor(day / shift) % 2)),
    ),
  newcomer: fc
    .tuple(fc.integer({ min: 1, max: days }), fc.integer({ min: 0, max: days }))
    .map(([length, arrival]) => Array.from({ length }, (_, day) => everyone(day < arrival ? people - 1 : people))),
  rare: fc
    .tuple(fc.integer({ min: 1, max: days }), fc.integer({ min: 2, max: 10 }))
    .map(([length, every]) => Array.from({ length }, (_, day) => everyone(day % every === 0 ? people : people - 1))),
  anyhow: fc.array(fc.subarray(everyone(people)), { minLength: 1, maxLength: days }),
})

/** Who orders on which day, as people's numbers: everybody always, by personal habit, in shifts, with a newcomer, with a rare guest, anyhow. */
export const attendance = (options: AttendanceOptions): fc.Arbitrary<ReadonlyArray<ReadonlyArray<number>>> =>
  fc.oneof(...Object.values(patterns(options)))

/** Quiet days: people come and order, whoever is picked goes. */
export const quietDays = (options: AttendanceOptions): fc.Arbitrary<Day[]> =>
  attendance(options).map((days) => days.map((present) => quiet(present)))

/**
 * Days set up by somebody who wants the strategy to fail: each aims at people by their balance at that moment, often at few of them, and a
 * short attack is often repeated.
 */
export const adversarialDays = ({ people, days }: AttendanceOptions): fc.Arbitrary<Day[]> => {
  const pair = fc.integer({ min: 0, max: people - 2 }).map((place) => [place, place + 1])
  const ends = fc.constant([0, people - 1])
  const aimed = fc.oneof(pair, ends, fc.subarray(everyone(people), { minLength: 1 }))
  const anyhow = fc.array(aimed, { minLength: 1, maxLength: days })
  const repeated = fc
    .tuple(fc.array(aimed, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: days }))
    .map(([attack, length]) =>
      Array.from({ length }, () => attack)
        .flat()
        .slice(0, length),
    )
  return fc.oneof(anyhow, repeated).map((presents) => presents.map((present) => quiet(present, "balance")))
}

/** Days on which everything happens: opting out and in again, volunteers, chains of declines, late volunteers, canceled and failed runs. */
export const eventfulDays = ({ people, days }: AttendanceOptions): fc.Arbitrary<Day[]> => {
  const who = fc.integer({ min: 0, max: people - 1 })
  const some = fc.oneof({ weight: 2, arbitrary: fc.constant<number[]>([]) }, fc.subarray(everyone(people)))
  const rarely = fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, who)
  const eventful = fc.record<Day>({
    present: fc.subarray(everyone(people)),
    from: fc.constantFrom("name", "balance"),
    optedOut: some,
    again: some,
    volunteer: rarely,
    declines: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: people + 1 })),
    lateVolunteer: rarely,
    ends: fc.constantFrom("closed", "closed", "closed", "canceled", "failed"),
  })
  return fc.array(eventful, { minLength: 1, maxLength: days })
}
