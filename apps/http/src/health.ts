import { Context, Effect, Layer, Ref } from "effect"

/** What a dependency says of itself: `blocking` keeps the process from being ready, otherwise it is only named. */
export interface Finding {
  readonly part: string
  readonly state: "ok" | "down" | "wrong"
  readonly blocking: boolean
  readonly detail: string | null
}

export interface Readiness {
  readonly ready: boolean
  readonly findings: ReadonlyArray<Finding>
}

/**
 * Whether this process should get requests. Not before its first connection, on a wrong schema version or while draining; an outage later
 * is named but leaves it ready, so that members get our sentence and not Slack's.
 */
export class Health extends Context.Service<
  Health,
  {
    readonly readiness: Effect.Effect<Readiness>
    readonly drain: Effect.Effect<void>
  }
>()("@coffeebuddy/http/Health") {}

/** Health from what the parts find; each part answers in bounded time. */
export const layer = (parts: ReadonlyArray<Effect.Effect<Finding>>): Layer.Layer<Health> =>
  Layer.effect(
    Health,
    Effect.gen(function* () {
      const draining = yield* Ref.make(false)
      return Health.of({
        readiness: Effect.gen(function* () {
          const found = yield* Effect.all(parts, { concurrency: "unbounded" })
          const drained = (yield* Ref.get(draining))
            ? [{ part: "process", state: "down", blocking: true, detail: "draining" } as const]
            : []
          const findings = [...drained, ...found]
          return { ready: findings.every((one) => one.state === "ok" || !one.blocking), findings }
        }),
        drain: Ref.set(draining, true),
      })
    }),
  )
