import { type Candidate, pick as decide, type Question, type Strategy } from "@coffeebuddy/domain/fairness"
import { MemberId, RunId } from "@coffeebuddy/domain/ids"
import { UNIT } from "@coffeebuddy/domain/ledger"
import { at, type Benchmark, median, milliseconds, number, type Pace, quantile } from "../figures.ts"

const CANDIDATES = 10_000

const candidate = (index: number): Candidate => ({
  member: MemberId.make(`U${(index * 2_654_435_761).toString(36).toUpperCase()}`),
  recentServed: (index * 7) % 3,
  recentJoined: (index * 11) % 6,
  joined: (index * 13) % 200,
  served: (index * 17) % 20,
  share: ((index * 19) % 400) * (UNIT / 20),
  lastServed: index % 3 === 0 ? null : (index * 7_919) % 5_000,
  lastServedAt: null,
  again: false,
})

const question = (strategy: Strategy, round: number): Question => {
  const candidates = Array.from({ length: CANDIDATES }, (_, index) => candidate(index + 1))
  return {
    runId: RunId.make(`01920000-0000-7000-8000-${round.toString(16).padStart(12, "0")}`),
    policy: { strategy, window: 5 },
    candidates,
    guests: [],
    previousRunner: candidates[round]!.member,
    declined: [],
    recentRuns: 5,
  }
}

const strategies: ReadonlyArray<Strategy> = ["fewest-runs", "fair-share", "rotation"]

const run = async (pace: Pace) => {
  const rounds = at(pace, { quick: 6, usual: 200, full: 2_000 })
  const times: Array<number> = []
  for (let round = 0; round < rounds; round++) {
    const asked = question(strategies[round % 3]!, round)
    const start = performance.now()
    decide(asked)
    const spent = performance.now() - start
    if (round >= rounds / 10) times.push(spent)
  }
  return {
    rows: [
      {
        goal: "16",
        what: `one pick among ${number(CANDIDATES)} people, median`,
        measured: milliseconds(median(times)),
        reference: "",
        ratio: "",
        wanted: "<= 10 ms",
        met: median(times) <= 10,
      },
    ],
    notes: [
      `All three strategies in turn, each on a fresh question, ${times.length} picks after the first tenth to warm up; p99 ${milliseconds(quantile(times, 0.99))}.`,
    ],
  }
}

export const pick: Benchmark = { name: "pick", about: "choosing a runner", run }
