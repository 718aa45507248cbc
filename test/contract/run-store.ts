import { assert, layer } from "@effect/vitest"
import { Effect, Exit, type Layer } from "effect"
import { runChange, type RunChange } from "@coffeebuddy/domain/change"
import * as Closing from "@coffeebuddy/domain/closing"
import { MemberId } from "@coffeebuddy/domain/ids"
import { hours } from "@coffeebuddy/domain/instant"
import { UNIT } from "@coffeebuddy/domain/ledger"
import * as Opening from "@coffeebuddy/domain/opening"
import * as Ordering from "@coffeebuddy/domain/ordering"
import { Note, OrderText, Place } from "@coffeebuddy/domain/text"
import { RunStore } from "@coffeebuddy/ports/run-store"
import * as act from "./acting.ts"
import { ada, ben, cem, dia, flatWhite, kitchen, roof } from "./acting.ts"
import { Inside } from "./inside.ts"

const tea = OrderText.make("mint tea")
const everyone = Array.from({ length: 20 }, (_, index) => MemberId.make(`U${String(index).padStart(2, "0")}`))

/** Commits and answers whether it was written. */
const committed = (commit: ReturnType<typeof act.commitOf>) =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit((yield* RunStore).commit(commit))
    return Exit.isSuccess(exit)
  })

/** The run with everything that hangs on it, to see that nothing was written. */
const everything = (run: Parameters<typeof act.order>[0]) =>
  Effect.gen(function* () {
    const inside = yield* Inside
    const { now: _, ...at } = yield* act.seenRun({ run }, ada)
    const rest = [yield* inside.counts, yield* inside.deliveries(run), yield* inside.message(run)]
    return { at, rest }
  })

const nothingIsWritten = (change: RunChange) =>
  Effect.gen(function* () {
    const before = yield* everything(change.id)
    assert.isFalse(yield* committed(act.commitOf(act.bare(change))))
    assert.deepStrictEqual(yield* everything(change.id), before)
  })

/** What a run store promises, whatever keeps the rows. */
export const runStoreContract = (name: string, adapter: Layer.Layer<RunStore | Inside>): void =>
  layer(adapter, { excludeTestServices: true })(`${name} keeps runs`, (it) => {
    const rule = (says: string, test: Effect.Effect<void, unknown, RunStore | Inside>) =>
      it.effect(says, () =>
        Effect.andThen(
          Effect.flatMap(Inside, (inside) => inside.clear),
          test,
        ),
      )

    rule(
      "a channel never seen has the installation's settings, no run, and nobody's usual",
      Effect.gen(function* () {
        const at = yield* act.seenByMember({ channel: kitchen })
        assert.deepInclude(at.channel, { id: kitchen, version: 0, season: 1, closedSeq: 0 })
        assert.deepInclude(at.channel.settings, { strategy: "fewest-runs", window: 5, reminderOffset: 5, admins: [] })
        assert.deepInclude(at, { run: null, message: null, order: null, usual: null, zone: null })
        assert.deepStrictEqual(at.switches, { member: ada, out: null, again: false })
      }),
    )

    rule(
      "a run that was never opened is not found, nor is any in a channel without one",
      Effect.gen(function* () {
        const runs = yield* RunStore
        const unknown = { run: act.freshRun() }
        const unread = [
          yield* Effect.flip(runs.readMember(unknown, ada, null)),
          yield* Effect.flip(runs.readRun(unknown, ada, null)),
          yield* Effect.flip(runs.readRun({ channel: kitchen }, ada, null)),
        ]
        assert.isTrue(unread.every((error) => error._tag === "RunNotFound"))
      }),
    )

    rule(
      "opening creates the channel, its starter and the run, whose message is wanted",
      Effect.gen(function* () {
        const inside = yield* Inside
        const details = { note: Note.make("bring cups"), place: Place.make("Bonanza"), pickupAt: 1_800_000_000_123 }
        const run = yield* act.open(details)
        const at = yield* act.seenRun({ channel: kitchen }, ada)
        assert.strictEqual(at.channel.version, 1)
        const fresh = {
          id: run,
          channel: kitchen,
          season: 1,
          status: "open",
          accepting: true,
          version: 1,
          starter: ada,
        } as const
        assert.deepInclude(at.run, { ...fresh, ...details, volunteer: null, duty: null, closedAt: null, failure: null })
        assert.deepStrictEqual(at.run.pool, [])
        assert.isTrue(at.newest)
        assert.isNull(at.decision)
        assert.isAtMost(Math.abs(at.now - at.run.openedAt), 5_000)
        assert.deepStrictEqual(yield* inside.message(run), { wanted: 1, shown: 0, ts: null })
      }),
    )

    rule(
      "a channel has one open run: of two opened at once one is refused",
      Effect.gen(function* () {
        for (const known of [false, true]) {
          if (known) yield* act.cancelRun((yield* act.seenRun({ channel: kitchen })).run.id)
          const commits = yield* Effect.forEach([ada, ben], (by) =>
            act.keptBack(act.seenByMember({ channel: kitchen }, by), (at) =>
              Opening.open(at, act.opening(act.freshRun(), { by })),
            ),
          )
          const written = yield* Effect.forEach(commits, committed, { concurrency: "unbounded" })
          assert.lengthOf(written.filter(Boolean), 1, known ? "a known channel" : "a new channel")
        }
      }),
    )

    rule(
      "a channel has one open run, even if a decision overlooked it",
      Effect.gen(function* () {
        yield* act.open()
        const overlooking = yield* act.keptBack(act.seenByMember({ channel: kitchen }, ben), (at) =>
          Opening.open({ ...at, run: null }, act.opening(act.freshRun(), { by: ben })),
        )
        const { counts } = yield* Inside
        const before = yield* counts
        assert.isFalse(yield* committed(overlooking))
        assert.deepStrictEqual(yield* counts, before)
      }),
    )

    rule(
      "an opening decided on an older state of the channel is refused",
      Effect.gen(function* () {
        const late = yield* act.keptBack(act.seenByMember({ channel: kitchen }), (at) =>
          Opening.open(at, act.opening(act.freshRun())),
        )
        yield* act.setUsual(ben, tea)
        const { counts } = yield* Inside
        const before = yield* counts
        assert.isFalse(yield* committed(late))
        assert.deepStrictEqual(yield* counts, before)
      }),
    )

    rule(
      "a channel's open run is read, or else its newest; older ones are no longer the newest",
      Effect.gen(function* () {
        const first = yield* act.open()
        yield* act.cancelRun(first)
        assert.strictEqual((yield* act.seenRun({ channel: kitchen })).run.id, first)
        const { pass } = yield* Inside
        yield* pass(10)
        const second = yield* act.open()
        assert.strictEqual((yield* act.seenByMember({ channel: kitchen })).run?.id, second)
        assert.isTrue((yield* act.seenRun({ run: second })).newest)
        assert.isFalse((yield* act.seenRun({ run: first })).newest)
      }),
    )

    rule(
      "channels know nothing of each other",
      Effect.gen(function* () {
        const run = yield* act.open()
        yield* act.order(run, ben)
        yield* act.close(run)
        const there = yield* act.seenByMember({ channel: roof }, ben)
        assert.deepInclude(there, { run: null, usual: null })
        const other = yield* act.open({ channel: roof })
        const at = yield* act.seenRun({ run: other }, ben)
        assert.deepInclude(at, { window: [], standings: [], orders: [] })
        assert.strictEqual(at.channel.closedSeq, 0)
      }),
    )

    rule(
      "a zone is kept when it was just learned, let be when not, and unknown once it is older than a day",
      Effect.gen(function* () {
        const { pass } = yield* Inside
        const run = yield* act.open({ learnedZone: "Europe/Berlin" })
        yield* act.order(run, ada)
        assert.strictEqual((yield* act.seenByMember({ run })).zone, "Europe/Berlin")
        yield* pass(hours(23))
        assert.strictEqual((yield* act.seenByMember({ run })).zone, "Europe/Berlin")
        yield* pass(hours(1) + 1)
        assert.isNull((yield* act.seenByMember({ run })).zone)
      }),
    )

    rule(
      "an order replaces the member's one before and becomes their usual in the channel",
      Effect.gen(function* () {
        const run = yield* act.open()
        yield* act.order(run, ben)
        yield* act.order(run, ben, tea)
        const at = yield* act.seenByMember({ run }, ben)
        assert.deepInclude(at.order, { member: ben, text: tea, active: true })
        assert.deepInclude(at.usual, { member: ben, text: tea })
        assert.lengthOf((yield* act.seenRun({ run })).orders, 1)
        yield* act.cancelOrder(run, ben)
        const canceled = yield* act.seenByMember({ run }, ben)
        assert.deepInclude(canceled.order, { text: tea, active: false })
        assert.deepInclude(canceled.usual, { text: tea })
      }),
    )

    rule(
      "orders are read in the order in which they were placed, canceled ones too",
      Effect.gen(function* () {
        const { pass } = yield* Inside
        const run = yield* act.open()
        for (const by of [dia, ada, ben]) {
          yield* act.order(run, by)
          yield* pass(5)
        }
        yield* act.cancelOrder(run, ben)
        const { orders } = yield* act.seenRun({ run })
        assert.deepStrictEqual(
          orders.map((order) => [order.member, order.active]),
          [
            [dia, true],
            [ada, true],
            [ben, false],
          ],
        )
      }),
    )

    rule(
      "an order moves the run, not the channel, so that people in a hurry do not hinder each other",
      Effect.gen(function* () {
        const run = yield* act.open()
        const commits = yield* Effect.forEach(everyone, (by) =>
          act.keptBack(act.seenByMember({ run }, by), (at) => Ordering.place(at, flatWhite)),
        )
        const written = yield* Effect.forEach(commits, committed, { concurrency: "unbounded" })
        assert.isTrue(written.every(Boolean))
        const at = yield* act.seenRun({ run })
        assert.lengthOf(at.orders, everyone.length)
        assert.strictEqual(at.run.version, 1 + everyone.length)
        assert.strictEqual(at.channel.version, 1)
      }),
    )

    rule(
      "a close never misses an order that was acknowledged",
      Effect.gen(function* () {
        const run = yield* act.open()
        yield* act.order(run, ada)
        const closing = act.freeze(run).pipe(Effect.andThen(act.close(run)))
        const orders = Effect.forEach(
          everyone,
          (by) =>
            act
              .keptBack(act.seenByMember({ run }, by), (at) => Ordering.place(at, flatWhite))
              .pipe(
                Effect.flatMap(committed),
                Effect.catchDefect(() => Effect.succeed(false)),
              ),
          { concurrency: "unbounded" },
        )
        const [acknowledged] = yield* Effect.all([orders, closing], { concurrency: "unbounded" })
        const { decision } = yield* act.seenRun({ run })
        const ordered = decision?.question.candidates.map((candidate) => candidate.member) ?? []
        const expected = everyone.filter((_, index) => acknowledged[index])
        assert.sameMembers([...ordered], [ada, ...expected])
      }),
    )

    rule(
      "a request is applied once for ever and answers the same words again",
      Effect.gen(function* () {
        const runs = yield* RunStore
        const run = yield* act.open()
        const first = yield* act.keptBack(act.seenByMember({ run }, ben), (at) => Ordering.place(at, flatWhite))
        const copies = [first, first, first]
        const written = yield* Effect.forEach(copies, committed, { concurrency: "unbounded" })
        assert.lengthOf(written.filter(Boolean), 1)
        const otherwise = yield* act.keptBack(act.seenByMember({ run }, ben), (at) => Ordering.place(at, tea))
        assert.isFalse(yield* committed({ ...otherwise, request: first.request }))
        const repeated = { _tag: "Repeated", outcome: first.outcome } as const
        assert.deepStrictEqual(yield* runs.readMember({ run }, ben, first.request), repeated)
        assert.deepStrictEqual(yield* runs.readRun({ channel: roof }, null, first.request), repeated)
        assert.strictEqual((yield* act.seenRun({ run })).run.version, 2)
      }),
    )

    rule(
      "a request whose commit was refused may be decided again under the same key",
      Effect.gen(function* () {
        const run = yield* act.open()
        const stale = yield* act.keptBack(act.seenRun({ run }, ada), (at) =>
          Closing.close(at, { member: ada, admin: false }),
        )
        yield* act.order(run, ben)
        assert.isFalse(yield* committed(stale))
        const seen = yield* (yield* RunStore).readRun({ run }, ada, stale.request)
        assert.strictEqual(seen._tag, "Fresh")
        const again = yield* act.keptBack(act.seenRun({ run }, ada), (at) =>
          Closing.close(at, { member: ada, admin: false }),
        )
        assert.isTrue(yield* committed({ ...again, request: stale.request }))
      }),
    )

    rule(
      "nothing is written unless the run is as the change requires",
      Effect.gen(function* () {
        const run = yield* act.open()
        yield* act.order(run, ada)
        yield* act.volunteer(run, cem)
        yield* act.freeze(run)
        const { run: now, channel } = yield* act.seenRun({ run })
        const guards: ReadonlyArray<RunChange["guard"]> = [
          { status: "closed" },
          { status: "open", accepting: true },
          { status: "open", version: now.version - 1 },
          { status: "open", volunteer: null },
          { status: "open", volunteer: ben },
          { status: "open", channel: { id: kitchen, version: channel.version - 1 } },
        ]
        for (const guard of guards) {
          yield* nothingIsWritten(
            runChange(run, guard, {
              set: { note: Note.make("written") },
              orders: [{ member: ada, text: tea, active: true }],
              usuals: [{ member: ada, text: tea }],
              standings: [{ member: ada, joined: 1, served: 1, share: UNIT }],
              members: [{ id: ada, zone: "Europe/Berlin" }],
              cancel: ["deadline"],
              owed: [{ kind: "notice", target: "channel", dueAt: 0 }],
              events: [{ _tag: "OrderUpdated", runId: run, channelId: kitchen, member: ada, kind: "set" }],
            }),
          )
        }
      }),
    )

    rule(
      "what is written when everything is as required, is written together",
      Effect.gen(function* () {
        const run = yield* act.open()
        yield* act.volunteer(run, cem)
        const { run: now, channel } = yield* act.seenRun({ run })
        const guard = {
          status: "open",
          accepting: true,
          version: now.version,
          volunteer: cem,
          channel: { id: kitchen, version: channel.version },
        } as const
        const change = runChange(run, guard, { set: { note: Note.make("written") } })
        assert.isTrue(yield* committed(act.commitOf(act.bare(change))))
        const after = yield* act.seenRun({ run })
        assert.strictEqual(after.run.note, "written")
        assert.strictEqual(after.run.version, now.version + 1)
        assert.strictEqual(after.channel.version, channel.version + 1)
      }),
    )

    rule(
      "what a change names is written even when it is null; what it does not name stays",
      Effect.gen(function* () {
        const place = Place.make("Bonanza")
        const run = yield* act.open({ note: Note.make("bring cups"), place, pickupAt: 5 })
        const change = runChange(run, { status: "open" }, { set: { note: null, pickupAt: null } })
        assert.isTrue(yield* committed(act.commitOf(act.bare(change))))
        assert.deepInclude((yield* act.seenRun({ run })).run, { note: null, pickupAt: null, place })
      }),
    )

    rule(
      "a run that has ended keeps its state for ever",
      Effect.gen(function* () {
        const ends = { closed: act.close, canceled: act.cancelRun, failed: act.failRun } as const
        for (const [status, end] of Object.entries(ends) as ReadonlyArray<[keyof typeof ends, typeof act.close]>) {
          const run = yield* act.open()
          yield* end(run)
          for (const next of ["open", "closed", "canceled", "failed"] as const) {
            yield* nothingIsWritten(runChange(run, { status }, { set: { status: next } }))
          }
        }
      }),
    )

    rule(
      "a run remembers which request opened it and which ended it",
      Effect.gen(function* () {
        const { commit } = yield* RunStore
        const run = act.freshRun()
        const first = yield* act.keptBack(act.seenByMember({ channel: kitchen }), (at) =>
          Opening.open(at, act.opening(run)),
        )
        yield* commit(first)
        yield* act.order(run, ben)
        assert.deepInclude((yield* act.seenRun({ run })).run, {
          openedCorrelation: first.correlation,
          finalCorrelation: null,
        })
        const last = yield* act.keptBack(act.seenRun({ run }), (at) => Closing.close(at, { member: ada, admin: true }))
        yield* commit(last)
        yield* act.handOver(run, ben)
        assert.deepInclude((yield* act.seenRun({ run })).run, {
          openedCorrelation: first.correlation,
          finalCorrelation: last.correlation,
        })
      }),
    )

    rule(
      "closing writes runner, sequence, credit and shares together; the decision comes back word for word",
      Effect.gen(function* () {
        const { commit } = yield* RunStore
        const run = yield* act.open()
        for (const by of [ada, ben, cem]) yield* act.order(run, by)
        const last = yield* act.keptBack(act.seenRun({ run }), (at) => Closing.close(at, { member: ada, admin: false }))
        yield* commit(last)
        const at = yield* act.seenRun({ run }, dia)
        const set = last.change._tag === "RunChange" ? last.change.set : {}
        assert.deepStrictEqual(at.decision, set.decision)
        assert.deepInclude(at.run, { status: "closed", accepting: false, closedSeq: 1, endedBy: ada })
        assert.deepStrictEqual(at.run.duty, set.duty)
        assert.deepStrictEqual(at.run.closedAt, set.closedAt)
        assert.deepStrictEqual(at.run.pool, [ada, ben, cem])
        assert.strictEqual(at.channel.closedSeq, 1)
        const runner = at.run.duty?.runner
        assert.deepStrictEqual(
          at.standings,
          [ada, ben, cem].map((member) => ({
            member,
            joined: 1,
            served: member === runner ? 1 : 0,
            share: UNIT / 3,
            lastServed: member === runner ? 1 : null,
            lastServedAt: member === runner ? at.run.closedAt : null,
          })),
        )
      }),
    )

    rule(
      "who does not serve keeps the run they served last, who hands over gets theirs back",
      Effect.gen(function* () {
        const first = yield* act.open()
        yield* act.order(first, ada)
        yield* act.close(first)
        const second = yield* act.open()
        for (const by of [ada, ben]) yield* act.order(second, by)
        yield* act.close(second)
        const closed = yield* act.seenRun({ run: second }, ada)
        assert.deepInclude(closed.standings[0], { member: ada, served: 1, lastServed: 1 })
        assert.deepInclude(closed.standings[1], { member: ben, served: 1, lastServed: 2 })
        yield* act.handOver(second, ben)
        const over = yield* act.seenRun({ run: second }, ada)
        assert.deepInclude(over.standings[0], { member: ada, served: 2, lastServed: 2 })
        assert.deepInclude(over.standings[1], { member: ben, served: 0, lastServed: null, lastServedAt: null })
        assert.deepStrictEqual(over.run.duty?.lastServedBefore?.seq, 1)
      }),
    )

    rule(
      "standings and switches are those of the people concerned, and of whoever asks",
      Effect.gen(function* () {
        const first = yield* act.open()
        for (const by of [ada, ben, cem]) yield* act.order(first, by)
        yield* act.close(first)
        for (const by of [ada, ben, cem]) yield* act.runAgain(by)
        const second = yield* act.open()
        yield* act.order(second, ada)
        yield* act.volunteer(second, ben)
        const named = (rows: ReadonlyArray<{ readonly member: MemberId }>) => rows.map((row) => row.member)
        const own = yield* act.seenRun({ run: second })
        assert.deepStrictEqual(named(own.standings), [ada, ben])
        assert.sameMembers(named(own.switches), [ada, ben])
        const asking = yield* act.seenRun({ run: second }, cem)
        assert.deepStrictEqual(named(asking.standings), [ada, ben, cem])
        assert.sameMembers(named(asking.switches), [ada, ben, cem])
      }),
    )

    rule(
      "the window holds the channel's last closed runs that had a runner, newest first, as many as the policy asks for",
      Effect.gen(function* () {
        const { configure } = yield* Inside
        yield* configure(kitchen, { window: 2 })
        const runners: Array<MemberId> = []
        for (const who of [[ada], [], [ben, ada], [cem]]) {
          const run = yield* act.open()
          for (const by of who) yield* act.order(run, by)
          yield* act.close(run)
          if (who.length > 0) runners.unshift(yield* act.runnerOf(run))
        }
        yield* act.cancelRun(yield* act.open())
        const at = yield* act.seenRun({ run: yield* act.open() })
        assert.deepStrictEqual(
          at.window.map((served) => served.runner),
          runners.slice(0, 2),
        )
        assert.sameMembers([...(at.window[1]?.pool ?? [])], [ada, ben])
        assert.strictEqual(at.channel.closedSeq, 4)
      }),
    )

    rule(
      "of two volunteers at once one is refused",
      Effect.gen(function* () {
        const run = yield* act.open()
        const change = (by: MemberId) =>
          runChange(
            run,
            { status: "open", accepting: true, volunteer: null },
            { set: { volunteer: by }, members: [{ id: by }] },
          )
        const commits = [ben, cem].map((by) => act.commitOf(act.bare(change(by))))
        const written = yield* Effect.forEach(commits, committed, { concurrency: "unbounded" })
        assert.lengthOf(written.filter(Boolean), 1)
        const winner = written[0] === true ? ben : cem
        assert.strictEqual((yield* act.seenRun({ run })).run.volunteer, winner)
      }),
    )

    rule(
      "what is owed carries the run version that owed it, and the member when it is for one",
      Effect.gen(function* () {
        const { deliveries } = yield* Inside
        const run = yield* act.open()
        yield* act.order(run, ben)
        yield* act.order(run, cem)
        yield* act.failRun(run)
        const owed = yield* deliveries(run)
        assert.deepStrictEqual(
          owed.map(({ key, kind, state, target }) => [key, kind, target, state]),
          [ada, ben, cem].map((member) => [`notice:${run}:4:${member}`, "notice", member, "armed"]),
        )
      }),
    )

    rule(
      "canceling reaches what is armed of those kinds, and not what the same change owes",
      Effect.gen(function* () {
        const { deliveries } = yield* Inside
        const run = yield* act.open()
        for (const by of [ada, ben]) yield* act.order(run, by)
        yield* act.freeze(run)
        yield* act.close(run)
        yield* act.handOver(run, yield* act.runnerOf(run))
        const states = (yield* deliveries(run)).map(({ key, state }) => [key.replace(`:${run}`, ""), state])
        assert.deepStrictEqual(states, [
          ["deadline:4:UADA", "canceled"],
          ["runner_dm:5", "canceled"],
          ["runner_dm:6", "armed"],
          ["summary:5", "canceled"],
          ["summary:6", "armed"],
        ])
      }),
    )

    rule(
      "the run's message is wanted anew by a change that it shows, and not by others",
      Effect.gen(function* () {
        const { message } = yield* Inside
        const run = yield* act.open()
        yield* act.order(run, ben)
        assert.deepInclude(yield* message(run), { wanted: 2 })
        yield* act.freeze(run)
        assert.deepInclude(yield* message(run), { wanted: 2 })
        yield* act.close(run)
        assert.deepInclude(yield* message(run), { wanted: 3 })
      }),
    )

    rule(
      "events carry their id, the run's version and the request's correlation and trace",
      Effect.gen(function* () {
        const { events } = yield* Inside
        const run = yield* act.open()
        yield* act.order(run, ben)
        yield* act.close(run)
        const told = yield* events
        assert.deepStrictEqual(
          told.map(({ id, key, runVersion, type }) => [id, key, runVersion, type]),
          [
            [`${run}:1:1`, run, 1, "coffeebuddy.run_created.v1"],
            [`${run}:2:1`, run, 2, "coffeebuddy.order_updated.v1"],
            [`${run}:3:1`, run, 3, "coffeebuddy.run_closed.v1"],
          ],
        )
        const at = yield* act.seenRun({ run })
        assert.deepInclude(told[0], { correlation: at.run.openedCorrelation, trace: act.trace })
        assert.strictEqual(told[0]?.occurredAt, at.run.openedAt)
        assert.strictEqual(told[2]?.correlation, at.run.finalCorrelation)
        assert.deepInclude(told[1]?.data, { runId: run, channelId: kitchen, member: ben, kind: "set" })
      }),
    )

    rule(
      "switches and usuals outlive runs and need none",
      Effect.gen(function* () {
        yield* act.setUsual(ben, tea)
        yield* act.stayOut(ben, 1_800_000_000_123)
        yield* act.runAgain(ben)
        const at = yield* act.seenByMember({ channel: kitchen }, ben)
        assert.deepStrictEqual(at.switches, { member: ben, out: { until: 1_800_000_000_123 }, again: true })
        assert.deepInclude(at.usual, { text: tea })
        assert.strictEqual(at.channel.version, 3)
        yield* act.stayOut(ben, null)
        assert.deepStrictEqual((yield* act.seenByMember({ channel: kitchen }, ben)).switches.out, { until: null })
      }),
    )

    rule(
      "a change of the channel decided on an older state of it is refused, a new channel's too",
      Effect.gen(function* () {
        const { counts } = yield* Inside
        for (const _ of ["new", "known"]) {
          const late = yield* act.keptBack(act.seenByMember({ channel: kitchen }, ben), (at) =>
            Ordering.setUsual(at, tea),
          )
          yield* act.setUsual(ada, tea)
          const before = yield* counts
          assert.isFalse(yield* committed(late))
          assert.deepStrictEqual(yield* counts, before)
        }
      }),
    )
  })
