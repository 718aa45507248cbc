import { Cause, Clock, Context, Effect, FiberSet, Layer, Ref } from "effect"
import { type Claim, OwedMessages } from "@coffeebuddy/ports/owed-messages"
import type { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { crashPoint } from "./crash-point.ts"
import { type Attempt, Deliver } from "./deliver.ts"

/**
 * All in milliseconds. A claim is abandoned when less than `callTimeout` (the longest a call to Slack can take) is left of its `lease`.
 * `idle` is the longest sleep between two looks into the ledger, `retry` the sleep after the store failed, `pause` the one after Slack
 * refused our token.
 */
export interface Timing {
  readonly lease: number
  readonly callTimeout: number
  readonly idle: number
  readonly retry: number
  readonly pause: number
}

export const timing: Timing = { lease: 15_000, callTimeout: 10_000, idle: 1_000, retry: 1_000, pause: 30_000 }

/** What a bug of ours keeps from being delivered is given up, or it would be claimed for ever. */
const broken: Attempt = { settlement: { _tag: "Refused", code: "bug" }, paused: false, code: "bug" }

/** How many messages one process has in flight at once. */
const SLOTS = 16

/** Brings what is owed to Slack, for as long as it runs; any number of processes may. */
export class Dispatcher extends Context.Service<Dispatcher>()("@coffeebuddy/application/Dispatcher", {
  make: Effect.fn("Dispatcher.make")(function* (timing: Timing) {
    const owed = yield* OwedMessages
    const deliver = yield* Deliver
    const telemetry = yield* Telemetry
    const inFlight = yield* FiberSet.make<void, never>()
    const pausedUntil = yield* Ref.make(0)
    const refused = yield* Ref.make(false)

    const report = Effect.fn("Dispatcher.report")(function* (claim: Claim, { settlement, code, paused }: Attempt) {
      yield* telemetry.delivered(claim.kind, settlement._tag)
      if (settlement._tag === "Sent") return yield* claim.kind === "deadline" ? Effect.void : accepted()
      const fields = { kind: claim.kind, run: claim.run, delivery: claim.mark, attempt: claim.attempt, code }
      if (paused) return yield* pause(fields)
      yield* Effect.logWarning(`a message was not delivered: ${settlement._tag}`, fields)
    })

    const pause = Effect.fn("Dispatcher.pause")(function* (fields: object) {
      const now = yield* Clock.currentTimeMillis
      const since = yield* Ref.getAndSet(pausedUntil, now + timing.pause)
      if (since > now) return
      yield* telemetry.error("slack")
      if (yield* Ref.getAndSet(refused, true)) return
      yield* Effect.logError("Slack refuses our token or installation: nothing is sent until that is mended", fields)
    })

    const accepted = Effect.fn("Dispatcher.accepted")(function* () {
      if (yield* Ref.getAndSet(refused, false)) yield* Effect.logInfo("Slack accepts our token and installation again")
    })

    const handle = Effect.fn("Dispatcher.handle")(
      function* (claim: Claim, claimedAt: bigint) {
        const stillTime = Effect.map(
          Clock.currentTimeNanos,
          (now) => Number(now - claimedAt) / 1e6 <= timing.lease - timing.callTimeout,
        )
        const attempt = yield* deliver
          .execute(claim, stillTime)
          .pipe(
            Effect.catchDefect((defect) =>
              Effect.logError("a message met a bug", Cause.die(defect), { kind: claim.kind, run: claim.run }).pipe(
                Effect.andThen(telemetry.error("bug")),
                Effect.as(broken),
              ),
            ),
          )
        const kept = yield* owed.settle(claim, attempt.settlement)
        yield* crashPoint("dispatch.settled")
        if (kept) yield* report(claim, attempt)
        else yield* telemetry.delivered(claim.kind, "Fenced")
      },
      Effect.catchTag("StoreUnavailable", (fault) => failed(fault)),
      (effect, claim) => Effect.annotateLogs(effect, { correlationId: claim.correlation }),
    )

    const failed = Effect.fn("Dispatcher.failed")(function* (fault: StoreUnavailable) {
      yield* telemetry.error("store")
      yield* Effect.logWarning("the ledger could not be reached", { operation: fault.operation, code: fault.code })
    })

    /** Claims what is due and starts delivering it; answers how long to wait before the next round. */
    const round = Effect.fn("Dispatcher.round")(function* () {
      const free = SLOTS - (yield* FiberSet.size(inFlight))
      const now = yield* Clock.currentTimeMillis
      const paused = (yield* Ref.get(pausedUntil)) - now
      if (free <= 0 || paused > 0) return Math.min(timing.idle, paused > 0 ? paused : 5)
      const claimedAt = yield* Clock.currentTimeNanos
      const claims = yield* owed.claim({ limit: free, lease: timing.lease })
      if (claims.length > 0) yield* crashPoint("dispatch.claimed")
      for (const claim of claims) yield* FiberSet.run(inFlight, handle(claim, claimedAt))
      return claims.length > 0 ? 0 : Math.max(5, yield* owed.nextDue(timing.idle))
    })

    const run: Effect.Effect<never> = round().pipe(
      Effect.catchTag("StoreUnavailable", (fault) => Effect.as(failed(fault), timing.retry)),
      Effect.flatMap((wait) => (wait === 0 ? Effect.yieldNow : Effect.race(owed.hint, Effect.sleep(wait)))),
      Effect.forever,
    )

    return { run, round, settled: FiberSet.awaitEmpty(inFlight) }
  }),
}) {
  static readonly layer = (options: Timing) => Layer.effect(this, this.make(options))
}
