import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { close, CLOSING_DEADLINE, freeze, question } from "@coffeebuddy/domain/closing"
import type { MemberId } from "@coffeebuddy/domain/ids"
import * as Ledger from "@coffeebuddy/domain/ledger"
import type { RunSnapshot } from "@coffeebuddy/domain/snapshot"
import {
  ada,
  after,
  ben,
  cem,
  channel,
  dia,
  flatWhite,
  kitchen,
  member,
  now,
  order,
  rejection,
  run,
  runChanged,
  runId,
  seenWith,
} from "./given.ts"
import { anyRun } from "./runs.ts"

const closed = (at: RunSnapshot) => runChanged(close(at, member(ada)))
const runnerOf = (at: RunSnapshot): MemberId | null => closed(at).set.duty?.runner ?? null
const out = (who: MemberId, until: number | null = null) => ({ member: who, out: { until }, again: false })
const served = (runner: MemberId, ...pool: ReadonlyArray<MemberId>) => ({ runner, pool: [runner, ...pool] })

describe("closing a run", () => {
  it("sends whoever served least among the last runs", () => {
    assert.strictEqual(runnerOf(seenWith([ada, ben], { window: [served(ada, ben)] })), ben)
    assert.strictEqual(runnerOf(seenWith([ada, ben, cem], { window: [served(ada), served(cem)] })), ben)
  })

  it("follows the channel's own strategy", () => {
    const behind = { ...Ledger.blank(ben), joined: 3, share: 3 * Ledger.UNIT }
    const window = [served(ben), served(ben), served(cem), served(cem)]
    const at = seenWith([ada, ben], { standings: [behind], window })
    assert.strictEqual(runnerOf(at), ada)
    assert.strictEqual(runnerOf({ ...at, channel: channel({ strategy: "fair-share" }) }), ben)
  })

  it("stores what was decided with the numbers that decided it", () => {
    const { decision } = closed(seenWith([ada, ben], { window: [served(ada, ben), served(cem, ada)] })).set
    assert.strictEqual(decision?.pick.runner, ben)
    assert.strictEqual(decision?.question.previousRunner, ada)
    assert.strictEqual(decision?.question.recentRuns, 2)
    const numbers = decision?.question.candidates.map(({ member, recentJoined, recentServed }) => [
      member,
      recentServed,
      recentJoined,
    ])
    assert.deepStrictEqual(numbers, [
      [ada, 1, 2],
      [ben, 0, 1],
    ])
  })

  it("gives the run the next place in the channel's order of closed runs", () => {
    assert.strictEqual(closed(seenWith([ada])).set.closedSeq, channel().closedSeq + 1)
  })

  it("credits the runner with this run and remembers which one they had served before", () => {
    const before = { ...Ledger.blank(ben), joined: 1, served: 1, share: 5, lastServed: 2, lastServedAt: 20 }
    const at = seenWith([ben], { standings: [before] })
    assert.deepStrictEqual(closed(at).set.duty, { runner: ben, via: "pick", lastServedBefore: { seq: 2, at: 20 } })
    assert.deepInclude(after(at, close(at, member(ada))).standings[0], { served: 2, lastServed: 5, lastServedAt: now })
  })

  it("has everybody eligible share the cost, the runner too", () => {
    const { pool, duty } = closed(seenWith([ada, ben, cem])).set
    assert.deepStrictEqual(pool, [ada, ben, cem])
    assert.include(pool ?? [], duty?.runner)
  })

  it("counts only orders that were not canceled", () => {
    const orders = [order(ada), order(ben, flatWhite, false)]
    const at = seenWith([], { orders })
    assert.deepStrictEqual(closed(at).set.pool, [ada])
    assert.deepInclude(Result.getOrThrow(close(at, member(ada))).outcome, { runner: ada, orders: 1 })
  })

  it("owes the summary and the runner's list, and calls off what was owed for an open run", () => {
    const change = closed(seenWith([ada]))
    assert.deepStrictEqual(change.owed, [
      { kind: "summary", target: "channel", dueAt: now },
      { kind: "runner_dm", target: "runner", dueAt: now },
    ])
    assert.sameMembers([...change.cancel], ["deadline", "ask_to_close", "last_call"])
  })

  it("tells other systems enough to rebuild every balance", () => {
    const [event] = closed(seenWith([ada, ben], { window: [served(ada)] })).events
    assert.deepInclude(event, { _tag: "RunClosed", runId, channelId: kitchen, runner: ben, via: "pick", orders: 2 })
    assert.deepInclude(event, { closedSeq: 5, pool: [ada, ben] })
  })

  it("holds only while neither the run nor its channel has moved", () => {
    assert.deepStrictEqual(closed(seenWith([ada])).guard, {
      status: "open",
      version: run().version,
      channel: { id: kitchen, version: channel().version },
    })
  })

  it("works on a run that takes no more orders, which is how a frozen one ends", () => {
    assert.strictEqual(runnerOf(seenWith([ada], { run: run({ accepting: false }) })), ada)
  })

  it("happens once: a run that ended stays as it ended", () => {
    for (const status of ["closed", "canceled", "failed"] as const) {
      const ended = seenWith([ada], { run: run({ status }) })
      assert.deepInclude(rejection(close(ended, member(ada))), { _tag: "RunNotOpen", runId, status })
      assert.deepInclude(rejection(freeze(ended, member(ada))), { _tag: "RunNotOpen", runId, status })
    }
  })

  it("is up to those who may end the run; others learn whom to ask", () => {
    const refused = { _tag: "NotAllowed", runId, action: "close", starter: ada } as const
    assert.deepInclude(rejection(close(seenWith([ben]), member(ben))), refused)
    assert.deepInclude(rejection(freeze(seenWith([ben]), member(ben))), refused)
  })
})

describe("a run that nobody can be sent on", () => {
  it("closes unassigned and charges nobody when nobody ordered, even with a volunteer", () => {
    for (const volunteer of [null, ben]) {
      const change = closed(seenWith([], { run: run({ volunteer }) }))
      assert.deepInclude(change.set, { status: "closed", duty: null, pool: [] })
      assert.isEmpty(change.standings)
      assert.deepStrictEqual(change.owed, [{ kind: "summary", target: "channel", dueAt: now }])
      assert.deepInclude(change.events[0], { runner: null, via: null, pool: [], orders: 0 })
    }
  })

  it("closes unassigned and charges nobody when everybody who ordered is out", () => {
    const change = closed(seenWith([ben, cem], { switches: [out(ben), out(cem)] }))
    assert.deepInclude(change.set, { duty: null, pool: [] })
    assert.isEmpty(change.standings)
    assert.deepInclude(change.events[0], { runner: null, orders: 2 })
  })
})

describe("somebody who is out when the run closes", () => {
  it("is brought their coffee, but neither picked nor charged", () => {
    const change = closed(seenWith([ada, ben], { switches: [out(ben)], window: [served(ada)] }))
    assert.strictEqual(change.set.duty?.runner, ada)
    assert.deepStrictEqual(change.set.pool, [ada])
    assert.deepStrictEqual(change.set.decision?.question.guests, [ben])
  })

  it("is eligible again from the moment their absence ends", () => {
    assert.strictEqual(runnerOf(seenWith([ben], { switches: [out(ben, now + 1)] })), null)
    assert.strictEqual(runnerOf(seenWith([ben], { switches: [out(ben, now)] })), ben)
  })
})

describe("who ran last", () => {
  it("is spared, unless they asked to be picked all the same", () => {
    const window = [served(ada), served(ben), served(ben)]
    assert.strictEqual(runnerOf(seenWith([ada, ben], { window })), ben)
    const again = [{ member: ada, out: null, again: true }]
    assert.strictEqual(runnerOf(seenWith([ada, ben], { window, switches: again })), ada)
  })
})

describe("a volunteer", () => {
  it("goes instead of whoever the rules name, who is remembered all the same", () => {
    const change = closed(seenWith([ada, ben], { run: run({ volunteer: ada }), window: [served(ada)] }))
    assert.deepInclude(change.set.duty, { runner: ada, via: "volunteer" })
    assert.strictEqual(change.set.decision?.pick.runner, ben)
    assert.deepInclude(change.events[0], { runner: ada, via: "volunteer" })
  })

  it("who is a guest, or did not order, earns the credit and pays no share", () => {
    for (const at of [
      seenWith([ada, dia], { run: run({ volunteer: dia }), switches: [out(dia)] }),
      seenWith([ada], { run: run({ volunteer: dia }) }),
    ]) {
      const change = closed(at)
      assert.deepStrictEqual(change.set.pool, [ada])
      assert.deepInclude(
        change.standings.find((delta) => delta.member === dia),
        { joined: 0, served: 1, share: 0 },
      )
    }
  })

  it("who is a guest when nobody is eligible carries the cost alone", () => {
    const change = closed(seenWith([dia, ben], { run: run({ volunteer: dia }), switches: [out(dia), out(ben)] }))
    assert.deepStrictEqual(change.set.pool, [dia])
    assert.lengthOf(change.standings, 1)
    assert.deepInclude(change.standings[0], { member: dia, joined: 1, served: 1, share: Ledger.UNIT })
  })
})

describe("freezing a run", () => {
  it("stops ordering and nothing else, and has it closed 5 s later should its closer die", () => {
    const change = runChanged(freeze(seenWith([ada, ben]), member(ada)))
    assert.deepStrictEqual(change.set, { accepting: false })
    assert.deepStrictEqual(change.owed, [{ kind: "deadline", target: ada, dueAt: now + CLOSING_DEADLINE }])
    assert.strictEqual(CLOSING_DEADLINE, 5_000)
    assert.isEmpty(change.standings)
    assert.isFalse(change.refresh)
  })

  it("happens once, whatever was ordered meanwhile", () => {
    assert.deepStrictEqual(runChanged(freeze(seenWith([]), member(ada))).guard, { status: "open", accepting: true })
  })
})

describe("whatever the run", () => {
  it("credits and shares cancel exactly, and only eligible people or the volunteer go", () => {
    fc.assert(
      fc.property(anyRun, (at) => {
        const { set, standings } = closed(at)
        const runner = set.duty?.runner ?? null
        assert.strictEqual(
          standings.reduce((sum, delta) => sum + Ledger.balance(delta), 0),
          0,
        )
        assert.strictEqual(
          standings.reduce((sum, delta) => sum + delta.served, 0),
          runner === null ? 0 : 1,
        )
        const asked = question(at)
        const eligible = asked.candidates.map((candidate) => candidate.member)
        if (runner !== null && runner !== at.run.volunteer) assert.include(eligible, runner)
        if (runner === null) assert.isTrue(at.orders.every((order) => !order.active) || eligible.length === 0)
      }),
    )
  })
})
