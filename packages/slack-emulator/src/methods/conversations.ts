import { isYes, string } from "../json.ts"
import type { Fields } from "../json.ts"
import type { Channel } from "../model.ts"
import { asMessage } from "../payloads.ts"
import { SlackError } from "../slack-error.ts"
import type { Workspace } from "../workspace.ts"
import { joinedChannel, needScope, visibleChannel } from "./method.ts"
import type { Method } from "./method.ts"

const asConversation = (workspace: Workspace, channel: Channel): Fields => {
  const bot = workspace.state.app.botUserId
  const base = { id: channel.id, created: channel.created, is_archived: channel.is_archived, is_im: channel.is_im }
  if (channel.is_im)
    return { ...base, user: channel.members.find((member) => member !== bot), is_open: true, is_user_deleted: false }
  return {
    ...base,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.is_private,
    is_group: channel.is_private,
    is_mpim: false,
    is_private: channel.is_private,
    is_member: channel.members.includes(bot),
    is_general: false,
    is_shared: false,
    context_team_id: workspace.state.team.id,
    topic: { value: channel.topic, creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  }
}

const open: Method = {
  scopes: ["im:write"],
  run: (workspace, args) => {
    const byId = string(args.channel)
    if (byId !== undefined) {
      const channel = joinedChannel(workspace, byId)
      if (!channel.is_im) throw new SlackError("method_not_supported_for_channel_type")
      return {
        no_op: true,
        already_open: true,
        channel: isYes(args.return_im) ? asConversation(workspace, channel) : { id: channel.id },
      }
    }
    const users = (string(args.users) ?? "").split(",").filter((id) => id !== "")
    const [user, ...others] = users
    if (user === undefined) throw new SlackError("users_list_not_supplied")
    // Group conversations are outside what this emulator knows.
    if (others.length > 0) throw new SlackError("method_not_supported_for_channel_type")
    const member = workspace.member(user)
    if (!member) throw new SlackError("user_not_found")
    if (member.is_bot) throw new SlackError("cannot_dm_bot")
    if (member.deleted) throw new SlackError("user_disabled")
    const known = workspace.state.channels.some((channel) => channel.is_im && channel.members.includes(user))
    const channel = workspace.directMessage(user)
    return {
      ...(known ? { no_op: true, already_open: true } : {}),
      channel: isYes(args.return_im) ? asConversation(workspace, channel) : { id: channel.id },
    }
  },
}

const info: Method = {
  run: (workspace, args) => {
    const channel = visibleChannel(workspace, args.channel)
    needScope(workspace, channel, "read")
    const count = isYes(args.include_num_members) ? { num_members: channel.members.length } : {}
    return { channel: { ...asConversation(workspace, channel), ...count } }
  },
}

/** One page of a list: Slack's cursors are opaque, ours is the index in base64. */
const page = <A>(all: ReadonlyArray<A>, args: Fields, standard: number): { items: ReadonlyArray<A>; next: string } => {
  const limit = args.limit === undefined ? standard : Number(args.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new SlackError("invalid_limit")
  const cursor = string(args.cursor) ?? ""
  const from =
    cursor === "" ? 0 : Number(/^at:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1] ?? Number.NaN)
  if (Number.isNaN(from)) throw new SlackError("invalid_cursor")
  const next = from + limit < all.length ? Buffer.from(`at:${from + limit}`).toString("base64") : ""
  return { items: all.slice(from, from + limit), next }
}

const members: Method = {
  run: (workspace, args) => {
    const channel = visibleChannel(workspace, args.channel)
    needScope(workspace, channel, "read")
    const { items, next } = page(channel.members, args, 100)
    return { members: items, response_metadata: { next_cursor: next } }
  },
}

const timestamp = (value: unknown, otherwise: number): number => {
  if (value === undefined || value === "" || value === "now") return otherwise
  const seconds = Number(value)
  if (Number.isNaN(seconds)) throw new SlackError("invalid_arguments")
  return seconds
}

const history: Method = {
  run: (workspace, args) => {
    const channel = joinedChannel(workspace, args.channel)
    needScope(workspace, channel, "history")
    const [oldest, latest] = [timestamp(args.oldest, 0), timestamp(args.latest, Number.POSITIVE_INFINITY)]
    const inclusive = isYes(args.inclusive)
    const now = workspace.now()
    const all = workspace
      .messages(channel.id)
      .filter((message) => message.ephemeral === undefined && message.thread_ts === undefined)
      .filter((message) => (message.inHistoryFrom ?? 0) <= now)
      .filter(({ ts }) =>
        inclusive ? Number(ts) >= oldest && Number(ts) <= latest : Number(ts) > oldest && Number(ts) < latest,
      )
      .toReversed()
    const { items, next } = page(all, args, 100)
    return {
      messages: items.map((message) => asMessage(workspace, message, isYes(args.include_all_metadata))),
      has_more: next !== "",
      pin_count: 0,
      ...(next === "" ? {} : { response_metadata: { next_cursor: next } }),
    }
  },
}

/** conversations.*: finding, describing and reading channels and direct messages. */
export const conversations: Record<string, Method> = {
  "conversations.open": open,
  "conversations.info": info,
  "conversations.members": members,
  "conversations.history": history,
}
