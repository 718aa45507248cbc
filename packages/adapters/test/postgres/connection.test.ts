import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Layer, Queue } from "effect"
import * as Connection from "../../src/postgres/connection.ts"
import { Postgres } from "../../src/postgres/connection.ts"
import { down, migrate } from "../../src/postgres/migrations.ts"
import { statement } from "../../src/postgres/statement.ts"
import { temporaryDatabase } from "../../../../test/postgres.ts"
import { database } from "./fixture.ts"
import { type Proxy, proxy } from "./proxy.ts"

const { url } = database()

const one = statement("one", "select $1::int as one")
const slow = statement("slow", "select pg_sleep($1::float8)")
const bell = statement("bell", "select pg_notify('test_bell', $1)")

const ask = Effect.flatMap(Postgres, (postgres) => postgres.ask(one, [1]))
const health = Effect.flatMap(Postgres, (postgres) => postgres.health)

const quick = { max: 2, statementTimeout: 400, deadline: 800, farewell: 200, heartbeat: 200 }

/** A test whose connections go through a proxy that it can cut. */
const throughProxy = (name: string, test: (proxy: Proxy) => Effect.Effect<void, unknown, Postgres>) =>
  it.live(name, () =>
    Effect.acquireUseRelease(
      Effect.promise(() => proxy(url())),
      (between) => Effect.provide(test(between), Connection.layer({ ...quick, url: between.url })),
      (between) => Effect.promise(between.end),
    ),
  )

const untilAnswered = Effect.eventually(Effect.tapError(ask, () => Effect.sleep(20)))

describe("connections to Postgres", () => {
  throughProxy("are replaced when they have gone silent", (between) =>
    Effect.gen(function* () {
      yield* Effect.all([ask, ask], { concurrency: "unbounded" })
      between.silence()
      const lost = yield* Effect.flip(ask)
      assert.deepInclude(lost, { _tag: "StoreUnavailable", code: "DEADLINE" })
      assert.lengthOf(yield* ask, 1)
    }),
  )

  throughProxy("come back by themselves after the database was away", (between) =>
    Effect.gen(function* () {
      yield* ask
      yield* Effect.promise(between.down)
      assert.strictEqual((yield* Effect.flip(ask))._tag, "StoreUnavailable")
      yield* Effect.promise(between.up)
      yield* Effect.timeout(untilAnswered, Duration.seconds(3))
    }),
  )

  throughProxy("say since when the database is away, and whether it ever was there", (between) =>
    Effect.gen(function* () {
      yield* Effect.promise(between.down)
      assert.strictEqual((yield* health)._tag, "NeverConnected")
      yield* Effect.promise(between.up)
      yield* Effect.timeout(untilAnswered, Duration.seconds(3))
      assert.deepStrictEqual(yield* health, { _tag: "Ready" })
      yield* Effect.promise(between.down)
      const first = yield* health
      const second = yield* health
      assert.strictEqual(first._tag, "Down")
      assert.deepInclude(second, { _tag: "Down", since: first._tag === "Down" ? first.since : 0 })
      yield* Effect.promise(between.up)
      yield* Effect.timeout(untilAnswered, Duration.seconds(3))
      assert.deepStrictEqual(yield* health, { _tag: "Ready" })
    }),
  )

  throughProxy("are closed within their bound, even when nobody answers any more", (between) =>
    Effect.gen(function* () {
      const closing = Effect.provide(
        Effect.andThen(ask, Effect.sync(between.silence)),
        Layer.fresh(Connection.layer({ ...quick, url: between.url })),
        { local: true },
      )
      yield* Effect.timeout(closing, Duration.seconds(3))
    }),
  )

  throughProxy("hear notifications again after they were cut or went silent", (between) =>
    Effect.gen(function* () {
      const { notifications } = yield* Postgres
      const heard = yield* notifications("test_bell")
      yield* Queue.take(heard)
      const waiting = yield* Effect.forkChild(Queue.take(heard))
      yield* Effect.flatMap(Postgres, (postgres) => postgres.ask(bell, [""]))
      yield* Effect.timeout(Fiber.join(waiting), Duration.seconds(3))
      between.silence()
      yield* Effect.timeout(Queue.take(heard), Duration.seconds(5))
      yield* Effect.promise(between.down)
      yield* Effect.promise(between.up)
      yield* Effect.timeout(Queue.take(heard), Duration.seconds(5))
    }).pipe(Effect.scoped),
  )

  it.live("give up a statement that the server works on for too long, and keep the connection", () =>
    Effect.gen(function* () {
      const { ask } = yield* Postgres
      assert.deepInclude(yield* Effect.flip(ask(slow, [5])), { _tag: "StoreUnavailable", code: "57014" })
      assert.lengthOf(yield* ask(one, [1]), 1)
    }).pipe(Effect.provide(Layer.unwrap(Effect.sync(() => Connection.layer({ ...quick, url: url() }))))),
  )

  it.live("are not ready for an older schema, and serve a newer one", () =>
    Effect.acquireUseRelease(
      Effect.promise(() => temporaryDatabase()),
      ({ url }) =>
        Effect.gen(function* () {
          yield* Effect.promise(() => down(url))
          assert.deepInclude(yield* health, { _tag: "WrongSchema", found: "0001_runs" })
          yield* Effect.promise(() => down(url))
          assert.deepInclude(yield* health, { _tag: "WrongSchema", found: null })
          yield* Effect.promise(() => migrate(url))
          assert.deepStrictEqual(yield* health, { _tag: "Ready" })
          const newer = statement("newer", "insert into schema_migrations (name) values ($1)")
          yield* (yield* Postgres).ask(newer, ["9999_of_a_later_release"])
          assert.deepStrictEqual(yield* health, { _tag: "Ready" })
        }).pipe(Effect.provide(Connection.layer({ ...quick, url }))),
      ({ drop }) => Effect.promise(drop),
    ),
  )
})
