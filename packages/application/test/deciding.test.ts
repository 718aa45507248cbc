import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Memory } from "@coffeebuddy/adapters/memory/state"
import { decide, decideOnce, informed } from "@coffeebuddy/application/deciding"
import { PlaceOrder } from "@coffeebuddy/application/place-order"
import type { Decided } from "@coffeebuddy/domain/decided"
import { NoUsual } from "@coffeebuddy/domain/rejection"
import { Conflict, RunStore, type Seen } from "@coffeebuddy/ports/run-store"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { ada, altered, ben, flatWhite, kitchen, officeWhere, open, request } from "./office.ts"

const fault = (code: string) => new StoreUnavailable({ operation: "commit", code, constraint: null, table: null })

const out: Decided = {
  change: {
    _tag: "ChannelChange",
    channel: { id: kitchen, version: 0 },
    usuals: [],
    switches: [],
    members: [],
  },
  outcome: { _tag: "SwitchedOut", until: null },
}

/** A world that has moved `conflicts` times between read and commit; counts both. */
const moving = (conflicts: number) => {
  const count = { reads: 0, commits: 0 }
  const read = Effect.sync((): Seen<number> => ({ _tag: "Fresh", at: (count.reads += 1) }))
  const commit = () =>
    Effect.suspend(() => ((count.commits += 1) > conflicts ? Effect.void : Effect.fail(new Conflict())))
  return { count, read, commit }
}

describe("deciding", () => {
  it.effect("is done anew with what is read anew, until the change is written", () =>
    Effect.gen(function* () {
      const { commit, count, read } = moving(2)
      const seen: number[] = []
      const verdict = (at: number) => {
        seen.push(at)
        return Result.succeed(out)
      }
      assert.deepStrictEqual(yield* decide(request(ada), read, verdict, commit), out)
      assert.deepStrictEqual(seen, [1, 2, 3])
      assert.strictEqual(count.commits, 3)
    }),
  )

  it.effect("one round answers null when the world moved", () =>
    Effect.gen(function* () {
      const { commit, read } = moving(1)
      assert.isNull(yield* decideOnce(request(ada), read, () => Result.succeed(out), commit))
    }),
  )

  it.effect("is given up after 25 rounds: others keep changing the same thing, and nothing was written", () =>
    Effect.gen(function* () {
      const { commit, count, read } = moving(1_000)
      const error = yield* Effect.flip(decide(request(ada), read, () => Result.succeed(out), commit))
      assert.strictEqual(error._tag, "Conflict")
      assert.strictEqual(count.commits, 25)
    }),
  )

  it.effect("a rejection is final and writes nothing", () =>
    Effect.gen(function* () {
      const { commit, count, read } = moving(0)
      const rejected = decide(request(ada), read, () => Result.fail(new NoUsual()), commit)
      assert.strictEqual((yield* Effect.flip(rejected))._tag, "NoUsual")
      assert.deepStrictEqual(count, { reads: 1, commits: 0 })
    }),
  )

  it.effect("a request that came before gets its words again, and nothing is decided", () =>
    Effect.gen(function* () {
      const read = Effect.succeed<Seen<number>>({ _tag: "Repeated", outcome: out.outcome })
      const verdict = () => assert.fail("decided again")
      const answer = yield* decide(request(ada), read, verdict, () => Effect.die("written again"))
      assert.deepStrictEqual(answer, { outcome: out.outcome, change: null })
    }),
  )

  it.effect("what has to be found out besides is not looked up for a request that came before", () =>
    Effect.gen(function* () {
      const repeated: Seen<number> = { _tag: "Repeated", outcome: out.outcome }
      assert.deepStrictEqual(yield* informed(Effect.succeed(repeated), () => Effect.die("looked up")), repeated)
      const fresh = informed(Effect.succeed<Seen<number>>({ _tag: "Fresh", at: 1 }), (at) => Effect.succeed(at + 1))
      assert.deepStrictEqual(yield* fresh, { _tag: "Fresh", at: { seen: 1, known: 2 } })
    }),
  )
})

describe("when the connection breaks", () => {
  it.effect("after a commit that arrived, the request is told what it did, and it is done once", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const { outcome } = yield* (yield* PlaceOrder).execute(request(ben), { run }, flatWhite)
      assert.include(outcome, { _tag: "OrderPlaced", replaced: false })
      assert.lengthOf(yield* (yield* Memory).orders(run), 1)
      assert.strictEqual((yield* (yield* Memory).run(run)).version, 2)
    }).pipe(
      Effect.provide(
        officeWhere(
          altered(RunStore, (store) => {
            let lost = 0
            return {
              commit: (commit) =>
                commit.outcome._tag === "OrderPlaced" && (lost += 1) === 1
                  ? Effect.andThen(store.commit(commit), Effect.fail(fault("CONNECTION_CLOSED")))
                  : store.commit(commit),
            }
          }),
        ),
      ),
    ),
  )

  it.effect("for good, that is said after three more attempts", () =>
    Effect.gen(function* () {
      let reads = 0
      const read = Effect.suspend(() => {
        reads += 1
        return Effect.fail(fault("CONNECT_TIMEOUT"))
      })
      const error = yield* Effect.flip(
        decide(
          request(ada),
          read,
          () => Result.succeed(out),
          () => Effect.void,
        ),
      )
      assert.deepInclude(error, { _tag: "StoreUnavailable", code: "CONNECT_TIMEOUT" })
      assert.strictEqual(reads, 4)
    }),
  )

  it.effect("and only then: any other fault of the store is not tried again", () =>
    Effect.gen(function* () {
      const { read } = moving(0)
      let commits = 0
      const commit = () =>
        Effect.suspend(() => {
          commits += 1
          return Effect.fail(fault("22P02"))
        })
      assert.deepInclude(yield* Effect.flip(decide(request(ada), read, () => Result.succeed(out), commit)), {
        code: "22P02",
      })
      assert.strictEqual(commits, 1)
    }),
  )

  it.effect("a store that is down keeps the run as it was", () =>
    Effect.gen(function* () {
      const run = yield* open()
      const stored = yield* (yield* Memory).run(run)
      const error = yield* Effect.flip((yield* PlaceOrder).execute(request(ben), { run }, flatWhite))
      assert.deepInclude(error, { code: "57P01" })
      assert.deepStrictEqual(yield* (yield* Memory).run(run), stored)
    }).pipe(
      Effect.provide(
        officeWhere(
          altered(RunStore, (store) => ({
            commit: (commit) =>
              commit.outcome._tag === "OrderPlaced" ? Effect.fail(fault("57P01")) : store.commit(commit),
          })),
        ),
      ),
    ),
  )
})
