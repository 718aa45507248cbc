import { Effect, Queue, type Scope } from "effect"
import { connect, farewell, type PoolOptions } from "./pool.ts"

const within = (millis: number, work: Promise<unknown>): Promise<void> =>
  new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error("no answer")), millis)
    work.then(() => done(), fail).finally(() => clearTimeout(timer))
  })

/**
 * Listens on a connection of its own, asks every `heartbeat` milliseconds whether it is alive, and listens anew when it is not. What was
 * notified in between is lost, so whoever listens is woken once after every new beginning.
 */
export const listen = (
  options: PoolOptions & { readonly heartbeat: number },
  channel: string,
): Effect.Effect<Queue.Queue<void>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const bell = yield* Queue.sliding<void>(1)
    const ring = () => void Queue.offerUnsafe(bell, undefined)

    const session = Effect.gen(function* () {
      let lost = () => {}
      const closed = new Promise<void>((done) => (lost = done))
      const sql = yield* Effect.acquireRelease(
        Effect.sync(() =>
          connect({ ...options, max: 1 }, { max_lifetime: null, onnotify: ring, onclose: () => lost() }),
        ),
        (sql) => Effect.promise(() => farewell(sql, 100)),
      )
      yield* Effect.tryPromise(() => within(options.deadline, sql.unsafe(`listen ${channel}`)))
      ring()
      const beat = Effect.andThen(
        Effect.sleep(options.heartbeat),
        Effect.tryPromise(() => within(options.heartbeat, sql.unsafe("select 1"))),
      )
      yield* Effect.raceFirst(
        Effect.forever(beat),
        Effect.promise(() => closed),
      )
    })

    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.ignore(Effect.scoped(session)), Effect.sleep(100))))
    return bell
  })
