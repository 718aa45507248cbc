import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { close } from "@coffeebuddy/domain/closing"
import { HAND_OVER_WINDOW } from "@coffeebuddy/domain/duty"
import { handOver } from "@coffeebuddy/domain/handing-over"
import { hours } from "@coffeebuddy/domain/instant"
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

const outcome = (verdict: ReturnType<typeof volunteer>) => Result.getOrThrow(verdict).outcome
const served = (runner: typeof ada) => ({ runner, pool: [runner] })
const closed = (at: RunSnapshot) => after(at, close(at, member(ada)))

describe("volunteering while the run is open", () => {
  it("is kept with the run until it closes", () => {
    const verdict = volunteer(seenWith([]), ben)
    assert.deepStrictEqual(runChanged(verdict).set, { volunteer: ben })
    assert.isEmpty(runChanged(verdict).standings, "the credit comes with closing")
    assert.deepStrictEqual(outcome(verdict), { _tag: "Volunteered", runId, closed: false, insteadOf: null })
  })

  it("is won by the first, and everybody after learns who it is", () => {
    assert.isNull(runChanged(volunteer(seenWith([]), ben)).guard.volunteer, "two at once: the second is refused")
    const taken = seenWith([], { run: run({ volunteer: ben }) })
    for (const late of [cem, ben]) {
      assert.deepInclude(rejection(volunteer(taken, late)), { _tag: "AlreadyVolunteered", by: ben })
    }
  })

  it("is too late while the run is being closed", () => {
    const closing = seenWith([], { run: run({ accepting: false }) })
    assert.deepInclude(rejection(volunteer(closing, ben)), { _tag: "RunNotOpen", status: "closing" })
    assert.isTrue(runChanged(volunteer(seenWith([]), ben)).guard.accepting)
  })

  it("is refused where the channel's admins switched it off", () => {
    const at = seenWith([ada], { channel: channel({ volunteers: false }) })
    assert.strictEqual(rejection(volunteer(at, ben))._tag, "VolunteersOff")
    assert.strictEqual(rejection(volunteer(closed(at), ben))._tag, "VolunteersOff")
  })

  it("makes no sense for a run that was canceled or failed", () => {
    for (const status of ["canceled", "failed"] as const) {
      assert.deepInclude(rejection(volunteer(seenWith([ada], { run: run({ status }) }), ben)), {
        _tag: "RunNotOpen",
        status,
      })
    }
  })
})

describe("volunteering after the run closed", () => {
  const at = closed(seenWith([ada, ben], { window: [served(ada)] }))

  it("relieves whoever was picked: the credit moves, the shares stay", () => {
    const verdict = volunteer(at, ada)
    const change = runChanged(verdict)
    assert.deepInclude(change.set.duty, { runner: ada, via: "volunteer" })
    assert.deepStrictEqual(change.set.pool, [ada, ben])
    assert.deepStrictEqual(
      change.standings.map(({ member, served, share }) => [member, served, share]),
      [
        [ada, 1, 0],
        [ben, -1, 0],
      ],
    )
    assert.deepStrictEqual(outcome(verdict), { _tag: "Volunteered", runId, closed: true, insteadOf: ben })
  })

  it("moves the summary and the list along, and tells whoever was relieved", () => {
    const change = runChanged(volunteer(at, ada))
    assert.sameMembers([...change.cancel], ["summary", "runner_dm"])
    assert.deepStrictEqual(
      change.owed.map(({ kind, target }) => [kind, target]),
      [
        ["summary", "channel"],
        ["runner_dm", "runner"],
        ["notice", ben],
      ],
    )
    assert.deepStrictEqual(change.events, [
      { _tag: "RunnerChanged", runId, channelId: kitchen, from: ben, to: ada, via: "volunteer", pool: [ada, ben] },
    ])
  })

  it("is open to people who did not order, who then pay no share", () => {
    const delta = runChanged(volunteer(at, dia)).standings.find((one) => one.member === dia)
    assert.deepInclude(delta, { joined: 0, served: 1, share: 0 })
  })

  it("is refused to a second volunteer and to the runner themselves", () => {
    assert.deepInclude(rejection(volunteer(at, ben)), { _tag: "AlreadyVolunteered", by: ben })
    const relieved = after(at, volunteer(at, ada))
    assert.deepInclude(rejection(volunteer(relieved, cem)), { _tag: "AlreadyVolunteered", by: ada })
  })

  it("holds only while neither the run nor its channel has moved", () => {
    const { guard } = runChanged(volunteer(at, ada))
    assert.deepStrictEqual(guard, {
      status: "closed",
      version: at.run.version,
      channel: { id: kitchen, version: at.channel.version },
    })
  })

  it("saves a run for which nobody was eligible, at the volunteer's own cost", () => {
    const out = { member: ben, out: { until: null }, again: false }
    const unassigned = closed(seenWith([ben], { switches: [out] }))
    const change = runChanged(volunteer(unassigned, ben))
    assert.deepStrictEqual(change.set.pool, [ben])
    assert.deepInclude(change.standings[0], { member: ben, served: 1, share: Ledger.UNIT })
    assert.isFalse(
      change.owed.some((owed) => owed.kind === "notice"),
      "nobody was relieved",
    )
    assert.deepInclude(change.events[0], { from: null, to: ben })
  })

  it("charges the shares again after they had gone back because nobody was left", () => {
    const start = seenWith([ben])
    const picked = closed(start)
    const unassigned = after(picked, handOver(picked, ben))
    assert.isEmpty(unassigned.standings)
    const saved = after(unassigned, volunteer(unassigned, cem))
    const standing = (who: typeof ben) => saved.standings.find((one) => one.member === who)
    assert.deepInclude(standing(ben), { joined: 1, served: 0, share: Ledger.UNIT })
    assert.deepInclude(standing(cem), { joined: 0, served: 1, share: 0, lastServed: picked.run.closedSeq })
  })
})

describe("the duty is fixed", () => {
  const at = closed(seenWith([ada, ben], { window: [served(ada)] }))
  const because = (parts: Partial<RunSnapshot>) => {
    const late = { ...at, ...parts }
    const refused = rejection(volunteer(late, cem))
    assert.deepStrictEqual(rejection(handOver(late, ben)), refused, "for handing over too")
    return refused._tag === "DutyIsFixed" ? refused.because : refused._tag
  }

  it("once the next run was opened", () => {
    assert.strictEqual(because({ newest: false }), "another-run")
  })

  it("once another season began: its books are not this run's", () => {
    assert.strictEqual(because({ channel: { ...at.channel, season: at.channel.season + 1 } }), "another-season")
  })

  it("more than 4 hours after closing, not at 4 hours", () => {
    const closedAt = at.run.closedAt ?? 0
    assert.strictEqual(HAND_OVER_WINDOW, hours(4))
    assert.strictEqual(because({ now: closedAt + hours(4) + 1 }), "too-late")
    assert.isTrue(Result.isSuccess(volunteer({ ...at, now: closedAt + hours(4) }, cem)))
  })

  it("when nobody ordered, because there is nothing to carry", () => {
    assert.strictEqual(because({ orders: [] }), "nobody-ordered")
  })

  it("until the run has closed", () => {
    const open = rejection(handOver(seenWith([ada]), ada))
    assert.deepInclude(open, { _tag: "DutyIsFixed", because: "not-closed" })
  })
})
