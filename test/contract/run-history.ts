import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { UNIT } from "@coffeebuddy/domain/ledger"
import { RunHistory } from "@coffeebuddy/ports/run-history"
import type { RunStore } from "@coffeebuddy/ports/run-store"
import * as act from "./acting.ts"
import { ada, ben, kitchen, roof } from "./acting.ts"
import { Inside } from "./inside.ts"

/** What a run history promises, whatever keeps the rows. */
export const runHistoryContract = (name: string, adapter: Layer.Layer<RunStore | RunHistory | Inside>): void =>
  layer(adapter, { excludeTestServices: true })(`${name} remembers`, (it) => {
    const rule = (says: string, test: Effect.Effect<void, unknown, RunStore | RunHistory | Inside>) =>
      it.effect(says, () =>
        Effect.andThen(
          Effect.flatMap(Inside, (inside) => inside.clear),
          test,
        ),
      )

    rule(
      "the newest runs of a channel come first, at most as many as asked for",
      Effect.gen(function* () {
        const history = yield* RunHistory
        const { pass } = yield* Inside
        const runs = []
        for (const end of [act.close, act.cancelRun, act.close, act.failRun]) {
          const run = yield* act.open()
          yield* end(run)
          runs.unshift(run)
          yield* pass(5)
        }
        yield* act.open({ channel: roof })
        const ids = (options: Parameters<typeof history.latest>[1]) =>
          Effect.map(history.latest(kitchen, options), (found) => found.map((run) => run.id))
        assert.deepStrictEqual(yield* ids({ limit: 100 }), runs)
        assert.deepStrictEqual(yield* ids({ limit: 2 }), runs.slice(0, 2))
        assert.deepStrictEqual(yield* ids({ limit: 100, status: "closed" }), [runs[1], runs[3]])
        assert.deepStrictEqual(yield* ids({ limit: 1, status: "closed" }), [runs[1]])
        assert.deepStrictEqual(yield* ids({ limit: 1, status: "open" }), [])
      }),
    )

    rule(
      "a run is remembered as the store reads it",
      Effect.gen(function* () {
        const history = yield* RunHistory
        const run = yield* act.open({ pickupAt: 1_800_000_000_123 })
        for (const by of [ada, ben]) yield* act.order(run, by)
        yield* act.close(run)
        const at = yield* act.seenRun({ run })
        assert.deepStrictEqual(yield* history.latest(kitchen, { limit: 1 }), [at.run])
      }),
    )

    rule(
      "standings are everybody's in the channel, by member id, without those that came to nothing",
      Effect.gen(function* () {
        const history = yield* RunHistory
        assert.deepStrictEqual(yield* history.standings(kitchen), [])
        const run = yield* act.open()
        for (const by of [ben, ada]) yield* act.order(run, by)
        yield* act.close(run)
        const standings = yield* history.standings(kitchen)
        assert.deepStrictEqual(
          standings.map(({ joined, member, share }) => [member, joined, share]),
          [
            [ada, 1, UNIT / 2],
            [ben, 1, UNIT / 2],
          ],
        )
        yield* act.handOver(run, yield* act.runnerOf(run))
        yield* act.handOver(run, yield* act.runnerOf(run))
        assert.deepStrictEqual(yield* history.standings(kitchen), [])
        assert.deepStrictEqual(yield* history.standings(roof), [])
      }),
    )
  })
