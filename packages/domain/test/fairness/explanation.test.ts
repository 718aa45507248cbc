import { assert, describe, it } from "@effect/vitest"
import { explain, runs } from "@coffeebuddy/domain/explanation"
import * as Fairness from "@coffeebuddy/domain/fairness"
import type { Candidate, Decision, Question } from "@coffeebuddy/domain/fairness"
import { forget } from "@coffeebuddy/domain/forgetting"
import { isFormer } from "@coffeebuddy/domain/former-member"
import { MemberId, RunId } from "@coffeebuddy/domain/ids"
import { UNIT } from "@coffeebuddy/domain/ledger"
import * as Arbitrary from "@coffeebuddy/domain/testing"
import { lots } from "@coffeebuddy/domain/tie-break"
import { Schema } from "effect"
import fc from "fast-check"
import { invariant } from "./invariant.ts"

const Stored = Schema.fromJsonString(Fairness.Decision)
const storedAndRead = (decision: Decision) => Schema.decodeSync(Stored)(Schema.encodeSync(Stored)(decision))

/** The numbers that the strategy's explanation must show, read straight from the snapshot. */
const shown = (candidate: Candidate, question: Question) => {
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

invariant("16. the explanation shows the snapshot's numbers, of the runner and the first three", {
  property: (explained: typeof explain) =>
    fc.property(Arbitrary.question(), (question) => {
      const decision = Fairness.decide(question)
      const { runner } = decision.pick
      const explanation = explained(decision, { runner, via: "pick" })
      const numbersOf = (member: MemberId) =>
        shown(
          question.candidates.find((one) => one.member === member)!,
          question,
        )
      assert.deepStrictEqual(
        explanation.top,
        decision.pick.ranking.slice(0, 3).map(({ member }) => ({ member, numbers: numbersOf(member) })) as never,
      )
      assert.deepStrictEqual(explanation.numbers, (runner === null ? null : numbersOf(runner)) as never)
      assert.strictEqual(explanation.picked, runner)
      assert.strictEqual(explanation.ranked, decision.pick.ranking.length)
      assert.deepStrictEqual([explanation.reason, explanation.excluded], [decision.pick.reason, decision.pick.excluded])
    }),
  ours: explain,
  plants: {
    "numbers after the run": (decision, assigned) => {
      const after = (one: Candidate) =>
        one.member === assigned.runner ? { ...one, recentServed: one.recentServed + 1, served: one.served + 1 } : one
      const question = { ...decision.question, candidates: decision.question.candidates.map(after) }
      return explain({ ...decision, question }, assigned)
    },
    "the first three in any order": (decision, assigned) =>
      explain({ ...decision, pick: { ...decision.pick, ranking: decision.pick.ranking.toReversed() } }, assigned),
    "those left out counted in": (decision, assigned) => ({
      ...explain(decision, assigned),
      ranked: decision.question.candidates.length,
    }),
    "season for window": (decision, assigned) => {
      const swapped = (one: Candidate) => ({ ...one, recentJoined: one.joined, recentServed: one.served })
      const question = { ...decision.question, candidates: decision.question.candidates.map(swapped) }
      return explain({ ...decision, question }, assigned)
    },
  },
})

const erased = fc
  .tuple(Arbitrary.question({ min: 1 }), fc.nat())
  .chain(([question]) =>
    fc.tuple(
      fc.constant(question),
      fc.subarray([...question.candidates.map((one) => one.member), ...question.guests, ...question.declined]),
    ),
  )

invariant("16. the stored rule on the stored snapshot gives the stored pick, also after people in it were erased", {
  property: (forgotten: typeof forget) =>
    fc.property(erased, ([question, gone]) => {
      const decision = Fairness.decide(question)
      const kept = storedAndRead(gone.reduce(forgotten, decision))
      assert.deepStrictEqual(Fairness.pick(kept.question), kept.pick)
      const text = JSON.stringify(kept)
      for (const member of gone) assert.notInclude(text, `"${member}"`)
      const place = (name: MemberId | null, list: ReadonlyArray<{ readonly member: MemberId }>) =>
        list.findIndex((one) => one.member === name)
      const { candidates } = decision.question
      assert.strictEqual(place(kept.pick.runner, kept.question.candidates), place(decision.pick.runner, candidates))
      assert.strictEqual(kept.pick.reason.decidedBy, decision.pick.reason.decidedBy)
    }),
  ours: forget,
  plants: {
    "lots drawn again under the new name": (decision, member) => {
      const { pick, question } = forget(decision, member)
      const drawn = (one: Candidate) => ({ ...one, lot: lots(question.runId)(one.member) })
      return { pick, question: { ...question, candidates: question.candidates.map(drawn) } }
    },
    "dropping them from the snapshot": (decision, member) => {
      const { pick, question } = forget(decision, member)
      return { pick, question: { ...question, candidates: question.candidates.filter((one) => !isFormer(one.member)) } }
    },
    "one name for all who are gone": (decision, member) => {
      const text = JSON.stringify(forget(decision, member)).replaceAll(/UFORMERMEMBER\d+/g, "UFORMERMEMBER1")
      return Schema.decodeUnknownSync(Fairness.Decision)(JSON.parse(text))
    },
    "keeping their name in the reason": (decision, member) => {
      const { pick, question } = forget(decision, member)
      return { question, pick: { ...pick, reason: decision.pick.reason } }
    },
  },
})

const [ada, ben, cy, dee] = [MemberId.make("UADA"), MemberId.make("UBEN"), MemberId.make("UCY"), MemberId.make("UDEE")]
const someone = (member: MemberId, numbers: Partial<Candidate> = {}): Candidate => ({
  member,
  recentServed: 0,
  recentJoined: 0,
  joined: 0,
  served: 0,
  share: 0,
  lastServed: null,
  lastServedAt: null,
  again: false,
  ...numbers,
})
const asked = (
  strategy: Fairness.Strategy,
  candidates: ReadonlyArray<Candidate>,
  more: Partial<Question> = {},
): Question => ({
  runId: RunId.make("01920000-0000-7000-8000-000000000001"),
  policy: { strategy, window: 5 },
  candidates,
  guests: [],
  previousRunner: null,
  declined: [],
  recentRuns: 5,
  ...more,
})
const explained = (question: Question) => {
  const decision = Fairness.decide(question)
  return explain(decision, { runner: decision.pick.runner, via: "pick" })
}

describe("the reason", () => {
  const decidedBy = (question: Question) => explained(question).reason.decidedBy

  it("names the first part of the key in which the runner differs from the runner-up", () => {
    const busy = { recentServed: 1, served: 1, lastServed: 3, lastServedAt: 3 }
    assert.strictEqual(decidedBy(asked("fewest-runs", [someone(ada), someone(ben, busy)])), "count")
    assert.strictEqual(decidedBy(asked("fair-share", [someone(ada), someone(ben, busy)])), "balance")
    assert.strictEqual(decidedBy(asked("rotation", [someone(ada), someone(ben, busy)])), "last-served")
    assert.strictEqual(decidedBy(asked("fewest-runs", [someone(ada), someone(ben)])), "tie-hash")
    assert.strictEqual(decidedBy(asked("rotation", [someone(ada, { lot: 1 }), someone(ben, { lot: 1 })])), "member-id")
  })

  it("says when there was no choice", () => {
    assert.strictEqual(decidedBy(asked("fewest-runs", [someone(ada)])), "only-candidate")
    assert.strictEqual(decidedBy(asked("fewest-runs", [])), "nobody")
  })

  it("tells what became of the previous runner", () => {
    const previous = (strategy: Fairness.Strategy, candidates: ReadonlyArray<Candidate>) =>
      explained(asked(strategy, candidates, { previousRunner: ada })).reason.previous
    const debtor = { share: UNIT }
    assert.strictEqual(previous("fewest-runs", [someone(ben)]), "absent")
    assert.strictEqual(previous("fewest-runs", [someone(ada)]), "nobody-else")
    assert.strictEqual(previous("fewest-runs", [someone(ada, { again: true }), someone(ben)]), "opted-in")
    assert.strictEqual(previous("fewest-runs", [someone(ada, debtor), someone(ben)]), "left-out")
    assert.strictEqual(previous("fair-share", [someone(ada, debtor), someone(ben)]), "owes-a-run")
    assert.strictEqual(previous("fair-share", [someone(ada, { share: UNIT - 1 }), someone(ben)]), "left-out")
  })
})

describe("who was left out", () => {
  it("is listed once each with the reason, a decline before anything else", () => {
    const question = asked("fewest-runs", [someone(ada), someone(ben)], {
      guests: [cy, dee],
      previousRunner: ada,
      declined: [dee],
    })
    assert.deepStrictEqual(explained(question).excluded, [
      { member: ada, why: "previous-runner" },
      { member: cy, why: "opted-out" },
      { member: dee, why: "declined" },
    ])
  })

  it("includes, after a hand-over, whoever was erased in the meantime: they cannot go either", () => {
    const decision = Fairness.decide(
      asked("fewest-runs", [someone(ada), someone(ben, { recentServed: 1 }), someone(cy, { recentServed: 2 })]),
    )
    const { excluded, runner } = Fairness.decline(forget(decision, ben), ada).pick
    assert.strictEqual(runner, cy)
    assert.deepStrictEqual(
      excluded.map((one) => one.why),
      ["declined", "declined"],
    )
  })
})

describe("among how many the rules chose", () => {
  const three = [someone(ada), someone(ben), someone(cy)]

  it("leaves out whoever opted out, ran last or declined", () => {
    assert.strictEqual(explained(asked("fewest-runs", three, { guests: [dee] })).ranked, 3)
    const question = asked("fewest-runs", three, { previousRunner: ada })
    assert.strictEqual(explained(question).ranked, 2)
    const decision = Fairness.decline(Fairness.decide(question), ben)
    assert.strictEqual(explain(decision, { runner: cy, via: "hand-over" }).ranked, 1)
  })

  it("counts whoever ran last when they could be picked all the same", () => {
    const again = [someone(ada, { again: true }), someone(ben)]
    assert.strictEqual(explained(asked("fewest-runs", again, { previousRunner: ada })).ranked, 2)
    assert.strictEqual(explained(asked("fewest-runs", [someone(ada)], { previousRunner: ada })).ranked, 1)
    const debtor = [someone(ada, { share: UNIT }), someone(ben)]
    assert.strictEqual(explained(asked("fair-share", debtor, { previousRunner: ada })).ranked, 2)
  })
})

describe("the explanation", () => {
  it("gives a volunteer's numbers only if they were eligible, and still says whom the rules picked", () => {
    const decision = Fairness.decide(asked("fewest-runs", [someone(ada)], { guests: [ben] }))
    const guest = explain(decision, { runner: ben, via: "volunteer" })
    assert.deepStrictEqual([guest.runner, guest.via, guest.picked, guest.numbers], [ben, "volunteer", ada, null])
  })

  it("writes a fair share with one decimal, rounded half up from whole units", () => {
    const cases: ReadonlyArray<readonly [number, string]> = [
      [0, "0.0"],
      [UNIT, "1.0"],
      [UNIT / 20, "0.1"],
      [UNIT / 20 - 1, "0.0"],
      [2 * UNIT + (3 * UNIT) / 5, "2.6"],
      [3 * UNIT - 1, "3.0"],
      [38_000_000 * UNIT + UNIT / 2, "38000000.5"],
    ]
    for (const [share, text] of cases) assert.strictEqual(runs(share), text)
  })

  it("suggests fair-share where somebody joins at most half as often as a regular, and nowhere else", () => {
    const suggests = (strategy: Fairness.Strategy, ...joined: ReadonlyArray<number>) =>
      explained(
        asked(
          strategy,
          joined.map((joined, index) => someone([ada, ben, cy][index]!, { joined })),
        ),
      ).wouldSuitFairShare
    assert.isTrue(suggests("fewest-runs", 10, 5))
    assert.isTrue(suggests("rotation", 20, 12, 0))
    assert.isFalse(suggests("fair-share", 20, 1))
    assert.isFalse(suggests("fewest-runs", 9, 1))
    assert.isFalse(suggests("fewest-runs", 10, 6))
    assert.isFalse(suggests("fewest-runs", 30))
    assert.isFalse(suggests("fewest-runs"))
  })
})

describe("forgetting", () => {
  it("leaves a decision alone in which the person does not occur", () => {
    const decision = Fairness.decide(asked("fewest-runs", [someone(ada)], { previousRunner: cy }))
    assert.strictEqual(forget(decision, dee), decision)
  })

  it("covers whoever ran before, too", () => {
    const decision = Fairness.decide(asked("fewest-runs", [someone(ada)], { previousRunner: cy }))
    assert.isTrue(isFormer(forget(decision, cy).question.previousRunner!))
  })
})
