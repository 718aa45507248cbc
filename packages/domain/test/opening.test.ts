import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { open, type Opening } from "@coffeebuddy/domain/opening"
import { RunId } from "@coffeebuddy/domain/ids"
import { hours } from "@coffeebuddy/domain/instant"
import { Note, Place } from "@coffeebuddy/domain/text"
import { ben, channel, kitchen, now, rejection, run, runId, seenByMember } from "./given.ts"

const fresh = RunId.make("00000002-0000-7000-8000-000000000000")
const opening = (parts: Partial<Opening> = {}): Opening => ({
  run: fresh,
  channel: kitchen,
  by: ben,
  pickupAt: now + hours(1),
  place: null,
  note: null,
  learnedZone: null,
  assumedZone: null,
  ...parts,
})
const opened = (at = seenByMember({ run: null }), parts: Partial<Opening> = {}) => {
  const decided = Result.getOrThrow(open(at, opening(parts)))
  if (decided.change._tag !== "OpenChange") throw new Error(`a ${decided.change._tag} was decided`)
  return { ...decided, change: decided.change }
}

describe("opening a run", () => {
  it("creates it for whoever asked, and tells of it", () => {
    const { change, outcome } = opened(undefined, { note: Note.make("bring cups") })
    const pickupAt = now + hours(1)
    assert.deepStrictEqual(change.run, {
      id: fresh,
      starter: ben,
      pickupAt,
      place: null,
      note: Note.make("bring cups"),
    })
    assert.deepStrictEqual(change.events, [
      { _tag: "RunCreated", runId: fresh, channelId: kitchen, starter: ben, pickupAt },
    ])
    assert.deepStrictEqual(outcome, { _tag: "RunOpened", runId: fresh, pickupAt, zone: null })
  })

  it("needs no pick-up time", () => {
    assert.isNull(opened(undefined, { pickupAt: null }).change.run.pickupAt)
  })

  it("holds only while the channel is as it was read", () => {
    assert.deepStrictEqual(opened().change.channel, { id: kitchen, version: channel().version })
  })

  it("is refused while the channel has an open run, which is named", () => {
    assert.deepInclude(rejection(open(seenByMember(), opening())), { _tag: "RunAlreadyOpen", runId })
  })

  it("is possible again once the last run has ended, however it ended", () => {
    for (const status of ["closed", "canceled", "failed"] as const) {
      assert.strictEqual(opened(seenByMember({ run: run({ status }) })).outcome._tag, "RunOpened")
    }
  })

  it("is refused where the channel's admins switched CoffeeBuddy off", () => {
    const off = channel({ enabled: false })
    assert.strictEqual(rejection(open(seenByMember({ run: null, channel: off }), opening()))._tag, "ChannelDisabled")
  })

  it("still shows the open run where CoffeeBuddy was switched off meanwhile", () => {
    const off = channel({ enabled: false })
    assert.strictEqual(rejection(open(seenByMember({ channel: off }), opening()))._tag, "RunAlreadyOpen")
  })

  it("goes to the channel's usual place unless another is named", () => {
    const here = seenByMember({ run: null, channel: channel({ defaultPlace: Place.make("Bonanza") }) })
    assert.strictEqual(opened(here).change.run.place, "Bonanza")
    assert.strictEqual(opened(here, { place: Place.make("The Barn") }).change.run.place, "The Barn")
  })

  it("keeps the starter's zone when it was just learned, and lets a known one be", () => {
    assert.deepStrictEqual(opened(undefined, { learnedZone: "Europe/Berlin" }).change.members, [
      { id: ben, zone: "Europe/Berlin" },
    ])
    assert.deepStrictEqual(opened().change.members, [{ id: ben }])
  })

  it("names the zone it assumed", () => {
    assert.deepInclude(opened(undefined, { assumedZone: "Europe/Berlin" }).outcome, { zone: "Europe/Berlin" })
  })
})
