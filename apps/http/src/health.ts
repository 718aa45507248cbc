import { Context, Effect, Layer, Ref } from "effect"
import { Telemetry } from "@coffeebuddy/ports/telemetry"

/** What a dependency says of itself: `blocking` keeps the process from being ready, otherwise it is only named. */
export interface Finding {
  readonly part: "database" | "slack"
  readonly state: "ok" | "down" | "wrong"
  readonly blocking: boolean
  readonly detail: string | null
}

export interface Readiness {
  readonly ready: boolean
  readonly draining: boolean
  readonly findings: ReadonlyArray<Finding>
}

/**
 * Whether this process should get requests. Not before its first connection, on a wrong schema version or while draining; an outage later
 * is named but leaves it ready, so that members get our sentence and not Slack's. Answers at once, from the latest look at each part.
 */
export class Health extends Context.Service<
  Health,
  {
    readonly readiness: Effect.Effect<Readiness>
    readonly drain: Effect.Effect<void>
  }
>()("@coffeebuddy/http/Health") {}

/** How often a part is looked at, in milliseconds: soon again until it is well for the first time. */
const EVERY = { ok: 1_000, other: 200 } as const

const unseen = (part: Finding["part"]): Finding => ({
  part,
  state: "down",
  blocking: true,
  detail: "not looked at yet",
})

/** Health from what each part finds when it is looked at, which happens in the background for as long as the layer lives. */
export const layer = (parts: { readonly [Part in Finding["part"]]: Effect.Effect<Finding> }): Layer.Layer<
  Health,
  never,
  Telemetry
> =>
  Layer.effect(
    Health,
    Effect.gen(function* () {
      const telemetry = yield* Telemetry
      const draining = yield* Ref.make(false)
      const latest = { database: yield* Ref.make(unseen("database")), slack: yield* Ref.make(unseen("slack")) }
      const watch = (part: Finding["part"]) =>
        parts[part].pipe(
          Effect.tap((finding) => Ref.set(latest[part], finding)),
          Effect.tap(({ state }) => telemetry.dependency(part, state === "ok")),
          Effect.flatMap(({ state }) => Effect.sleep(state === "ok" ? EVERY.ok : EVERY.other)),
          Effect.forever,
        )
      yield* Effect.forkScoped(watch("database"))
      yield* Effect.forkScoped(watch("slack"))
      return Health.of({
        readiness: Effect.gen(function* () {
          const findings = [yield* Ref.get(latest.database), yield* Ref.get(latest.slack)]
          const drained = yield* Ref.get(draining)
          const well = findings.every((one) => one.state === "ok" || !one.blocking)
          return { ready: well && !drained, draining: drained, findings }
        }),
        drain: Ref.set(draining, true),
      })
    }),
  )
