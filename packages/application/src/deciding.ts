import { Effect, type Result } from "effect"
import type { Decided } from "@coffeebuddy/domain/decided"
import { Conflict, type RunStore, type Seen } from "@coffeebuddy/ports/run-store"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { crashPoint } from "./crash-point.ts"
import type { Answer, Request } from "./request.ts"

/** How often a decision is taken anew because the world moved, before the request is refused. */
const ROUNDS = 25

/** How often a round is begun again because its connection broke. */
const RECONNECTS = 3

/** What was read, and what had to be found out besides before deciding. */
export interface Informed<Snapshot, Known> {
  readonly seen: Snapshot
  readonly known: Known
}

/** The read with what `find` finds out about it; for a request that came before nothing is looked up. */
export const informed = <Snapshot, Missing, Known, Misfit>(
  read: Effect.Effect<Seen<Snapshot>, Missing>,
  find: (seen: Snapshot) => Effect.Effect<Known, Misfit>,
): Effect.Effect<Seen<Informed<Snapshot, Known>>, Missing | Misfit> =>
  Effect.gen(function* () {
    const seen = yield* read
    if (seen._tag === "Repeated") return seen
    return { _tag: "Fresh", at: { seen: seen.at, known: yield* find(seen.at) } }
  })

/**
 * One round of read, decide, commit. Null when the world moved in between: nothing was written. A round whose connection broke is taken
 * again, because the request key tells whether its commit had arrived.
 */
export const decideOnce = <Snapshot, Rejected, Missing>(
  request: Request,
  read: Effect.Effect<Seen<Snapshot>, Missing | StoreUnavailable>,
  verdict: (at: Snapshot) => Result.Result<Decided, Rejected>,
  commit: RunStore["Service"]["commit"],
): Effect.Effect<Answer | null, Rejected | Missing | StoreUnavailable> =>
  Effect.gen(function* () {
    yield* crashPoint("decide.read")
    const seen = yield* read
    if (seen._tag === "Repeated") return { outcome: seen.outcome, change: null }
    const { change, outcome } = yield* Effect.fromResult(verdict(seen.at))
    yield* crashPoint("decide.commit")
    const { key, correlation, trace } = request
    const written = yield* commit({ request: key, correlation, trace, change, outcome }).pipe(
      Effect.as(true),
      Effect.catchTag("Conflict", () => Effect.succeed(false)),
    )
    if (!written) return null
    yield* crashPoint("decide.committed")
    return { outcome, change }
  }).pipe(
    Effect.retry({
      times: RECONNECTS,
      while: (error) => error instanceof StoreUnavailable && error.connectionLost,
    }),
  )

/**
 * Rounds of read, decide, commit with one request key, until the change is written, was written before, or is rejected. `Conflict` when
 * others kept changing the same thing: nothing was written.
 */
export const decide = Effect.fn("decide")(function* <Snapshot, Rejected, Missing>(
  request: Request,
  read: Effect.Effect<Seen<Snapshot>, Missing | StoreUnavailable>,
  verdict: (at: Snapshot) => Result.Result<Decided, Rejected>,
  commit: RunStore["Service"]["commit"],
) {
  for (let round = 0; round < ROUNDS; round++) {
    const answer = yield* decideOnce(request, read, verdict, commit)
    if (answer !== null) return answer
  }
  return yield* new Conflict()
})
