import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import type { Decided } from "@coffeebuddy/domain/decided"
import { accepting, cancelOrder, place, placeUsual, setUsual } from "@coffeebuddy/domain/ordering"
import { hours } from "@coffeebuddy/domain/instant"
import { OrderText } from "@coffeebuddy/domain/text"
import {
  ben,
  cem,
  channel,
  flatWhite,
  kitchen,
  now,
  order,
  rejection,
  run,
  runChanged,
  runId,
  seenByMember,
} from "./given.ts"

const tea = OrderText.make("mint tea")
const usual = { member: ben, text: tea, usedAt: now - hours(24) }
const outcome = (verdict: Result.Result<Decided, unknown>) => Result.getOrThrow(verdict).outcome

describe("ordering", () => {
  it("sets the member's order, makes it their usual and says that they ordered", () => {
    const change = runChanged(place(seenByMember(), tea))
    assert.deepStrictEqual(change.orders, [{ member: ben, text: tea, active: true }])
    assert.deepStrictEqual(change.usuals, [{ member: ben, text: tea }])
    assert.deepStrictEqual(change.events, [
      { _tag: "OrderUpdated", runId, channelId: kitchen, member: ben, kind: "set" },
    ])
    assert.isTrue(change.refresh, "the run's message shows it")
  })

  it("holds only while the run takes orders, whatever else happened to it meanwhile", () => {
    assert.deepStrictEqual(runChanged(place(seenByMember(), tea)).guard, { status: "open", accepting: true })
  })

  it("again replaces the order before, and says so", () => {
    assert.deepInclude(outcome(place(seenByMember(), tea)), { replaced: false })
    assert.deepInclude(outcome(place(seenByMember({ order: order(ben) }), tea)), { replaced: true })
    const canceled = seenByMember({ order: order(ben, flatWhite, false) })
    assert.deepInclude(outcome(place(canceled, tea)), { replaced: false }, "a canceled order is not replaced")
  })

  it("tells members who are out that they will not be picked", () => {
    const out = { member: ben, out: { until: now + 1 }, again: false }
    assert.deepInclude(outcome(place(seenByMember({ switches: out }), tea)), { out: true })
    assert.deepInclude(outcome(place(seenByMember({ now: now + 1, switches: out }), tea)), { out: false })
  })

  it("works with the usual alone", () => {
    const verdict = placeUsual(seenByMember({ usual }))
    assert.deepStrictEqual(runChanged(verdict).orders, [{ member: ben, text: tea, active: true }])
    assert.deepInclude(outcome(verdict), { text: tea, usual: true })
    assert.deepInclude(outcome(place(seenByMember({ usual }), tea)), { usual: false })
  })

  it("the usual needs one", () => {
    assert.strictEqual(rejection(placeUsual(seenByMember()))._tag, "NoUsual")
  })
})

describe("an order needs a run that takes orders", () => {
  const attempts = [
    (at: ReturnType<typeof seenByMember>) => place(at, tea),
    (at: ReturnType<typeof seenByMember>) => placeUsual({ ...at, usual }),
    (at: ReturnType<typeof seenByMember>) => cancelOrder({ ...at, order: order(ben) }),
    accepting,
  ]

  it("where none was ever opened there is none", () => {
    for (const attempt of attempts)
      assert.strictEqual(rejection(attempt(seenByMember({ run: null })))._tag, "NoOpenRun")
  })

  it("a run that ended says how it ended", () => {
    for (const status of ["closed", "canceled", "failed"] as const) {
      const ended = seenByMember({ run: run({ status, accepting: false }) })
      for (const attempt of attempts) assert.deepInclude(rejection(attempt(ended)), { _tag: "RunNotOpen", status })
    }
  })

  it("a run that is being closed at this moment says so", () => {
    const closing = seenByMember({ run: run({ accepting: false }) })
    for (const attempt of attempts) {
      assert.deepInclude(rejection(attempt(closing)), { _tag: "RunNotOpen", status: "closing" })
    }
  })
})

describe("canceling an order", () => {
  const canceled = order(ben, flatWhite, false)

  it("makes it inactive, keeps the usual and says that it is gone", () => {
    const change = runChanged(cancelOrder(seenByMember({ order: order(ben), usual })))
    assert.deepStrictEqual(change.orders, [{ member: ben, text: flatWhite, active: false }])
    assert.isEmpty(change.usuals)
    assert.deepStrictEqual(change.events, [
      { _tag: "OrderUpdated", runId, channelId: kitchen, member: ben, kind: "canceled" },
    ])
  })

  it("is refused to whoever has none that counts and does not volunteer", () => {
    for (const none of [null, canceled]) {
      assert.strictEqual(rejection(cancelOrder(seenByMember({ order: none })))._tag, "NoOrder")
      const others = seenByMember({ order: none, run: run({ volunteer: cem }) })
      assert.strictEqual(rejection(cancelOrder(others))._tag, "NoOrder")
    }
  })

  it("a volunteer who cancels their order is no longer the volunteer", () => {
    const verdict = cancelOrder(seenByMember({ order: order(ben), run: run({ volunteer: ben }) }))
    const change = runChanged(verdict)
    assert.deepStrictEqual(change.set, { volunteer: null })
    assert.strictEqual(change.guard.volunteer, ben, "it must be them who are withdrawn")
    assert.deepInclude(Result.getOrThrow(verdict).outcome, { ordered: true, withdrawn: true })
  })

  it("takes back the offer to go of whoever did not order: no order changes, and nobody is told of one", () => {
    for (const order of [null, canceled]) {
      const verdict = cancelOrder(seenByMember({ order, run: run({ volunteer: ben }) }))
      const change = runChanged(verdict)
      assert.deepStrictEqual(change.set, { volunteer: null })
      assert.strictEqual(change.guard.volunteer, ben, "it must be them who are withdrawn")
      assert.isEmpty(change.orders)
      assert.isEmpty(change.events)
      assert.isTrue(change.refresh, "the run's message shows it")
      assert.deepStrictEqual(outcome(verdict), { _tag: "OrderCanceled", runId, ordered: false, withdrawn: true })
    }
  })

  it("leaves somebody else's offer to go alone", () => {
    const verdict = cancelOrder(seenByMember({ order: order(ben), run: run({ volunteer: cem }) }))
    const change = runChanged(verdict)
    assert.isEmpty(change.set)
    assert.deepInclude(outcome(verdict), { ordered: true, withdrawn: false })
    assert.notProperty(change.guard, "volunteer")
  })
})

describe("setting the usual", () => {
  it("needs no run and touches none", () => {
    const { change, outcome } = Result.getOrThrow(setUsual(seenByMember({ run: null }), tea))
    assert.deepStrictEqual(change, {
      _tag: "ChannelChange",
      channel: { id: kitchen, version: channel().version },
      usuals: [{ member: ben, text: tea }],
      switches: [],
      members: [{ id: ben }],
    })
    assert.deepStrictEqual(outcome, { _tag: "UsualSet", text: tea })
  })
})
