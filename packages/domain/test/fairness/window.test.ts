import { assert, describe, it } from "@effect/vitest"
import * as Fairness from "@coffeebuddy/domain/fairness"
import * as History from "@coffeebuddy/domain/history"
import { MemberId, RunId } from "@coffeebuddy/domain/ids"
import * as Ledger from "@coffeebuddy/domain/ledger"
import * as Arbitrary from "@coffeebuddy/domain/testing"
import fc from "fast-check"
import { hermetically } from "./hermetic.ts"
import { invariant } from "./invariant.ts"

type LastRuns = typeof History.lastRuns

const pastRuns = Arbitrary.members({ min: 1, max: 5 }).chain((people) =>
  fc.record({
    people: fc.constant(people),
    history: Arbitrary.history(people),
    policy: Arbitrary.policy(),
    runId: Arbitrary.runId,
  }),
)

const askedWith = (lastRuns: LastRuns, history: ReadonlyArray<Ledger.ClosedRun>, past: Past) =>
  History.ask({
    runId: past.runId,
    policy: past.policy,
    eligible: past.people,
    guests: [],
    again: new Set(),
    standings: Ledger.fold(history),
    window: lastRuns(history, past.policy.window),
  })

interface Past {
  readonly people: ReadonlyArray<MemberId>
  readonly history: ReadonlyArray<Ledger.ClosedRun>
  readonly policy: Fairness.Policy
  readonly runId: RunId
}

const newest = (history: ReadonlyArray<Ledger.ClosedRun>) => history.toSorted((one, other) => other.seq - one.seq)
const withRunner = (run: Ledger.ClosedRun) => run.runner !== null

invariant("2. the order of history rows changes nothing", {
  property: (lastRuns: LastRuns) =>
    fc.property(pastRuns, (past) =>
      assert.deepStrictEqual(
        hermetically(() => askedWith(lastRuns, past.history, past)),
        askedWith(lastRuns, newest(past.history), past),
      ),
    ),
  ours: History.lastRuns,
  plants: {
    "the first rows that come": (history, size) => history.filter(withRunner).slice(0, size),
    "the last rows that come": (history, size) => history.filter(withRunner).slice(-size),
  },
})

invariant("19. exactly the last W closed runs with a runner count", {
  property: (lastRuns: LastRuns) =>
    fc.property(pastRuns, (past) => {
      const { candidates, previousRunner, recentRuns } = askedWith(lastRuns, past.history, past)
      const counted = newest(past.history).filter(withRunner).slice(0, past.policy.window)
      assert.strictEqual(recentRuns, counted.length)
      assert.strictEqual(previousRunner, counted[0]?.runner ?? null)
      for (const { member, recentJoined, recentServed } of candidates) {
        assert.strictEqual(recentServed, counted.filter((run) => run.runner === member).length)
        assert.strictEqual(recentJoined, counted.filter((run) => run.pool.includes(member)).length)
      }
    }),
  ours: History.lastRuns,
  plants: {
    "one run more": (history, size) => History.lastRuns(history, size + 1),
    "one run less": (history, size) => History.lastRuns(history, size - 1),
    "unassigned runs too": (history, size) => newest(history).slice(0, size),
    "the last by the clock": (history, size) =>
      history
        .filter(withRunner)
        .sort((one, other) => other.at - one.at)
        .slice(0, size),
    "the oldest": (history, size) => newest(history).filter(withRunner).slice(-size),
  },
})

const BERLIN_HOUR = 3_600_000

invariant("19. a change of the clocks moves nothing: when runs closed never decides", {
  property: (lastRuns: LastRuns) =>
    fc.property(pastRuns, fc.nat(), (past, salt) => {
      const changed = past.history.map((run) => ({ ...run, at: run.at + BERLIN_HOUR * ((run.seq * salt) % 3) }))
      assert.deepStrictEqual(
        Fairness.pick(askedWith(lastRuns, changed, past)),
        Fairness.pick(askedWith(lastRuns, past.history, past)),
      )
    }),
  ours: History.lastRuns,
  plants: {
    "only runs of even hours": (history, size) =>
      History.lastRuns(
        history.filter((run) => Math.floor(run.at / BERLIN_HOUR) % 2 === 0),
        size,
      ),
  },
})

describe("the window", () => {
  const [ada, ben] = [MemberId.make("UADA"), MemberId.make("UBEN")]
  const run = (seq: number, runner: MemberId | null): Ledger.ClosedRun => ({ seq, at: seq, pool: [ada, ben], runner })

  it("passes over unassigned runs without shrinking", () => {
    const history = [run(1, ada), run(2, ben), run(3, null), run(4, ada), run(5, null)]
    assert.deepStrictEqual(
      History.lastRuns(history, 2).map((one) => one.seq),
      [4, 2],
    )
  })

  it("knows newcomers by zeros", () => {
    const question = History.ask({
      runId: RunId.make("00000000-0000-7000-8000-000000000000"),
      policy: { strategy: "fewest-runs", window: 5 },
      eligible: [ada],
      guests: [ben],
      again: new Set([ada]),
      standings: [],
      window: [],
    })
    assert.deepStrictEqual(question.candidates, [
      { ...Ledger.blank(ada), recentServed: 0, recentJoined: 0, again: true },
    ])
    assert.deepStrictEqual([question.guests, question.previousRunner, question.recentRuns], [[ben], null, 0])
  })
})
