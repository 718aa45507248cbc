import { Context, Effect, Layer, Ref, Schedule } from "effect"
import { type Identity, identify, missingScopesAdvice } from "@coffeebuddy/adapters/slack/auth"
import type { WebApiOptions } from "@coffeebuddy/adapters/slack/web-api"
import type { Finding } from "./health.ts"

/** Which workspace our token belongs to and what it may do there: asked of Slack until it answers, then now and again. */
export class Workspace extends Context.Service<
  Workspace,
  {
    /** The one team that is served: the configured one, or else the token's; null until Slack has said. */
    readonly team: Effect.Effect<string | null>
    readonly identity: Effect.Effect<Identity | null>
    readonly finding: Effect.Effect<Finding>
  }
>()("@coffeebuddy/http/Workspace") {}

const finding = (identity: Identity | null, trouble: string | null, wanted: string | null): Finding => {
  const part = "slack" as const
  if (identity === null) return { part, state: "down", blocking: true, detail: trouble ?? "Slack was not reached yet" }
  if (wanted !== null && wanted !== identity.teamId) {
    const detail = `SLACK_TEAM_ID is ${wanted}, but SLACK_BOT_TOKEN belongs to ${identity.teamId}: correct one of them`
    return { part, state: "wrong", blocking: true, detail }
  }
  if (trouble !== null) return { part, state: "down", blocking: false, detail: trouble }
  // None at all means that Slack, or a proxy, did not say.
  const advice = identity.scopes.length === 0 ? null : missingScopesAdvice(identity.scopes)
  return { part, state: advice === null ? "ok" : "wrong", blocking: false, detail: advice }
}

/** When Slack is asked again: soon while something has to be mended there, seldom otherwise. Milliseconds. */
const AGAIN = { wrong: 15_000, ok: 300_000 } as const

const told = ({ state, detail }: Finding, { teamId }: Identity) =>
  state === "ok"
    ? Effect.logInfo("connected to Slack", { team: teamId })
    : Effect.logError(detail ?? "Slack is not set up")

export const layer = (options: WebApiOptions, wanted: string | null): Layer.Layer<Workspace> =>
  Layer.effect(
    Workspace,
    Effect.gen(function* () {
      const known = yield* Ref.make<Identity | null>(null)
      const trouble = yield* Ref.make<string | null>(null)
      const found = Effect.gen(function* () {
        return finding(yield* Ref.get(known), yield* Ref.get(trouble), wanted)
      })
      const ask = identify(options).pipe(
        Effect.tapError((error) =>
          Effect.andThen(
            Ref.set(trouble, `auth.test failed: ${error.code}`),
            Effect.logWarning("Slack did not say which workspace our token is for", { code: error.code }),
          ),
        ),
        Effect.retry(Schedule.min([Schedule.exponential("500 millis"), Schedule.spaced("15 seconds")])),
      )
      const askOnceMore = Effect.gen(function* () {
        const before = yield* found
        const identity = yield* ask
        yield* Ref.set(known, identity)
        yield* Ref.set(trouble, null)
        const now = yield* found
        if (before.state !== now.state || before.detail !== now.detail) yield* told(now, identity)
        yield* Effect.sleep(now.state === "ok" ? AGAIN.ok : AGAIN.wrong)
      })
      yield* Effect.forkScoped(Effect.forever(askOnceMore))
      return Workspace.of({
        team: Effect.map(Ref.get(known), (identity) => wanted ?? identity?.teamId ?? null),
        identity: Ref.get(known),
        finding: found,
      })
    }),
  )
