import { Effect, type Scope } from "effect"
import postgres from "postgres"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { address } from "./address.ts"
import { type Fault, fault } from "./fault.ts"
import type { Statement } from "./statement.ts"

export interface PoolOptions {
  readonly url: string
  readonly max: number
  readonly statementTimeout: number
  readonly deadline: number
  readonly farewell: number
}

/** Documents travel as JSON text. */
export type Parameter = string | number | null

export type Ask = (
  statement: Statement,
  parameters: ReadonlyArray<Parameter>,
) => Effect.Effect<ReadonlyArray<unknown>, Fault>

/** Options that postgres.js has and its types lack. */
interface Untyped {
  readonly onnotify?: () => void
  readonly max_pipeline?: number
}

/**
 * postgres.js with the settings that survive a dying backend: no look-up of types, reconnecting after 0.1 s, five seconds to connect, and one
 * statement at a time per connection, so that one that waits for a lock holds up no other.
 */
export const connect = (options: PoolOptions, more: postgres.Options<{}> & Untyped = {}): postgres.Sql => {
  const { url, ...place } = address(options.url)
  const settings: postgres.Options<{}> & Untyped = {
    ...place,
    max: options.max,
    max_pipeline: 0,
    fetch_types: false,
    backoff: () => 0.1,
    connect_timeout: 5,
    keep_alive: 5,
    onnotice: () => {},
    connection: { application_name: "coffeebuddy", statement_timeout: options.statementTimeout },
    ...more,
  }
  return postgres(url, settings)
}

/** Says goodbye within the bound; postgres.js by itself can wait for ever on a connection that is gone. */
export const farewell = (sql: postgres.Sql, millis: number): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, millis + 500)
    const finished = () => {
      clearTimeout(timer)
      done()
    }
    sql.end({ timeout: millis / 1_000 }).then(finished, finished)
  })

/** Connections of one age; all are replaced at once when one of them proves dead. */
interface Generation {
  readonly sql: postgres.Sql
  answeredAt: number
}

const isSent = (query: object): boolean => "state" in query && query.state !== null

/** Statements over at most `max` connections; each ends within the deadline, and what went silent is replaced. */
export const pool = (options: PoolOptions): Effect.Effect<Ask, never, Scope.Scope> =>
  Effect.gen(function* () {
    const born = (): Generation => ({ sql: connect(options), answeredAt: performance.now() })
    let current = born()
    const leaving = new Set<Promise<void>>()

    const replace = (old: Generation) => {
      if (old !== current) return
      current = born()
      const gone = farewell(old.sql, options.deadline).finally(() => leaving.delete(gone))
      leaving.add(gone)
    }

    yield* Effect.addFinalizer(() =>
      Effect.promise(() => Promise.all([farewell(current.sql, options.farewell), ...leaving])),
    )

    return (statement, parameters) =>
      Effect.callback((resume) => {
        const generation = current
        const askedAt = performance.now()
        const query = generation.sql.unsafe(statement.text, [...parameters], { prepare: true })
        const timer = setTimeout(() => {
          // The server's own limit is shorter: an unanswered statement means a dead connection, a queue that never moves a dead pool.
          if (isSent(query) || generation.answeredAt < askedAt) replace(generation)
          const { operation } = statement
          resume(Effect.fail(new StoreUnavailable({ operation, code: "DEADLINE", constraint: null, table: null })))
        }, options.deadline)
        query.then(
          (rows) => {
            clearTimeout(timer)
            generation.answeredAt = performance.now()
            resume(Effect.succeed(rows))
          },
          (error: unknown) => {
            clearTimeout(timer)
            const failed = fault(statement.operation, error)
            if (failed._tag === "StoreUnavailable" && failed.code === "CONNECT_TIMEOUT") replace(generation)
            resume(Effect.fail(failed))
          },
        )
      })
  })
