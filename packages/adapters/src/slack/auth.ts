import { Effect, Schema } from "effect"
import { ChatUnknown } from "@coffeebuddy/ports/chat"
import { connect, type WebApiOptions } from "./web-api.ts"

/** Every permission that the code uses, with what would fail without it; infra/slack/manifest.yaml asks for exactly these. */
export const requiredScopes = {
  commands: "the /coffee command",
  "chat:write": "posting runs, summaries and lists",
  "im:write": "writing direct messages to the runner",
  "im:history": "never sending a direct message twice",
  "channels:history": "never posting twice in public channels",
  "groups:history": "never posting twice in private channels",
  "users:read": "reading times in each member's zone, and knowing workspace admins",
} as const
type Scope = keyof typeof requiredScopes

/** Whom our token makes us; `url` is the workspace's address with a slash at its end, for links to messages. */
export interface Identity {
  readonly teamId: string
  readonly botUserId: string
  readonly url: string
  readonly scopes: ReadonlyArray<string>
}

const Answer = Schema.Struct({
  team_id: Schema.String,
  user_id: Schema.String,
  url: Schema.String,
  response_metadata: Schema.optionalKey(Schema.Struct({ scopes: Schema.optionalKey(Schema.Array(Schema.String)) })),
})

/** Asks Slack once who we are. Fails like any call: `paused` when the token is at fault. */
export const identify = Effect.fn("slack.identify")(function* (options: WebApiOptions) {
  const answer = yield* connect(options)("auth.test", {})
  const read = yield* Effect.mapError(
    Schema.decodeUnknownEffect(Answer)(answer),
    () => new ChatUnknown({ code: "unreadable" }),
  )
  return {
    teamId: read.team_id,
    botUserId: read.user_id,
    url: read.url,
    scopes: read.response_metadata?.scopes ?? [],
  } satisfies Identity
})

const scopeNames = Object.keys(requiredScopes).filter((name): name is Scope => name in requiredScopes)

/** Which required permissions the token lacks. */
export const missingScopes = (granted: ReadonlyArray<string>): ReadonlyArray<Scope> =>
  scopeNames.filter((scope) => !granted.includes(scope))

/** What an operator is told about missing permissions: which, what for, and the fix; null when none is missing. */
export const missingScopesAdvice = (granted: ReadonlyArray<string>): string | null => {
  const missing = missingScopes(granted)
  if (missing.length === 0) return null
  const each = missing.map((scope) => `${scope} (${requiredScopes[scope]})`).join(", ")
  return `The Slack app lacks ${each}. Update the app with infra/slack/manifest.yaml and reinstall it to the workspace.`
}

/** A link to a message; `ts` as Slack gave it. */
export const permalink = (url: string, channel: string, ts: string): string =>
  `${url}archives/${channel}/p${ts.replace(".", "")}`
