import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { backIn, out, setAgain } from "@coffeebuddy/domain/switching"
import { isOut } from "@coffeebuddy/domain/snapshot"
import { hours } from "@coffeebuddy/domain/instant"
import { ben, channel, kitchen, now, seenByMember } from "./given.ts"

const switched = (verdict: ReturnType<typeof out>) => {
  const { change, outcome } = Result.getOrThrow(verdict)
  if (change._tag !== "ChannelChange") throw new Error(`a ${change._tag} was decided`)
  return { change, outcome, switches: change.switches }
}
const tired = seenByMember({ switches: { member: ben, out: { until: now + hours(2) }, again: true } })

describe("switches", () => {
  it("keep a member out until a moment, or until further notice", () => {
    assert.deepStrictEqual(switched(out(seenByMember(), now + hours(8))).switches, [
      { member: ben, out: { until: now + hours(8) }, again: false },
    ])
    const forever = switched(out(seenByMember(), null))
    assert.deepStrictEqual(forever.switches, [{ member: ben, out: { until: null }, again: false }])
    assert.deepStrictEqual(forever.outcome, { _tag: "SwitchedOut", until: null })
  })

  it("let a member back in without touching whether they may run twice", () => {
    const { outcome, switches } = switched(backIn(tired))
    assert.deepStrictEqual(switches, [{ member: ben, out: null, again: true }])
    assert.deepStrictEqual(outcome, { _tag: "SwitchedIn", again: true })
  })

  it("let a member run twice without letting them back in", () => {
    const { outcome, switches } = switched(setAgain(tired, false))
    assert.deepStrictEqual(switches, [{ member: ben, out: { until: now + hours(2) }, again: false }])
    assert.deepStrictEqual(outcome, { _tag: "AgainSet", on: false })
  })

  it("need no run, and hold only while the channel is as it was read", () => {
    for (const verdict of [out, (at: typeof tired) => backIn(at), (at: typeof tired) => setAgain(at, true)]) {
      const { change } = switched(verdict({ ...tired, run: null }, null))
      assert.deepStrictEqual(change.channel, { id: kitchen, version: channel().version })
      assert.deepStrictEqual(change.members, [{ id: ben }])
      assert.isEmpty(change.usuals)
    }
  })
})

describe("being out", () => {
  it("ends at the moment named, not after it", () => {
    const switches = { member: ben, out: { until: now }, again: false }
    assert.isTrue(isOut(switches, now - 1))
    assert.isFalse(isOut(switches, now))
  })

  it("has no end until further notice, and is nobody's state who never asked for it", () => {
    assert.isTrue(isOut({ member: ben, out: { until: null }, again: false }, now + hours(10_000)))
    assert.isFalse(isOut({ member: ben, out: null, again: true }, now))
    assert.isFalse(isOut(undefined, now))
  })
})
