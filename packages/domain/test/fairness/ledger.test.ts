import { assert, describe, it } from "@effect/vitest"
import * as Fairness from "@coffeebuddy/domain/fairness"
import { formerMember, isFormer, numbered } from "@coffeebuddy/domain/former-member"
import { MemberId } from "@coffeebuddy/domain/ids"
import * as Ledger from "@coffeebuddy/domain/ledger"
import { UNIT } from "@coffeebuddy/domain/ledger"
import * as Arbitrary from "@coffeebuddy/domain/testing"
import fc from "fast-check"
import { invariant } from "./invariant.ts"

const total = (standings: ReadonlyArray<Ledger.Standing>, number: (standing: Ledger.Standing) => number) =>
  standings.reduce((sum, standing) => sum + number(standing), 0)
const of = (standings: ReadonlyArray<Ledger.Standing>, member: MemberId) =>
  standings.find((standing) => standing.member === member) ?? Ledger.blank(member)
const credit = (standings: ReadonlyArray<Ledger.Standing>, member: MemberId): Ledger.Credited => {
  const { lastServed: seq, lastServedAt: at } = of(standings, member)
  return { member, before: seq === null ? null : { seq, at: at ?? 0 } }
}

const season = Arbitrary.members({ min: 2, max: 6 }).chain((people) =>
  fc.record({ people: fc.constant(people), history: Arbitrary.history(people) }),
)
const SERVED = { seq: 1_000, at: 1_700_000_000_000 }

invariant("4. however often a run is closed, there is one runner and one credit", {
  property: ({ decide, fold }: { decide: typeof Fairness.decide; fold: typeof Ledger.fold }) =>
    fc.property(
      season,
      Arbitrary.question({ min: 1 }).filter((question) => question.declined.length === 0),
      fc.integer({ min: 2, max: 5 }),
      ({ history }, question, closes) => {
        const pool = question.candidates.map((candidate) => candidate.member)
        const decisions = Array.from({ length: closes }, () => decide(question))
        const runs = decisions.map(({ pick }) => ({ ...SERVED, pool, runner: pick.runner }))
        for (const decision of decisions) assert.deepStrictEqual(decision, decisions[0])
        assert.deepStrictEqual(fold([...history, ...runs]), fold([...history, runs[0]!]))
      },
    ),
  ours: { decide: Fairness.decide, fold: Ledger.fold },
  plants: {
    "a choice by chance": {
      fold: Ledger.fold,
      decide: (question) => {
        const { pick } = Fairness.decide(question)
        return { question, pick: { ...pick, runner: Math.random() < 0.5 ? pick.runner : pick.reason.runnerUp } }
      },
    },
    "a ledger that counts every close": {
      decide: Fairness.decide,
      fold: (history) =>
        history.reduce<ReadonlyArray<Ledger.Standing>>(
          (all, { pool, runner, ...served }) =>
            runner === null ? all : Ledger.apply(all, Ledger.charge(pool, runner, served)),
          [],
        ),
    },
  },
})

const pools = fc.integer({ min: 1, max: 60 }).chain((size) => Arbitrary.members({ min: size, max: size }))
const evenly =
  (round: (share: number) => number): typeof Ledger.shares =>
  (pool) =>
    new Map(pool.map((member) => [member, round(UNIT / pool.length)]))

invariant(
  "5. one run is split into whole units that sum to it exactly, nobody paying more than one unit above another",
  {
    property: (shares: typeof Ledger.shares) =>
      fc.property(pools, (pool) => {
        const split = shares(pool)
        const parts = [...split.values()]
        assert.strictEqual(split.size, pool.length)
        assert.isTrue(parts.every(Number.isSafeInteger))
        assert.strictEqual(
          parts.reduce((sum, part) => sum + part, 0),
          UNIT,
        )
        assert.isAtMost(Math.max(...parts) - Math.min(...parts), pool.length <= 20 ? 0 : 1)
        assert.deepStrictEqual(shares(pool.toReversed()), split)
        const inOrder = pool.toSorted().map((member) => split.get(member)!)
        assert.deepStrictEqual(
          inOrder,
          inOrder.toSorted((one, other) => other - one),
        )
      }),
    ours: Ledger.shares,
    plants: {
      "rounding down": evenly(Math.floor),
      "rounding up": evenly(Math.ceil),
      fractions: evenly((share) => share),
      "the rest to one person": (pool) => {
        const split = new Map(evenly(Math.floor)(pool))
        return split.set(pool[0]!, UNIT - Math.floor(UNIT / pool.length) * (pool.length - 1))
      },
      "the rest to the first who ordered": (pool) =>
        new Map(
          pool.map((member, index) => [member, Math.floor(UNIT / pool.length) + (index < UNIT % pool.length ? 1 : 0)]),
        ),
    },
  },
)

const chain = season.chain(({ people, history }) =>
  fc.record({
    before: fc.constant(Ledger.fold(history)),
    pool: fc.subarray(people, { minLength: 1 }),
    runners: fc.shuffledSubarray(people, { minLength: 2 }),
  }),
)
type HandOver = typeof Ledger.handOver

invariant("13. the credit goes once, to who really went", {
  property: (handOver: HandOver) =>
    fc.property(chain, ({ before, pool, runners }) => {
      let standings = Ledger.apply(before, Ledger.charge(pool, runners[0]!, SERVED))
      for (const [index, to] of runners.slice(1).entries()) {
        standings = Ledger.apply(standings, handOver(credit(before, runners[index]!), to, SERVED))
      }
      const gone = runners.at(-1)!
      for (const member of runners) {
        const now = of(standings, member)
        assert.strictEqual(now.served - of(before, member).served, member === gone ? 1 : 0)
        assert.strictEqual(now.lastServed, member === gone ? SERVED.seq : of(before, member).lastServed)
        assert.strictEqual(now.joined - of(before, member).joined, pool.includes(member) ? 1 : 0)
      }
      assert.deepStrictEqual(standings, Ledger.apply(before, Ledger.charge(pool, gone, SERVED)))
    }),
  ours: Ledger.handOver,
  plants: {
    "crediting both": (from, to, served) => Ledger.handOver(from, to, served).filter((delta) => delta.member === to),
    "crediting nobody": (from, to, served) => Ledger.handOver(from, to, served).filter((delta) => delta.member !== to),
    "the decliner still last served now": (from, to, served) =>
      Ledger.handOver({ ...from, before: served }, to, served),
  },
})

const there = chain.map(({ before, pool, runners }) => ({ before, pool, a: runners[0]!, b: runners[1]! }))

invariant("13. handing over and back restores the state, and so does leaving nobody and stepping in again", {
  property: ({ handOver, unassign }: { handOver: HandOver; unassign: typeof Ledger.unassign }) =>
    fc.property(there, ({ a, b, before, pool }) => {
      const closed = Ledger.apply(before, Ledger.charge(pool, a, SERVED))
      const moved = Ledger.apply(closed, handOver(credit(before, a), b, SERVED))
      assert.deepStrictEqual(Ledger.apply(moved, handOver(credit(before, b), a, SERVED)), closed)
      assert.deepStrictEqual(Ledger.apply(closed, unassign(pool, credit(before, a))), before)
      assert.deepStrictEqual(Ledger.apply(moved, unassign(pool, credit(before, b))), before)
    }),
  ours: { handOver: Ledger.handOver, unassign: Ledger.unassign },
  plants: {
    "a forgotten last service": {
      handOver: (from, to, served) => Ledger.handOver({ ...from, before: null }, to, served),
      unassign: Ledger.unassign,
    },
    "shares that stay": {
      handOver: Ledger.handOver,
      unassign: (pool, from) => Ledger.unassign(pool, from).map((delta) => ({ ...delta, share: 0 })),
    },
  },
})

type Books = ReadonlyMap<string, ReadonlyArray<Ledger.Standing>>
interface Store {
  readonly book: (books: Books, channel: string, deltas: ReadonlyArray<Ledger.Delta>) => Books
  readonly reset: (books: Books, channel: string) => Books
}
const store: Store = {
  book: (books, channel, deltas) => new Map(books).set(channel, Ledger.apply(books.get(channel)!, deltas)),
  reset: (books, channel) => new Map(books).set(channel, []),
}
const nothing: ReadonlyArray<Ledger.Standing> = Object.freeze([])
const emptied = (): Books => new Map(["X", "Y"].map((channel) => [channel, nothing]))

const twoChannels = season.chain(({ history }) =>
  fc.record({
    lines: fc.tuple(...history.map((run) => fc.record({ run: fc.constant(run), channel: fc.constantFrom("X", "Y") }))),
    resetAt: fc.integer({ min: 0, max: history.length }),
  }),
)
const deltasOf = ({ at, pool, runner, seq }: Ledger.ClosedRun) =>
  runner === null ? [] : Ledger.charge(pool, runner, { seq, at })

invariant("17. channels are isolated, and resetting one empties only that one", {
  property: ({ book, reset }: Store) =>
    fc.property(twoChannels, ({ lines, resetAt }) => {
      let books = emptied()
      for (const [index, { channel, run }] of lines.entries()) {
        if (index === resetAt) books = reset(books, "X")
        books = book(books, channel, deltasOf(run))
      }
      const alone = (channel: string, from: number) =>
        lines
          .slice(from)
          .filter((line) => line.channel === channel)
          .reduce((standings, { run }) => Ledger.apply(standings, deltasOf(run)), nothing)
      assert.deepStrictEqual(books.get("Y"), alone("Y", 0))
      assert.deepStrictEqual(books.get("X"), alone("X", resetAt === lines.length ? 0 : resetAt))
    }),
  ours: store,
  plants: {
    "one book for all": {
      book: (books, _, deltas) => new Map([...books.keys()].map((one) => [one, Ledger.apply(books.get(one)!, deltas)])),
      reset: store.reset,
    },
    "a reset of everything": { book: store.book, reset: emptied },
    "a reset that keeps the services": {
      book: store.book,
      reset: (books, channel) =>
        new Map(books).set(
          channel,
          books.get(channel)!.map((standing) => ({ ...standing, joined: 0, share: 0 })),
        ),
    },
  },
})

const erasing = season.chain(({ history, people }) =>
  fc.record({
    standings: fc.constant(Ledger.fold(history)),
    people: fc.constant(people),
    gone: fc.subarray(people, { minLength: 1 }),
  }),
)

invariant("18. erasing people leaves no trace of them, and everybody else's numbers and every sum as they were", {
  property: (erase: typeof Ledger.erase) =>
    fc.property(erasing, ({ gone, people, standings }) => {
      const after = gone.reduce((standings, member) => erase(standings, member), standings)
      for (const member of gone) assert.isFalse(after.some((standing) => standing.member === member))
      for (const member of people.filter((one) => !gone.includes(one))) {
        assert.deepStrictEqual(of(after, member), of(standings, member))
      }
      for (const sum of ["joined", "served", "share"] as const) {
        assert.strictEqual(
          total(after, (standing) => standing[sum]),
          total(standings, (standing) => standing[sum]),
        )
      }
      const rest = after.filter((standing) => isFormer(standing.member))
      assert.isAtMost(rest.length, 1)
      for (const { lastServed, lastServedAt } of rest) assert.deepStrictEqual([lastServed, lastServedAt], [null, null])
    }),
  ours: Ledger.erase,
  plants: {
    "dropping the row": (standings, member) => standings.filter((standing) => standing.member !== member),
    "a pseudonym per person": (standings, member) =>
      standings.map((standing) =>
        standing.member === member ? { ...standing, member: numbered(standing.served) } : standing,
      ),
    "keeping the row": (standings) => standings,
    "leaving the debt to a colleague": (standings, member) => {
      const { joined, served, share } = of(standings, member)
      const heir = standings.find((standing) => standing.member !== member)?.member ?? member
      const rest = standings.filter((standing) => standing.member !== member)
      return Ledger.apply(rest, [{ member: heir, joined, served, share }])
    },
  },
})

describe("the ledger", () => {
  const [ada, ben, cy] = [MemberId.make("UADA"), MemberId.make("UBEN"), MemberId.make("UCY")]

  it("splits a run evenly among up to 20 people: its unit is the least common multiple of 1 to 20", () => {
    for (let people = 1; people <= 20; people++) assert.strictEqual(UNIT % people, 0)
    for (const factor of [16, 9, 5, 7, 11, 13, 17, 19]) assert.strictEqual(UNIT % factor, 0)
    assert.strictEqual(UNIT, 16 * 9 * 5 * 7 * 11 * 13 * 17 * 19)
  })

  it("splits a run among 23 people so that what does not divide goes to the first by id", () => {
    const people = Array.from({ length: 23 }, (_, index) => MemberId.make(`U${String(index).padStart(2, "0")}`))
    const split = Ledger.shares(people.toReversed())
    const rest = UNIT % 23
    assert.strictEqual(rest, 15)
    assert.deepStrictEqual(
      people.map((member) => split.get(member)! - Math.floor(UNIT / 23)),
      people.map((_, index) => (index < rest ? 1 : 0)),
    )
  })

  it("stays exact for more runs than a channel will ever have", () => {
    assert.isAbove(Math.floor(Number.MAX_SAFE_INTEGER / UNIT), 38_000_000)
  })

  it("charges a volunteering guest nothing and credits them", () => {
    const deltas = Ledger.charge(Ledger.poolOf([ada, ben], cy), cy, SERVED)
    assert.deepStrictEqual(deltas, [
      { member: ada, joined: 1, served: 0, share: UNIT / 2 },
      { member: ben, joined: 1, served: 0, share: UNIT / 2 },
      { member: cy, joined: 0, served: 1, share: 0, lastServed: SERVED },
    ])
  })

  it("charges a volunteer alone when nobody was eligible, which leaves their balance as it was", () => {
    const standings = Ledger.apply([], Ledger.charge(Ledger.poolOf([], cy), cy, SERVED))
    assert.deepStrictEqual(standings, [
      { member: cy, joined: 1, served: 1, share: UNIT, lastServed: SERVED.seq, lastServedAt: SERVED.at },
    ])
  })

  it("books what concerns the erased on their one row, once per change", () => {
    const pool = [ada, numbered(1), numbered(2)]
    const deltas = Ledger.unassign(pool, { member: numbered(2), before: { seq: 3, at: 4 } })
    assert.deepStrictEqual(deltas, [
      { member: ada, joined: -1, served: 0, share: -UNIT / 3 },
      { member: formerMember, joined: -2, served: -1, share: (-2 * UNIT) / 3 },
    ])
  })

  it("has nothing to erase of somebody without a standing", () => {
    const standings = Ledger.fold([{ ...SERVED, pool: [ada], runner: ben }])
    assert.strictEqual(Ledger.erase(standings, cy), standings)
  })
})
