import { type Candidate, pick, type Question, type Strategy } from "@coffeebuddy/domain/fairness"
import { MemberId, RunId } from "@coffeebuddy/domain/ids"
import { UNIT } from "@coffeebuddy/domain/ledger"

/** How long one pick took, in milliseconds, over all rounds; `candidates` people were eligible. */
export interface Measured {
  readonly candidates: number
  readonly rounds: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly worstMs: number
}

const CANDIDATES = 10_000
const ROUNDS = 200

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

/** Times picks over 10,000 candidates, all strategies in turn, each on a fresh question; the first tenth warms up and does not count. */
export const run = async (): Promise<Measured> => {
  const strategies: ReadonlyArray<Strategy> = ["fewest-runs", "fair-share", "rotation"]
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const asked = question(strategies[round % 3]!, round)
    const start = performance.now()
    pick(asked)
    const spent = performance.now() - start
    if (round >= ROUNDS / 10) times.push(spent)
  }
  times.sort((one, other) => one - other)
  const at = (quantile: number) => times[Math.min(times.length - 1, Math.floor(times.length * quantile))]!
  return { candidates: CANDIDATES, rounds: times.length, medianMs: at(0.5), p99Ms: at(0.99), worstMs: at(1) }
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await run())}\n`)
