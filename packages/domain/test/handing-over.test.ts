import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { close } from "@coffeebuddy/domain/closing"
import { handOver } from "@coffeebuddy/domain/handing-over"
import type { MemberId } from "@coffeebuddy/domain/ids"
import * as Ledger from "@coffeebuddy/domain/ledger"
import type { RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { volunteer } from "@coffeebuddy/domain/volunteering"
import {
  ada,
  after,
  ben,
  cem,
  channel,
  dia,
  kitchen,
  member,
  rejection,
  run,
  runChanged,
  runId,
  seenWith,
} from "./given.ts"
import { anyRun } from "./runs.ts"

const served = (runner: MemberId) => ({ runner, pool: [runner] })
const closed = (at: RunSnapshot) => after(at, close(at, member(ada)))
const handedOver = (at: RunSnapshot, by: MemberId) => after(at, handOver(at, by))

/** Ben was picked, then would come Cem, then Ada. */
const picked = closed(seenWith([ada, ben, cem], { window: [served(cem), served(ada), served(ada)] }))

describe("a runner who cannot go", () => {
  it("hands over to the next by the numbers that decided when the run closed", () => {
    assert.strictEqual(picked.run.duty?.runner, ben)
    const verdict = handOver(picked, ben)
    assert.deepInclude(runChanged(verdict).set.duty, { runner: ada, via: "hand-over" })
    assert.deepStrictEqual(Result.getOrThrow(verdict).outcome, { _tag: "HandedOver", runId, runner: ada })
  })

  it("keeps their share, so that the debt is repaid another day: only the credit moves", () => {
    const change = runChanged(handOver(picked, ben))
    assert.deepStrictEqual(change.set.pool, picked.run.pool)
    assert.isTrue(change.standings.every((delta) => delta.share === 0 && delta.joined === 0))
    const standing = handedOver(picked, ben).standings.find((one) => one.member === ben)
    assert.deepInclude(standing, { joined: 1, served: 0, lastServed: null })
  })

  it("is not asked again for this run", () => {
    const once = handedOver(picked, ben)
    const twice = handedOver(once, ada)
    assert.deepStrictEqual(once.decision?.question.declined, [ben])
    assert.deepStrictEqual(twice.decision?.question.declined, [ben, ada])
    assert.strictEqual(twice.run.duty?.runner, cem)
  })

  it("moves the summary and the list along and tells other systems", () => {
    const change = runChanged(handOver(picked, ben))
    assert.sameMembers([...change.cancel], ["summary", "runner_dm"])
    assert.deepStrictEqual(
      change.owed.map(({ kind, target }) => [kind, target]),
      [
        ["summary", "channel"],
        ["runner_dm", "runner"],
      ],
    )
    const pool = [ada, ben, cem]
    assert.deepStrictEqual(change.events, [
      { _tag: "RunnerChanged", runId, channelId: kitchen, from: ben, to: ada, via: "hand-over", pool },
    ])
  })

  it("hands over only while neither the run nor its channel has moved", () => {
    assert.deepStrictEqual(runChanged(handOver(picked, ben)).guard, {
      status: "closed",
      version: picked.run.version,
      channel: { id: kitchen, version: picked.channel.version },
    })
  })

  it("may be a volunteer who thought better of it: then the rules decide", () => {
    const volunteered = closed(seenWith([ada, ben], { run: run({ volunteer: dia }), window: [served(ada)] }))
    assert.strictEqual(volunteered.run.duty?.runner, dia)
    const relieved = handedOver(volunteered, dia)
    assert.strictEqual(relieved.run.duty?.runner, ben)
    assert.isUndefined(
      relieved.standings.find((one) => one.member === dia),
      "as if they had never come forward",
    )
  })
})

describe("who may hand a duty over", () => {
  it("is the runner alone: nobody else, no admin either", () => {
    const here = { ...picked, channel: channel({ admins: [dia] }) }
    for (const by of [ada, cem, dia]) {
      assert.deepInclude(rejection(handOver(here, by)), { _tag: "NotTheRunner", runner: ben }, by)
    }
  })

  it("is no longer whoever handed it over: a second press moves nothing", () => {
    const once = handedOver(picked, ben)
    assert.deepInclude(rejection(handOver(once, ben)), { _tag: "NotTheRunner", runner: ada })
  })

  it("is nobody when nobody goes", () => {
    const alone = closed(seenWith([ben]))
    const nobody = handedOver(alone, ben)
    assert.deepInclude(rejection(handOver(nobody, ben)), { _tag: "NotTheRunner", runner: null })
  })
})

describe("nobody left to go", () => {
  it("gives the shares back and says that the run is unassigned", () => {
    const before = seenWith([ben], {
      standings: [{ ...Ledger.blank(ben), joined: 2, served: 1, share: 7, lastServed: 3 }],
    })
    const alone = closed(before)
    const change = runChanged(handOver(alone, ben))
    assert.deepInclude(change.set, { duty: null, pool: [] })
    assert.deepStrictEqual(
      change.owed.map((owed) => owed.kind),
      ["summary"],
    )
    assert.deepInclude(change.events[0], { from: ben, to: null, via: null, pool: [] })
    const [standing] = handedOver(alone, ben).standings
    assert.deepInclude(standing, { joined: 2, served: 1, share: 7, lastServed: 3 })
  })
})

describe("whatever the run", () => {
  const runnerOf = (at: RunSnapshot) => at.run.duty?.runner ?? null

  it("a chain of hand-overs ends, everybody asked at most once, with the books as if it had never closed", () => {
    fc.assert(
      fc.property(anyRun, (at) => {
        let present = closed(at)
        const asked: MemberId[] = []
        for (let runner = runnerOf(present); runner !== null; runner = runnerOf(present)) {
          assert.notInclude(asked, runner)
          asked.push(runner)
          present = handedOver(present, runner)
          const balances = present.standings.map(Ledger.balance)
          assert.strictEqual(
            balances.reduce((sum, balance) => sum + balance, 0),
            0,
          )
        }
        assert.deepStrictEqual(present.standings, at.standings)
        assert.isAtMost(asked.length, new Set(at.orders.map((order) => order.member)).size + 1)
      }),
    )
  })

  it("a hand-over from one to another and back restores every standing", () => {
    fc.assert(
      fc.property(anyRun, (at) => {
        const first = closed(at)
        const runner = runnerOf(first)
        if (runner === null) return
        const other = handedOver(first, runner)
        if (runnerOf(other) === null) return
        const back = after(other, volunteer(other, runner))
        assert.deepStrictEqual(back.standings, first.standings)
        assert.deepStrictEqual(back.run.pool, first.run.pool)
      }),
    )
  })
})
