import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"
import { runChange } from "@coffeebuddy/domain/change"
import * as Closing from "@coffeebuddy/domain/closing"
import * as Ending from "@coffeebuddy/domain/ending"
import * as HandingOver from "@coffeebuddy/domain/handing-over"
import * as Opening from "@coffeebuddy/domain/opening"
import * as Ordering from "@coffeebuddy/domain/ordering"
import * as Switching from "@coffeebuddy/domain/switching"
import * as Volunteering from "@coffeebuddy/domain/volunteering"
import { RunHistory } from "@coffeebuddy/ports/run-history"
import { RunStore } from "@coffeebuddy/ports/run-store"
import {
  aChannel,
  actAsMember,
  actOnRun,
  actor,
  aMember,
  aRequest,
  aRun,
  commit,
  database,
  decided,
  opened,
  opening,
  ordered,
  readMember,
  readRun,
  text,
} from "./fixture.ts"

const { live } = database()

layer(live, { excludeTestServices: true })("the Postgres run store", (it) => {
  describe("reading", () => {
    it.effect("knows a channel that nobody used by the installation's defaults", () =>
      Effect.gen(function* () {
        const at = yield* readMember({ channel: aChannel() }, aMember())
        assert.deepInclude(at, { run: null, order: null, usual: null, zone: null })
        assert.deepInclude(at.channel, { version: 0, season: 1, closedSeq: 0 })
        assert.strictEqual(at.channel.settings.window, 5)
      }),
    )

    it.effect("gives back every instant to the millisecond", () =>
      Effect.gen(function* () {
        const [channel, member, run] = [aChannel(), aMember(), aRun()]
        const pickupAt = 1_795_000_000_123
        yield* actAsMember({ channel }, member, (at) =>
          Opening.open(at, { ...opening(channel, member, run), pickupAt }),
        )
        assert.strictEqual((yield* readMember({ run }, member)).run?.pickupAt, pickupAt)
      }),
    )

    it.effect("prefers the open run, then the newest", () =>
      Effect.gen(function* () {
        const [channel, member] = [aChannel(), aMember()]
        const first = yield* opened(channel, member)
        yield* actOnRun({ channel }, member, (at) => Ending.cancel(at, actor(member)))
        assert.strictEqual((yield* readMember({ channel }, member)).run?.id, first)
        const second = yield* opened(channel, member)
        assert.strictEqual((yield* readMember({ channel }, member)).run?.id, second)
        assert.isFalse((yield* readRun({ run: first })).newest)
        assert.isTrue((yield* readRun({ run: second })).newest)
      }),
    )
  })

  describe("a whole season", () => {
    it.effect("keeps orders, usuals, switches, standings and decisions together", () =>
      Effect.gen(function* () {
        const channel = aChannel()
        const [ann, bob, cid] = [aMember(), aMember(), aMember()]
        const first = yield* opened(channel, ann)
        yield* ordered(first, ann, "tea 🍵")
        yield* ordered(first, bob)
        yield* ordered(first, cid)
        yield* actAsMember({ run: first }, cid, (at) => Ordering.cancelOrder(at))
        yield* actAsMember({ channel }, bob, (at) => Switching.out(at, null))
        yield* actOnRun({ run: first }, ann, (at) => Closing.close(at, actor(ann)))

        const closed = yield* readRun({ run: first }, ann)
        assert.strictEqual(closed.run.status, "closed")
        assert.deepInclude(closed.run.duty, { runner: ann, via: "pick", lastServedBefore: null })
        assert.deepStrictEqual(closed.run.pool, [ann])
        assert.deepStrictEqual(
          closed.orders.map((order) => order.active),
          [true, true, false],
        )
        assert.deepStrictEqual(closed.window, [{ runner: ann, pool: [ann] }])
        assert.strictEqual(closed.channel.closedSeq, 1)
        assert.strictEqual(closed.decision?.pick.runner, ann)
        assert.strictEqual((yield* readMember({ channel }, ann)).usual?.text, text("tea 🍵"))

        yield* actAsMember({ channel }, bob, (at) => Switching.backIn(at))
        const second = yield* opened(channel, bob)
        yield* ordered(second, ann)
        yield* ordered(second, bob)
        yield* actOnRun({ run: second }, bob, (at) => Closing.close(at, actor(bob)))
        yield* actOnRun({ run: second }, bob, (at) => HandingOver.handOver(at, bob))
        const handed = yield* readRun({ run: second }, bob)
        assert.deepInclude(handed.run.duty, { runner: ann, via: "hand-over" })
        assert.strictEqual(handed.run.duty?.lastServedBefore?.seq, 1)
        const standings = yield* (yield* RunHistory).standings(channel)
        assert.deepStrictEqual(
          standings.map(({ member, joined, served }) => ({ member, joined, served })),
          [
            { member: ann, joined: 2, served: 2 },
            { member: bob, joined: 1, served: 0 },
          ],
        )
        const latest = yield* (yield* RunHistory).latest(channel, { status: "closed", limit: 10 })
        assert.deepStrictEqual(
          latest.map((run) => run.id),
          [second, first],
        )
      }),
    )

    it.effect("writes a volunteer only while nobody else is one", () =>
      Effect.gen(function* () {
        const [ann, bob] = [aMember(), aMember()]
        const run = yield* opened(aChannel(), ann)
        const at = yield* readRun({ run })
        yield* commit(decided(Volunteering.volunteer(at, ann)))
        const late = yield* Effect.flip(commit(decided(Volunteering.volunteer(at, bob))))
        assert.strictEqual(late._tag, "Conflict")
        assert.strictEqual((yield* readRun({ run })).run.volunteer, ann)
      }),
    )
  })

  describe("all or nothing", () => {
    it.effect("repeats a request's outcome instead of doing it again", () =>
      Effect.gen(function* () {
        const store = yield* RunStore
        const [channel, member, request] = [aChannel(), aMember(), aRequest()]
        const run = yield* opened(channel, member)
        const placed = decided(Ordering.place(yield* readMember({ run }, member), text("tea")))
        yield* commit(placed, request)
        assert.strictEqual((yield* Effect.flip(commit(placed, request)))._tag, "Conflict")
        assert.strictEqual((yield* readMember({ run }, member)).run?.version, 2)
        const seen = yield* store.readMember({ run }, member, request)
        assert.deepStrictEqual(seen, { _tag: "Repeated", outcome: placed.outcome })
      }),
    )

    it.effect("leaves the channel alone when the run has moved", () =>
      Effect.gen(function* () {
        const [channel, member] = [aChannel(), aMember()]
        const run = yield* opened(channel, member)
        const stale = yield* readRun({ run }, member)
        yield* ordered(run, member)
        const late = yield* Effect.flip(commit(decided(Closing.close(stale, actor(member)))))
        assert.strictEqual(late._tag, "Conflict")
        assert.deepStrictEqual((yield* readRun({ run })).channel, stale.channel)
      }),
    )

    it.effect("opens one run when two are started at the same moment in a new channel", () =>
      Effect.gen(function* () {
        const [channel, ann, bob] = [aChannel(), aMember(), aMember()]
        const at = yield* readMember({ channel }, ann)
        const attempts = [ann, bob].map((by) => commit(decided(Opening.open(at, opening(channel, by, aRun())))))
        const exits = yield* Effect.all(attempts.map(Effect.exit), { concurrency: "unbounded" })
        assert.lengthOf(
          exits.filter((exit) => exit._tag === "Success"),
          1,
        )
        assert.lengthOf(yield* (yield* RunHistory).latest(channel, { limit: 10 }), 1)
      }),
    )

    it.effect("refuses to leave a final state, whatever the guard says", () =>
      Effect.gen(function* () {
        const member = aMember()
        const run = yield* opened(aChannel(), member)
        yield* actOnRun({ run }, member, (at) => Ending.fail(at, "archived"))
        const change = runChange(
          run,
          { status: "failed" },
          { set: { status: "open", accepting: true, closedAt: null } },
        )
        const refused = yield* Effect.flip(commit({ change, outcome: { _tag: "Frozen", runId: run } }))
        assert.strictEqual(refused._tag, "Conflict")
      }),
    )
  })
})
