import { Clock, Context, Duration, Effect, Layer, type Queue, Schema, type Scope } from "effect"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { type Fault, isPassing } from "./fault.ts"
import { listen } from "./listener.ts"
import { type Ask, type Parameter, pool } from "./pool.ts"
import { expectedVersion, schemaVersion } from "./schema-version.ts"
import { decoded } from "./rows.ts"
import type { Statement } from "./statement.ts"

export interface Options {
  readonly url: string
  /** Connections at most; the listener's comes on top. */
  readonly max?: number
  /** How long the server may work on one statement, in milliseconds. */
  readonly statementTimeout?: number
  /** After how many milliseconds without an answer a statement counts as lost, and the connections as dead. Longer than the server's limit. */
  readonly deadline?: number
  /** How long a closed connection may take to say goodbye, in milliseconds. */
  readonly farewell?: number
  /** How often the listener makes sure that it is still heard, in milliseconds. */
  readonly heartbeat?: number
}

/** Whether requests can be served, for readiness and for a person: `since` is when it was first noticed to be down. */
export type Health =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "NeverConnected"; readonly code: string }
  | { readonly _tag: "WrongSchema"; readonly expected: string; readonly found: string | null }
  | { readonly _tag: "Down"; readonly code: string; readonly since: Instant }

/** The database, one statement at a time: there are no transactions that span several. */
export class Postgres extends Context.Service<
  Postgres,
  {
    /** The statement's rows. Deadlocks are retried; a statement that was lost with its connection is not: it may have been applied. */
    readonly ask: (
      statement: Statement,
      parameters: ReadonlyArray<Parameter>,
    ) => Effect.Effect<ReadonlyArray<unknown>, Fault>
    /** Something comes from the queue on every notification, and whenever some may have been missed. */
    readonly notifications: (channel: string) => Effect.Effect<Queue.Queue<void>, never, Scope.Scope>
    readonly health: Effect.Effect<Health>
  }
>()("@coffeebuddy/adapters/postgres/Postgres") {}

const RETRIES = 4

const retried = (ask: Ask): Ask => {
  const attempt = (statement: Statement, parameters: ReadonlyArray<Parameter>, left: number): ReturnType<Ask> =>
    Effect.catch(ask(statement, parameters), (fault) =>
      left > 0 && isPassing(fault)
        ? Effect.delay(attempt(statement, parameters, left - 1), Duration.millis(5 * (RETRIES + 1 - left) ** 2))
        : Effect.fail(fault),
    )
  return (statement, parameters) => attempt(statement, parameters, RETRIES).pipe(Effect.withSpan(statement.operation))
}

const asVersion = decoded(Schema.Struct({ found: Schema.NullOr(Schema.String), applied: Schema.Boolean }))

const healthOf = (ask: Ask, expected: string): Effect.Effect<Health> => {
  let connected = false
  let since: Instant | null = null
  const reached = (version: { readonly found: string | null; readonly applied: boolean }): Health => {
    connected = true
    since = null
    return version.applied ? { _tag: "Ready" } : { _tag: "WrongSchema", expected, found: version.found }
  }
  return ask(schemaVersion, [expected]).pipe(
    Effect.flatMap(([row]) => asVersion(row)),
    Effect.map(reached),
    Effect.catch((fault) =>
      Effect.map(Clock.currentTimeMillis, (now): Health => {
        const code = fault._tag === "Duplicate" ? fault.constraint : fault.code
        if (code === "42P01") return reached({ found: null, applied: false })
        if (!connected) return { _tag: "NeverConnected", code }
        since ??= now
        return { _tag: "Down", code, since }
      }),
    ),
  )
}

/**
 * Connects lazily: building the layer succeeds while the database is away. Survives its restarts, killed backends and connections that went
 * silent: statements fail with `StoreUnavailable` and the next ones find fresh connections.
 */
export const layer = (options: Options): Layer.Layer<Postgres> =>
  Layer.effect(
    Postgres,
    Effect.gen(function* () {
      const settings = {
        max: 10,
        statementTimeout: 5_000,
        deadline: 7_000,
        farewell: 2_000,
        heartbeat: 5_000,
        ...options,
      }
      const ask = retried(yield* pool(settings))
      const expected = yield* Effect.promise(expectedVersion)
      return Postgres.of({
        ask,
        notifications: (channel) => listen(settings, channel),
        health: healthOf(ask, expected),
      })
    }),
  )

/** For what has no unique key to collide with: whatever is not the store's fault is a bug. */
export const orDie = <A, R>(effect: Effect.Effect<A, Fault, R>): Effect.Effect<A, StoreUnavailable, R> =>
  Effect.catch(effect, (fault) => (fault._tag === "StoreUnavailable" ? Effect.fail(fault) : Effect.die(fault)))
