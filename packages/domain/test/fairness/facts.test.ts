import { assert, describe, it } from "@effect/vitest"
import type { Policy } from "@coffeebuddy/domain/fairness"
import { MemberId } from "@coffeebuddy/domain/ids"
import * as Ledger from "@coffeebuddy/domain/ledger"
import { UNIT } from "@coffeebuddy/domain/ledger"
import { type Choose, day, ourRules, play } from "@coffeebuddy/domain/testing/play"

const names = (count: number) => Array.from({ length: count }, (_, index) => MemberId.make(`U0${index}`))
const fairShare: Policy = { strategy: "fair-share", window: 5 }
const worst = (standings: ReadonlyArray<Ledger.Standing>) =>
  Math.max(...standings.map((standing) => Math.abs(Ledger.balance(standing)))) / UNIT
const median = (values: ReadonlyArray<number>) => values.toSorted((one, other) => one - other)[values.length >> 1]!

const hardBan: Choose = (question) => {
  const others = question.candidates.filter((candidate) => candidate.member !== question.previousRunner)
  return ourRules.choose(others.length === 0 ? question : { ...question, candidates: others })
}

describe("an office that sends A and B, then whoever served and C, over and over", () => {
  const [a, b, c] = [MemberId.make("UA"), MemberId.make("UB"), MemberId.make("UC")]

  /** Whom the sequence sends depends on who served, so it is played a pair of days at a time. */
  const sequence = (choose: Choose, pairs: number) => {
    const days: Array<ReturnType<typeof day>> = []
    const people = [a, b, c]
    for (let pair = 0; pair < pairs; pair++) {
      days.push(day([0, 1]))
      const { runner } = play(people, days, fairShare, { ...ourRules, choose }).steps.at(-1)!
      days.push(day([people.indexOf(runner!), 2]))
    }
    return play(people, days, fairShare, { ...ourRules, choose }).standings
  }

  it("forces C every second time under a hard ban of the previous runner, without bound", () => {
    const standings = sequence(hardBan, 40)
    assert.strictEqual(standings.find((standing) => standing.member === c)?.served, 40)
    assert.strictEqual(worst(standings), 20)
  })

  it("gets nowhere against fair-share with its soft rule", () => {
    assert.isAtMost(worst(sequence(ourRules.choose, 40)), 7 / 6)
  })
})

describe("eight people who join from 95 % down to 8 % of 250 runs", () => {
  const habits = [0.95, 0.85, 0.75, 0.6, 0.45, 0.3, 0.15, 0.08]

  /** Mulberry32: a seeded stream, so that the same offices are measured every time. */
  const stream = (seed: number) => () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  const offices = (policy: Policy) =>
    Array.from({ length: 40 }, (_, seed) => {
      const next = stream(seed)
      const days = Array.from({ length: 250 }, () =>
        day(habits.flatMap((habit, index) => (next() < habit ? [index] : []))),
      )
      return play(names(habits.length), days, policy).standings
    })

  it("stay within about a run of their fair share under fair-share", () => {
    assert.isBelow(median(offices(fairShare).map(worst)), 1)
  })

  it("are treated very unequally by counting runs: the rarest guest serves more than three times a fair share", () => {
    const seasons = offices({ strategy: "fewest-runs", window: 30 })
    assert.isAbove(median(seasons.map(worst)), 15)
    const rarest = seasons.map((standings) => standings.find((standing) => standing.member === "U07")!)
    assert.isAbove(median(rarest.map(({ served, share }) => served / (share / UNIT))), 3)
  })
})

describe("a newcomer among six regulars after 36 runs", () => {
  const days = Array.from({ length: 50 }, (_, index) => day(index < 36 ? [0, 1, 2, 3, 4, 5] : [0, 1, 2, 3, 4, 5, 6]))
  const serves = (policy: Policy) =>
    play(names(7), days, policy)
      .steps.slice(36)
      .map(({ runner }) => (runner === "U06" ? "N" : "-"))
      .join("")

  it("has to catch up under a count of 30 runs, and serves four of the first seven", () => {
    assert.strictEqual(serves({ strategy: "fewest-runs", window: 30 }), "N-N-N-N------N")
  })

  it("starts even under fair-share and rotation, and serves every seventh", () => {
    assert.strictEqual(serves(fairShare), "N------N------")
    assert.strictEqual(serves({ strategy: "rotation", window: 5 }), "N------N------")
  })
})
