import { assert } from "@effect/vitest"
import * as Fairness from "@coffeebuddy/domain/fairness"
import type { Question, Ranked } from "@coffeebuddy/domain/fairness"
import type { MemberId } from "@coffeebuddy/domain/ids"
import { UNIT } from "@coffeebuddy/domain/ledger"
import * as Arbitrary from "@coffeebuddy/domain/testing"
import { ourRules } from "@coffeebuddy/domain/testing/play"
import fc from "fast-check"
import { hermetically } from "./hermetic.ts"
import { invariant } from "./invariant.ts"

type Choose = (question: Question) => MemberId | null

const ours: Choose = ourRules.choose
const members = (question: Question) => question.candidates.map((candidate) => candidate.member)
const willing = (question: Question) => members(question).filter((member) => !question.declined.includes(member))
const first = (question: Question): MemberId | null => willing(question)[0] ?? null
const largest = (question: Question): MemberId | null => Fairness.pick(question).ranking.at(-1)?.member ?? null

invariant("1. the runner is one of the eligible, and nobody when nobody can go", {
  property: (choose: Choose) =>
    fc.property(Arbitrary.question(), (question) => {
      const runner = choose(question)
      if (runner === null) return assert.isEmpty(willing(question))
      assert.include(willing(question), runner)
    }),
  ours,
  plants: {
    "a strategy that picks guests": (question) => question.guests[0] ?? ours(question),
    "a strategy that asks decliners again": (question) => ours({ ...question, declined: [] }),
    "a strategy that needs somebody": (question) => Fairness.pick(question).ranking.at(0)!.member,
  },
})

const shuffled = (question: Question): fc.Arbitrary<Question> => {
  const any = <A>(list: ReadonlyArray<A>) => fc.shuffledSubarray([...list], { minLength: list.length })
  return fc
    .tuple(any(question.candidates), any(question.guests), any(question.declined))
    .map(([candidates, guests, declined]) => ({ ...question, candidates, guests, declined }))
}

const everything: (question: Question) => unknown = Fairness.pick

invariant("2. nothing but the numbers decides: no order of rows, clock, zone, locale or chance", {
  property: (answer: (question: Question) => unknown) =>
    fc.property(
      Arbitrary.question().chain((question) => fc.tuple(fc.constant(question), shuffled(question))),
      ([question, other]) =>
        assert.deepStrictEqual(
          hermetically(() => answer(other)),
          hermetically(() => answer(question)),
        ),
    ),
  ours: everything,
  plants: {
    "first come, first picked": first,
    "last come, first picked": (question) => willing(question).at(-1) ?? null,
    "a draw by chance": (question) => willing(question)[Math.floor(Math.random() * willing(question).length)] ?? null,
    "names in the locale's order": (question) => willing(question).sort((a, b) => a.localeCompare(b))[0] ?? null,
    "names by a collator": (question) => willing(question).sort(new Intl.Collator().compare)[0] ?? null,
    "the weekday": (question) => willing(question).sort()[new Date(0).getDay()] ?? null,
    "the clock": (question) => willing(question).sort()[Date.now() % 7] ?? null,
  },
})

const rankedList = Arbitrary.members({ min: 3, max: 3 }).chain((people) =>
  fc.tuple(
    ...people.map((member) =>
      fc.record<Ranked>({
        member: fc.constant(member),
        load: fc.integer({ min: -1, max: 1 }),
        lastServed: fc.constantFrom(null, 0, 1),
        tieHash: fc.constantFrom(0, 0x55555555, 0xaaaaaaaa),
      }),
    ),
  ),
)

invariant("3. the key is a strict total order", {
  property: (compare: typeof Fairness.byKey) =>
    fc.property(rankedList, (ranked) => {
      const [a, b, c] = [ranked[0]!, ranked[1]!, ranked[2]!]
      assert.strictEqual(compare(a, a), 0)
      assert.notStrictEqual(compare(a, b), 0)
      assert.strictEqual(Math.sign(compare(a, b)) + Math.sign(compare(b, a)), 0)
      if (compare(a, b) < 0 && compare(b, c) < 0) assert.isBelow(compare(a, c), 0)
    }),
  ours: Fairness.byKey,
  plants: {
    "ties that stay ties": (a, b) =>
      a.load - b.load || (a.lastServed ?? -1) - (b.lastServed ?? -1) || a.tieHash - b.tieHash,
    "signed 32-bit differences": (a, b) =>
      (a.tieHash - b.tieHash) | 0 || (a.member < b.member ? -1 : +(a.member > b.member)),
    "scissors, paper, stone": (a, b) => (a.load === b.load ? Fairness.byKey(a, b) : ((b.load - a.load + 3) % 3) - 1.5),
    "the earlier argument": (a, b) => (a.member === b.member ? 0 : -1),
  },
})

invariant("3. the runner is the minimum of the key among the candidates, and the ranking is in its order", {
  property: (pick: typeof Fairness.pick) =>
    fc.property(Arbitrary.question(), (question) => {
      const { excluded, ranking, runner } = pick(question)
      assert.strictEqual(ranking[0]?.member ?? null, runner)
      for (const [place, one] of ranking.slice(1).entries()) assert.isBelow(Fairness.byKey(ranking[place]!, one), 0)
      const out = excluded.map((one) => one.member)
      assert.sameMembers(
        [...ranking.map((one) => one.member), ...out.filter((one) => members(question).includes(one))],
        members(question),
      )
    }),
  ours: Fairness.pick,
  plants: {
    "the maximum": (question) => ({ ...Fairness.pick(question), runner: largest(question) }),
    "an unsorted ranking": (question) => {
      const { ranking, ...pick } = Fairness.pick(question)
      return { ...pick, ranking: ranking.toSorted((one, other) => (one.member < other.member ? -1 : 1)) }
    },
  },
})

const served = (question: Question, runner: MemberId): Question => ({
  ...question,
  previousRunner: runner,
  candidates: question.candidates.map((candidate) =>
    candidate.member === runner
      ? { ...candidate, recentServed: candidate.recentServed + 1, served: candidate.served + 1, lastServed: 100 }
      : candidate,
  ),
})

invariant("10. serving never raises one's chance to be picked next", {
  property: (choose: Choose) =>
    fc.property(
      Arbitrary.question({ min: 2 }).chain((question) =>
        fc.tuple(
          fc.constant(question),
          fc.constantFrom(...members(question)),
          fc.constantFrom(...members(question), ...question.guests),
        ),
      ),
      ([question, member, other]) => {
        if (choose(served(question, member)) === member) assert.strictEqual(choose(served(question, other)), member)
      },
    ),
  ours,
  plants: {
    "a strategy that picks who served most": largest,
    "a strategy that keeps the same runner": (question) =>
      willing(question).find((member) => member === question.previousRunner) ?? ours(question),
  },
})

const hardRule = fc.oneof(
  Arbitrary.question({ strategy: "fewest-runs", min: 1 }),
  Arbitrary.question({ strategy: "rotation", min: 1 }),
)

invariant("11. under the hard rule nobody runs twice in a row unless they want to or nobody else can", {
  property: (choose: Choose) =>
    fc.property(hardRule, (question) => {
      const previous = question.candidates.find((candidate) => candidate.member === question.previousRunner)
      const able = willing(question)
      if (able.length === 1) assert.strictEqual(choose(question), able[0])
      if (able.length > 1 && previous?.again === false) assert.notStrictEqual(choose(question), previous.member)
    }),
  ours,
  plants: {
    "a strategy that forgets who ran last": (question) => ours({ ...question, previousRunner: null }),
    "a ban without exception": (question) =>
      ours({ ...question, candidates: question.candidates.filter(({ member }) => member !== question.previousRunner) }),
  },
})

const softRule = Arbitrary.question({ strategy: "fair-share", min: 2 })

invariant("11. under the soft rule the previous runner goes again only while a whole run behind everybody else", {
  property: (choose: Choose) =>
    fc.property(softRule, (question) => {
      const load = new Map(question.candidates.map((one) => [one.member, one.served * UNIT - one.share]))
      const previous = question.candidates.find((candidate) => candidate.member === question.previousRunner)
      const others = willing(question).filter((member) => member !== previous?.member)
      if (
        previous === undefined ||
        previous.again ||
        others.length === 0 ||
        !willing(question).includes(previous.member)
      )
        return
      const behind = Math.min(...others.map((member) => load.get(member)!)) - load.get(previous.member)!
      assert.strictEqual(choose(question) === previous.member, behind >= UNIT)
    }),
  ours,
  plants: {
    "a strategy that forgets who ran last": (question) => ours({ ...question, previousRunner: null }),
    "the hard rule": (question) =>
      ours({ ...question, candidates: question.candidates.filter(({ member }) => member !== question.previousRunner) }),
  },
})

invariant("12. a decline asks the same question without the decliner, and a chain of them ends with nobody", {
  property: (decline: typeof Fairness.decline) =>
    fc.property(Arbitrary.question({ min: 1 }), (question) => {
      let decision = Fairness.decide(question)
      let left = question
      for (let step = 0; step <= question.candidates.length; step++) {
        const { runner } = decision.pick
        if (runner === null) return assert.isEmpty(willing(left))
        decision = decline(decision, runner)
        left = { ...left, candidates: left.candidates.filter((candidate) => candidate.member !== runner) }
        const { ranking, reason, runner: next } = Fairness.pick(left)
        assert.deepStrictEqual(
          [decision.pick.runner, decision.pick.ranking, decision.pick.reason],
          [next, ranking, reason],
        )
        assert.deepInclude(decision.pick.excluded, { member: runner, why: "declined" })
      }
      assert.fail("the chain of declines did not end")
    }),
  ours: Fairness.decline,
  plants: {
    "the runner-up of the first pick": ({ pick, question }) => {
      const ranking = pick.ranking.slice(1)
      return { question, pick: { ...pick, ranking, runner: ranking[0]?.member ?? null } }
    },
    "a decline that forgets the earlier ones": ({ question }, member) =>
      Fairness.decide({ ...question, declined: [member] }),
    "a decline that is not heard": (decision) => decision,
  },
})
