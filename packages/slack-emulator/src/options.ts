import type { Channel, Member } from "./model.ts"

/** How fast the app may call: Slack's own limits, none, or Slack's own made `scale` times as generous. */
export type RateLimits = "slack" | "off" | { readonly scale: number }

export interface MemberOptions {
  readonly id: string
  readonly name: string
  readonly real_name?: string
  readonly tz?: string
  readonly is_admin?: boolean
  readonly is_owner?: boolean
  readonly deleted?: boolean
}

export interface ChannelOptions {
  readonly id: string
  readonly name: string
  readonly topic?: string
  readonly is_private?: boolean
  readonly is_archived?: boolean
  /** Member ids; everybody and the bot when left out. */
  readonly members?: ReadonlyArray<string>
  /** Whether the bot was invited (default true). */
  readonly bot?: boolean
}

export interface Persistence {
  readonly load: () => Promise<unknown>
  readonly save: (state: unknown) => Promise<void>
}

export interface SlackEmulatorOptions {
  readonly port?: number
  readonly host?: string
  readonly signingSecret: string
  readonly botToken: string
  readonly teamId?: string
  readonly teamName?: string
  readonly appId?: string
  readonly appName?: string
  readonly botUserId?: string
  /** Where the app listens; several are served in turn, as a load balancer would. May be set later by `connect`. */
  readonly appUrl?: string | ReadonlyArray<string>
  readonly paths?: { readonly commands?: string; readonly interactions?: string; readonly events?: string }
  /** The slash commands the app registered; any when left out. */
  readonly commands?: ReadonlyArray<string>
  /** The event types the app subscribed to (default app_home_opened). */
  readonly events?: ReadonlyArray<string>
  readonly members?: ReadonlyArray<MemberOptions>
  readonly channels?: ReadonlyArray<ChannelOptions>
  readonly scopes?: ReadonlyArray<string>
  readonly rateLimits?: RateLimits
  /** Milliseconds since the epoch (default the process's clock). Deadlines and timers run in real time. */
  readonly clock?: () => number
  /** Milliseconds the app has to answer (Slack: 3,000). */
  readonly deadline?: number
  /** Milliseconds before each repeat of an unanswered event (Slack: at once, 1 min, 5 min). */
  readonly eventRetries?: ReadonlyArray<number>
  /** Keep connections to the app open between requests (default: a new one each: a killed app is met afresh). */
  readonly keepAlive?: boolean
  readonly persistence?: Persistence
  readonly log?: (line: string) => void
}

/** What an app that opens runs, edits its messages and writes DMs asks for. */
export const defaultScopes = [
  "commands",
  "chat:write",
  "users:read",
  "channels:read",
  "channels:history",
  "groups:read",
  "groups:history",
  "im:read",
  "im:write",
  "im:history",
] as const

/** A member as the workspace keeps them; an owner is an admin too. */
export const toMember = (given: MemberOptions): Member => ({
  id: given.id,
  name: given.name,
  real_name: given.real_name ?? given.name,
  tz: given.tz ?? "Europe/Berlin",
  is_admin: given.is_admin ?? given.is_owner ?? false,
  is_owner: given.is_owner ?? false,
  is_bot: false,
  deleted: given.deleted ?? false,
})

/** A channel as the workspace keeps it: with everybody and the bot unless told otherwise. */
export const toChannel = (
  given: ChannelOptions,
  everybody: ReadonlyArray<string>,
  bot: string,
  now: number,
): Channel => ({
  id: given.id,
  name: given.name,
  topic: given.topic ?? "",
  is_im: false,
  is_private: given.is_private ?? false,
  is_archived: given.is_archived ?? false,
  created: Math.floor(now / 1000),
  members: [...new Set([...(given.members ?? everybody), ...(given.bot === false ? [] : [bot])])],
})
