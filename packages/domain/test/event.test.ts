import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import type { Change } from "@coffeebuddy/domain/change"
import { close, freeze } from "@coffeebuddy/domain/closing"
import type { Verdict } from "@coffeebuddy/domain/decided"
import { cancel, edit, fail } from "@coffeebuddy/domain/ending"
import { handOver } from "@coffeebuddy/domain/handing-over"
import { open } from "@coffeebuddy/domain/opening"
import { cancelOrder, place, placeUsual, setUsual } from "@coffeebuddy/domain/ordering"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { backIn, out, setAgain } from "@coffeebuddy/domain/switching"
import { Note, OrderText, Place } from "@coffeebuddy/domain/text"
import { volunteer } from "@coffeebuddy/domain/volunteering"
import {
  ada,
  admin,
  after,
  ben,
  dia,
  earlierRun,
  kitchen,
  member,
  now,
  runChanged,
  seenByMember,
  seenWith,
} from "./given.ts"
import { anyRun } from "./runs.ts"

const marker = "PLANTED"
const text = OrderText.make(`${marker} order`)
const spot = Place.make(`${marker} place`)
const note = Note.make(`${marker} note`)

/** The run with the marker wherever a member typed something. */
const planted = (at: RunSnapshot): RunSnapshot => ({
  ...at,
  channel: { ...at.channel, settings: { ...at.channel.settings, defaultPlace: spot } },
  run: { ...at.run, place: spot, note },
  orders: at.orders.map((order) => ({ ...order, text })),
})

const seenBy = (at: RunSnapshot): MemberSnapshot => {
  const order = at.orders[0] ?? null
  const member = order?.member ?? ben
  return seenByMember({ channel: at.channel, run: at.run, member, order, usual: { member, text, usedAt: now } })
}

/** Every change that any decision makes of this open run, or of the same run after it closed. */
const changes = (at: RunSnapshot): ReadonlyArray<Change> => {
  const own = seenBy(at)
  const closed = after(at, close(at, member(ada)))
  const details = { pickupAt: now, place: spot, note }
  const opening = { run: earlierRun, channel: kitchen, by: ben, learnedZone: null, assumedZone: null, ...details }
  const verdicts: ReadonlyArray<Verdict<unknown>> = [
    open({ ...own, run: null }, opening),
    place(own, text),
    placeUsual(own),
    cancelOrder(own),
    setUsual(own, text),
    out(own, null),
    backIn(own),
    setAgain(own, true),
    close(at, member(ada)),
    freeze(at, member(ada)),
    cancel(at, member(ada)),
    fail(at, "archived"),
    edit(at, member(ada), details),
    volunteer(at, dia),
    volunteer(closed, dia),
    handOver(closed, closed.run.duty?.runner ?? ada),
  ]
  return verdicts.flatMap((verdict) => (Result.isSuccess(verdict) ? [verdict.success.change] : []))
}

describe("whatever is decided", () => {
  it("no event carries an order text, a note or a place", () => {
    fc.assert(
      fc.property(anyRun, (at) => {
        for (const change of changes(planted(at))) {
          const events = change._tag === "ChannelChange" ? [] : change.events
          assert.notInclude(JSON.stringify(events), marker)
        }
      }),
    )
  })

  it("the marker does reach what is stored, so that its absence from events means something", () => {
    const stored = JSON.stringify(changes(planted(seenWith([]))))
    for (const typed of [text, spot, note]) assert.include(stored, typed)
  })

  it("a member stands at most once in each list of a change", () => {
    fc.assert(
      fc.property(anyRun, (at) => {
        for (const change of changes(at)) {
          const { id: _, ...lists } = { id: null, ...change }
          for (const [name, list] of Object.entries(lists)) {
            if (!["members", "orders", "usuals", "standings", "switches"].includes(name)) continue
            const members = (list as ReadonlyArray<{ member?: string; id?: string }>).map((row) => row.member ?? row.id)
            assert.strictEqual(new Set(members).size, members.length, `${change._tag} names a member twice in ${name}`)
          }
        }
      }),
    )
  })

  it("a run that ended stays as it ended", () => {
    fc.assert(
      fc.property(anyRun, fc.constantFrom("closed" as const, "canceled" as const, "failed" as const), (at, status) => {
        const ended = { ...at, run: { ...at.run, status, accepting: false } }
        const attempts: ReadonlyArray<Verdict<unknown>> = [
          close(ended, admin(ada)),
          freeze(ended, admin(ada)),
          cancel(ended, admin(ada)),
          fail(ended, "archived"),
          edit(ended, admin(ada), { pickupAt: null, place: null, note: null }),
          place(seenBy(ended), text),
        ]
        assert.isTrue(attempts.every(Result.isFailure))
        const closed = after(at, close(at, member(ada)))
        const moves: ReadonlyArray<Verdict<unknown>> = [
          volunteer(closed, dia),
          handOver(closed, closed.run.duty?.runner ?? ada),
        ]
        for (const move of moves.filter(Result.isSuccess)) assert.notProperty(runChanged(move).set, "status")
      }),
    )
  })
})
