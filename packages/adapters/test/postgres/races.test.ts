import { assert, layer } from "@effect/vitest"
import { Effect, Ref, Schedule } from "effect"
import * as Closing from "@coffeebuddy/domain/closing"
import type { MemberId, RequestKey, RunId } from "@coffeebuddy/domain/ids"
import * as Ordering from "@coffeebuddy/domain/ordering"
import { RunHistory } from "@coffeebuddy/ports/run-history"
import { type RunNotFound, RunStore } from "@coffeebuddy/ports/run-store"
import type { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { Postgres } from "../../src/postgres/connection.ts"
import { statement } from "../../src/postgres/statement.ts"
import {
  aChannel,
  actAsMember,
  actor,
  aMember,
  aRequest,
  commit,
  database,
  decided,
  opened,
  readRun,
  text,
} from "./fixture.ts"

const { live } = database()

const kill = statement(
  "kill",
  `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'coffeebuddy' and datname = current_database() and pid <> pg_backend_pid() order by random() limit $1`,
)
const effects = statement(
  "effects",
  `select (select version from runs where id = $1)::int as version,
    (select count(*) from requests where outcome ->> 'runId' = $1::text)::int as requests,
    (select count(*) from outbox where key = $1::text)::int as events`,
)

const people = Array.from({ length: 8 }, aMember)

/** One order under one key, tried until its outcome is known: applied now, or applied before. */
const orderOnce = (
  run: RunId,
  member: MemberId,
  words: string,
  key: RequestKey,
): Effect.Effect<void, unknown, RunStore> =>
  Effect.gen(function* () {
    const store = yield* RunStore
    const seen = yield* store.readMember({ run }, member, key)
    if (seen._tag === "Fresh") yield* commit(decided(Ordering.place(seen.at, text(words))), key)
  }).pipe(Effect.catchTag(["StoreUnavailable", "Conflict"], () => Effect.delay(orderOnce(run, member, words, key), 10)))

layer(live, { excludeTestServices: true })("under races", (it) => {
  it.effect("no acknowledged order is missing from the close that ended the run", () =>
    Effect.gen(function* () {
      for (let round = 0; round < 10; round++) {
        const channel = aChannel()
        const run = yield* opened(channel, people[0] ?? aMember())
        const acknowledged = yield* Ref.make(new Set<MemberId>())

        const orderUntilClosed = (member: MemberId): Effect.Effect<void, unknown, RunStore> =>
          Effect.suspend(() =>
            Effect.flatMap(
              Effect.flatMap(RunStore, (store) => store.readMember({ run }, member, null)),
              (seen) =>
                seen._tag === "Repeated" || seen.at.run?.accepting !== true
                  ? Effect.void
                  : commit(decided(Ordering.place(seen.at, text("tea")))).pipe(
                      Effect.andThen(Ref.update(acknowledged, (all) => new Set([...all, member]))),
                      Effect.catchTag("Conflict", () => Effect.void),
                      Effect.andThen(orderUntilClosed(member)),
                    ),
            ),
          )

        const close = (
          by: MemberId,
          conflicts: number,
        ): Effect.Effect<void, RunNotFound | StoreUnavailable, RunStore> =>
          Effect.gen(function* () {
            const at = yield* readRun({ run }, by)
            if (at.run.status !== "open") return
            const freezing = conflicts >= 2 && at.run.accepting
            yield* commit(decided(freezing ? Closing.freeze(at, actor(by)) : Closing.close(at, actor(by))))
            if (freezing) yield* close(by, conflicts)
          }).pipe(Effect.catchTag("Conflict", () => close(by, conflicts + 1)))

        const closer = people[0] ?? aMember()
        yield* Effect.all([...people.map(orderUntilClosed), close(closer, 0), close(closer, 0)], {
          concurrency: "unbounded",
          discard: true,
        })

        const at = yield* readRun({ run })
        const counted = new Set(at.decision?.question.candidates.map((candidate) => candidate.member))
        const missing = [...(yield* Ref.get(acknowledged))].filter((member) => !counted.has(member))
        assert.deepStrictEqual(missing, [])
        assert.strictEqual(at.run.closedSeq, 1)
        const standings = yield* (yield* RunHistory).standings(channel)
        assert.strictEqual(
          standings.reduce((sum, standing) => sum + standing.served, 0),
          counted.size === 0 ? 0 : 1,
        )
      }
    }),
  )

  it.effect("the same request, three times at once, takes effect once", () =>
    Effect.gen(function* () {
      const { ask } = yield* Postgres
      const member = aMember()
      const run = yield* opened(aChannel(), member)
      const request = aRequest()
      const once = actAsMember({ run }, member, (at) => Ordering.place(at, text("tea")), request)
      const exits = yield* Effect.all([once, once, once].map(Effect.exit), { concurrency: "unbounded" })
      assert.lengthOf(
        exits.filter((exit) => exit._tag === "Success"),
        1,
      )
      const [after] = yield* ask(effects, [run])
      assert.deepInclude(after, { version: 2, events: 2 })
    }),
  )

  // The last one: connections of the pool still die after it.
  it.effect("every order takes effect once while backends are killed every 30 ms", () =>
    Effect.gen(function* () {
      const { ask } = yield* Postgres
      const run = yield* opened(aChannel(), people[0] ?? aMember())
      const rounds = 50
      const ordering = Effect.forEach(
        people,
        (member) =>
          Effect.forEach(Array.from({ length: rounds }), (_, round) =>
            orderOnce(run, member, `order ${round}`, aRequest()),
          ),
        { concurrency: "unbounded", discard: true },
      )
      const killing = Effect.repeat(Effect.ignore(ask(kill, [1])), Schedule.spaced("30 millis"))
      yield* Effect.raceFirst(Effect.timeout(ordering, "25 seconds"), killing)
      const placed = people.length * rounds
      const [after] = yield* Effect.eventually(ask(effects, [run]))
      assert.deepStrictEqual(
        { ...(after as object) },
        { version: placed + 1, requests: placed + 1, events: placed + 1 },
      )
      const { orders } = yield* Effect.eventually(readRun({ run }))
      assert.deepStrictEqual(new Set(orders.map((order) => order.text)), new Set([text(`order ${rounds - 1}`)]))
    }),
  )
})
