import type { Result } from "effect"
import type { MalformedRequest } from "@coffeebuddy/adapters/slack/actions"
import { decodeCommand, decodeEvent, decodeInteraction, type Incoming } from "@coffeebuddy/adapters/slack/request"

/** Where Slack knocks: what is counted there, how much it may bring (bytes), and how that is read. */
export interface SlackRoute {
  readonly kind: "command" | "action" | "event"
  readonly limit: number
  readonly formEncoded: boolean
  readonly decode: (rawBody: Buffer) => Result.Result<Incoming, MalformedRequest>
}

const KIB = 1024

export const slackRoutes: ReadonlyMap<string, SlackRoute> = new Map([
  ["/slack/commands", { kind: "command", limit: 16 * KIB, formEncoded: true, decode: decodeCommand }],
  ["/slack/interactions", { kind: "action", limit: 1024 * KIB, formEncoded: true, decode: decodeInteraction }],
  ["/slack/events", { kind: "event", limit: 1024 * KIB, formEncoded: false, decode: decodeEvent }],
])
