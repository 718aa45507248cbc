import type { Fields } from "../json.ts"
import type { Channel } from "../model.ts"
import { SlackError } from "../slack-error.ts"
import type { Workspace } from "../workspace.ts"

/** A Web API method: what it needs and what it answers besides `ok`. `scopes` is a list of alternatives. */
export interface Method {
  readonly scopes?: ReadonlyArray<string>
  readonly run: (workspace: Workspace, args: Fields) => Fields
}

/** The channel of a call, if the bot may know of it: a private one it is not in does not exist for it. */
export const visibleChannel = (workspace: Workspace, id: unknown): Channel => {
  const found = typeof id === "string" ? workspace.channel(id) : undefined
  const inside = found?.members.includes(workspace.state.app.botUserId) ?? false
  if (!found || (found.is_private && !inside)) throw new SlackError("channel_not_found")
  return found
}

/** The channel of a call that needs the bot inside. */
export const joinedChannel = (workspace: Workspace, id: unknown): Channel => {
  const channel = visibleChannel(workspace, id)
  if (!channel.members.includes(workspace.state.app.botUserId)) throw new SlackError("not_in_channel")
  return channel
}

/** Slack wants another scope per kind of conversation: `channels:read`, `groups:read` or `im:read`. */
export const needScope = (workspace: Workspace, channel: Channel, right: "read" | "history"): void => {
  const needed = `${channel.is_im ? "im" : channel.is_private ? "groups" : "channels"}:${right}`
  if (!workspace.scopes.has(needed)) throw missingScope(workspace, needed)
}

/** The refusal that names the scope a call needed and those the token has. */
export const missingScope = (workspace: Workspace, needed: string): SlackError =>
  new SlackError("missing_scope", { needed, provided: [...workspace.scopes].join(",") })
