import { Effect, Layer, Queue, Schema } from "effect"
import { ChannelId, CorrelationId, DeliveryId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import { Instant } from "@coffeebuddy/domain/instant"
import { DeliveryKind } from "@coffeebuddy/domain/owed"
import { type Claim, OwedMessages, type Settlement } from "@coffeebuddy/ports/owed-messages"
import { claimOwed, nextDue } from "./claiming.ts"
import { orDie, Postgres } from "./connection.ts"
import { decoded } from "./rows.ts"
import { settleDelivery, settleMessage } from "./settling.ts"

/** One call every so many milliseconds, and as many at once as the burst. */
export interface Rate {
  readonly every: number
  readonly burst: number
}

/** Pauses in milliseconds; `one` is the rate of each conversation, `all` that of all together. */
export interface Options {
  /** Between two edits of one run's message. */
  readonly editPause: number
  /** Between two looks for a message that may have arrived. */
  readonly lookPause: number
  readonly post: { readonly one: Rate; readonly all: Rate }
  readonly update: { readonly one: Rate; readonly all: Rate }
}

/**
 * Slack's limits: chat.postMessage about one a second per channel with short bursts and several hundred a minute per workspace;
 * chat.update is tier 3, 50 a minute.
 */
export const defaults: Options = {
  editPause: 1_500,
  lookPause: 2_000,
  post: { one: { every: 1_000, burst: 3 }, all: { every: 200, burst: 20 } },
  update: { one: { every: 0, burst: 1 }, all: { every: 1_200, burst: 10 } },
}

/** After so many looks in vain a message counts as never sent. */
const LOOKS = 2

/** How often a run's message that somebody deleted is posted anew. */
const REPOSTS = 1

const shared = {
  run: RunId,
  to: Schema.NullOr(Schema.Union([ChannelId, MemberId])),
  step: Schema.Literals(["send", "verify"]),
  ts: Schema.NullOr(Schema.String),
  attempt: Schema.Int,
  wanted: Schema.Int,
  startedAt: Instant,
  looks: Schema.Int,
  overdue: Schema.Boolean,
  correlation: CorrelationId,
}
const asClaim = decoded(
  Schema.Union([
    Schema.Struct({ kind: Schema.Literal("run_message"), mark: RunId, ...shared }),
    Schema.Struct({ kind: DeliveryKind, mark: DeliveryId, ...shared }),
  ]),
)
const asSettled = decoded(Schema.Struct({ settled: Schema.Int }))
const asWait = decoded(Schema.Struct({ wait: Schema.NullOr(Schema.Finite) }))

const ratesOf = (options: Options) =>
  (["post", "update"] as const).map((method) => ({
    method,
    one_every: options[method].one.every,
    one_burst: options[method].one.burst,
    all_every: options[method].all.every,
    all_burst: options[method].all.burst,
  }))

const documentOf = (claim: Claim, settlement: Settlement, options: Options) => {
  const { _tag: tag, ...details } = settlement
  const method = claim.ts === null ? ("post" as const) : ("update" as const)
  const { every, burst } = options[method].one
  const throttled = settlement._tag === "Deferred" && settlement.throttled
  return {
    tag,
    ...details,
    mark: claim.mark,
    attempt: claim.attempt,
    wanted: claim.wanted,
    conversation: claim.to,
    method,
    throttled,
    blocked: throttled ? settlement.delay + (burst - 1) * every : 0,
    editPause: options.editPause,
    lookPause: options.lookPause,
    looks: LOOKS,
    reposts: REPOSTS,
  }
}

/** The ledger in Postgres: each operation is one statement, fenced by the database's clock. */
export const layer = (given: Partial<Options> = {}): Layer.Layer<OwedMessages, never, Postgres> =>
  Layer.effect(
    OwedMessages,
    Effect.gen(function* () {
      const { ask, notifications } = yield* Postgres
      const options = { ...defaults, ...given }
      const rates = JSON.stringify(ratesOf(options))
      const bell = yield* notifications("coffeebuddy_owed")

      const claim = Effect.fn("postgres.claim")(function* ({ limit, lease }: { limit: number; lease: number }) {
        const rows = yield* orDie(ask(claimOwed, [limit, lease, rates]))
        return yield* Effect.forEach(rows, asClaim)
      })

      const settle = Effect.fn("postgres.settle")(function* (claim: Claim, settlement: Settlement) {
        const statement = claim.kind === "run_message" ? settleMessage : settleDelivery
        const [row] = yield* orDie(ask(statement, [JSON.stringify(documentOf(claim, settlement, options))]))
        const { settled } = yield* asSettled(row)
        // What waited for the conversation may go now; other processes find out when they next look.
        if (settled > 0) yield* Queue.offer(bell, undefined)
        return settled > 0
      })

      const next = Effect.fn("postgres.nextDue")(function* (atMost: number) {
        const [row] = yield* orDie(ask(nextDue, [rates]))
        const { wait } = yield* asWait(row)
        return wait === null ? atMost : Math.max(0, Math.min(atMost, wait))
      })

      return OwedMessages.of({ claim, settle, nextDue: next, hint: Queue.take(bell) })
    }),
  )
