import { assert, describe, it } from "@effect/vitest"
import { UNIT, balance } from "@coffeebuddy/domain/ledger"
import * as Arbitrary from "@coffeebuddy/domain/testing"
import { type Choose, ourRules, play } from "@coffeebuddy/domain/testing/play"
import fc from "fast-check"

/** Our own strategy: whoever served the smallest part of the runs they joined; then by id. */
const smallestPart: Choose = ({ candidates, declined }) => {
  const part = ({ joined, served }: { joined: number; served: number }) => (joined === 0 ? 0 : served / joined)
  const willing = candidates.filter((candidate) => !declined.includes(candidate.member))
  willing.sort((one, other) => part(one) - part(other) || (one.member < other.member ? -1 : 1))
  return willing[0]?.member ?? null
}

const policy = { strategy: "fair-share", window: 5 } as const
const people = fc.sample(Arbitrary.members({ min: 5, max: 5 }), 1)[0]!

/** The largest distance from a fair share that anybody got to, in runs. */
const worst = (choose: Choose, days: Parameters<typeof play>[1]) => {
  const { steps } = play(people, days, policy, { ...ourRules, choose })
  return Math.max(...steps.flatMap(({ after }) => after.map((standing) => Math.abs(balance(standing)) / UNIT)))
}

describe("our own strategy", () => {
  it("picks somebody willing whenever there is somebody", () =>
    fc.assert(
      fc.property(Arbitrary.question(), (question) => {
        const willing = question.candidates.filter((candidate) => !question.declined.includes(candidate.member))
        const runner = smallestPart(question)
        assert.strictEqual(runner === null, willing.length === 0)
        assert.isTrue(runner === null || willing.some((candidate) => candidate.member === runner))
      }),
      { numRuns: 1_000 },
    ))

  it("keeps the books balanced through volunteers, declines and canceled runs", () =>
    fc.assert(
      fc.property(Arbitrary.eventfulDays({ people: 5, days: 30 }), (days) => {
        const { standings } = play(people, days, policy, { ...ourRules, choose: smallestPart })
        assert.strictEqual(
          standings.reduce((sum, standing) => sum + balance(standing), 0),
          0,
        )
      }),
    ))

  it("is driven past the bound of fair-share by an adversary", () => {
    const bounded = fc.property(Arbitrary.adversarialDays({ people: 5, days: 200 }), (days) => {
      assert.isAtMost(worst(smallestPart, days), (people.length - 1) / 2)
    })
    assert.isTrue(fc.check(bounded, { numRuns: 1_000, endOnFailure: true }).failed)
  })
})
