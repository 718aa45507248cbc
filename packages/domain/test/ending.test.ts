import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { cancel, edit, fail } from "@coffeebuddy/domain/ending"
import { hours } from "@coffeebuddy/domain/instant"
import { Note, Place } from "@coffeebuddy/domain/text"
import {
  ada,
  ben,
  cem,
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

const details = { pickupAt: now + hours(1), place: Place.make("Bonanza"), note: null }
const ends = ["closed", "canceled", "failed"] as const

describe("canceling a run", () => {
  it("ends it without a runner, a credit or a share", () => {
    const change = runChanged(cancel(seenWith([ada, ben]), member(ada)))
    assert.deepStrictEqual(change.set, { status: "canceled", accepting: false, closedAt: now, endedBy: ada })
    assert.isEmpty(change.standings)
    assert.deepStrictEqual(change.events, [{ _tag: "RunCanceled", runId, channelId: kitchen, by: ada, orders: 2 }])
  })

  it("tells the channel when somebody else had ordered, and nobody otherwise", () => {
    const owed = (people: Parameters<typeof seenWith>[0]) => runChanged(cancel(seenWith(people), member(ada))).owed
    assert.deepStrictEqual(owed([ada, ben]), [{ kind: "notice", target: "channel", dueAt: now }])
    assert.isEmpty(owed([ada]))
    assert.isEmpty(owed([]))
    const withdrawn = seenWith([], { orders: [order(ben, flatWhite, false)] })
    assert.isEmpty(runChanged(cancel(withdrawn, member(ada))).owed, "a canceled order does not count")
  })

  it("calls off everything still owed for the run ahead", () => {
    const { cancel: kinds } = runChanged(cancel(seenWith([ada]), member(ada)))
    assert.sameMembers([...kinds], ["deadline", "last_call", "runner_reminder", "ask_to_close"])
  })

  it("is not undone by a close that came first: only an open run can be canceled", () => {
    assert.strictEqual(runChanged(cancel(seenWith([ada]), member(ada))).guard.status, "open")
    for (const status of ends) {
      const verdict = cancel(seenWith([ada], { run: run({ status }) }), member(ada))
      assert.deepInclude(rejection(verdict), { _tag: "RunNotOpen", runId, status })
    }
  })

  it("is up to those who may end the run; others learn whom to ask", () => {
    assert.deepInclude(rejection(cancel(seenWith([ben]), member(ben))), {
      _tag: "NotAllowed",
      action: "cancel",
      starter: ada,
    })
  })
})

describe("a run whose message Slack refuses", () => {
  const failed = fail(seenWith([ada, ben, cem]), "not-in-channel")

  it("fails with the reason, which is told to other systems too", () => {
    const change = runChanged(failed)
    assert.deepInclude(change.set, { status: "failed", accepting: false, closedAt: now, failure: "not-in-channel" })
    assert.deepStrictEqual(change.events, [{ _tag: "RunFailed", runId, channelId: kitchen, failure: "not-in-channel" }])
    assert.isEmpty(change.standings)
    assert.isFalse(change.refresh, "its message cannot be edited")
  })

  it("tells the starter and everybody who had ordered, each once", () => {
    const told = runChanged(failed).owed
    assert.deepStrictEqual(
      told.map((owed) => owed.target),
      [ada, ben, cem],
    )
    assert.isTrue(told.every((owed) => owed.kind === "notice" && owed.dueAt === now))
    const withdrawn = seenWith([], { orders: [order(ben, flatWhite, false)] })
    assert.deepStrictEqual(
      runChanged(fail(withdrawn, "archived")).owed.map((owed) => owed.target),
      [ada],
    )
  })

  it("fails only while it is open", () => {
    for (const status of ends) {
      const verdict = fail(seenWith([ada], { run: run({ status }) }), "archived")
      assert.deepInclude(rejection(verdict), { _tag: "RunNotOpen", status })
    }
  })
})

describe("editing a run's details", () => {
  it("replaces pick-up time, place and note, also with nothing", () => {
    const at = seenWith([], { run: run({ note: Note.make("bring cups") }) })
    assert.deepStrictEqual(runChanged(edit(at, member(ada), details)).set, details)
    const { outcome } = Result.getOrThrow(edit(at, member(ada), details))
    assert.deepStrictEqual(outcome, { _tag: "DetailsEdited", runId, pickupAt: details.pickupAt })
  })

  it("is for those who may end the run, while it is open", () => {
    assert.deepInclude(rejection(edit(seenWith([]), member(ben), details)), { _tag: "NotAllowed", action: "edit" })
    for (const status of ends) {
      const verdict = edit(seenWith([], { run: run({ status }) }), member(ada), details)
      assert.deepInclude(rejection(verdict), { _tag: "RunNotOpen", status })
    }
  })
})
