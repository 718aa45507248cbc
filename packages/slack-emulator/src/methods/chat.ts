import { withIds } from "../blocks.ts"
import { isFields, list, objects, string } from "../json.ts"
import type { Fields } from "../json.ts"
import { longestText, splitText } from "../limits.ts"
import type { Channel, Message } from "../model.ts"
import { asMessage } from "../payloads.ts"
import { refuse, SlackError } from "../slack-error.ts"
import { messageProblems } from "../validate.ts"
import type { Workspace } from "../workspace.ts"
import { joinedChannel, visibleChannel } from "./method.ts"
import type { Method } from "./method.ts"

interface Content {
  text: string
  blocks?: Array<Fields>
  metadata?: Fields
}

const metadataOf = (value: unknown): { metadata?: Fields } => {
  if (value === undefined || value === "") return {}
  if (isFields(value) && Object.keys(value).length === 0) return { metadata: value }
  if (!isFields(value) || typeof value.event_type !== "string" || !isFields(value.event_payload)) {
    throw new SlackError("invalid_metadata_format")
  }
  return { metadata: value }
}

/** A message's text, blocks and metadata as Slack would keep them, or its refusal. An edit that names a text and no
 * blocks loses them. */
export const contentOf = (args: Fields, before = ""): Content => {
  const text = string(args.text)
  const given = args.blocks === undefined || args.blocks === "" ? undefined : args.blocks
  if (given !== undefined && !Array.isArray(given)) throw new SlackError("invalid_blocks_format")
  refuse(messageProblems(given ?? []), "invalid_blocks")
  const blocks = given === undefined ? undefined : withIds(objects(given))
  if ((text === undefined || text === "") && !blocks?.length && list(args.attachments).length === 0) {
    throw new SlackError("no_text")
  }
  return {
    text: cut(text ?? before, longestText),
    ...(blocks?.length ? { blocks } : {}),
    ...metadataOf(args.metadata),
  }
}

/** Where chat.postMessage posts: a channel the bot is in (or a public one with chat:write.public), or a member's direct
 * messages. */
const destination = (workspace: Workspace, id: unknown): Channel => {
  const member = typeof id === "string" ? workspace.member(id) : undefined
  if (member?.is_bot) throw new SlackError("cannot_dm_bot")
  if (member?.deleted) throw new SlackError("channel_not_found")
  if (member) return workspace.directMessage(member.id)
  const channel = visibleChannel(workspace, id)
  if (channel.is_archived) throw new SlackError("is_archived")
  return workspace.scopes.has("chat:write.public") ? channel : joinedChannel(workspace, id)
}

/** Cuts by code points, so that no emoji is broken. */
const cut = (text: string, most: number): string => [...text].slice(0, most).join("")

const pieces = (text: string): ReadonlyArray<string> => {
  const points = [...text]
  return Array.from({ length: Math.max(1, Math.ceil(points.length / splitText)) }, (_, index) =>
    points.slice(index * splitText, (index + 1) * splitText).join(""),
  )
}

const truncation = (args: Fields): Fields =>
  [...(string(args.text) ?? "")].length <= longestText
    ? {}
    : { warning: "message_truncated", response_metadata: { warnings: ["message_truncated"] } }

const postMessage: Method = {
  scopes: ["chat:write"],
  run: (workspace, args) => {
    const channel = destination(workspace, args.channel)
    const content = contentOf(args)
    const thread = string(args.thread_ts)
    const [first = "", ...rest] = content.blocks ? [content.text] : pieces(content.text)
    const message = workspace.botPost(channel.id, {
      ...content,
      text: first,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    })
    for (const text of rest) workspace.botPost(channel.id, { text })
    return { channel: channel.id, ts: message.ts, message: asMessage(workspace, message), ...truncation(args) }
  },
}

const postEphemeral: Method = {
  scopes: ["chat:write"],
  run: (workspace, args) => {
    const channel = joinedChannel(workspace, args.channel)
    if (channel.is_archived) throw new SlackError("is_archived")
    const user = string(args.user)
    const member = user === undefined ? undefined : workspace.member(user)
    if (!member) throw new SlackError("user_not_found")
    if (!channel.members.includes(member.id)) throw new SlackError("user_not_in_channel")
    const message = workspace.botPost(channel.id, { ...contentOf(args), ephemeral: member.id })
    return { message_ts: message.ts }
  },
}

const own = (workspace: Workspace, args: Fields, otherwise: string): { channel: Channel; message: Message } => {
  const channel = joinedChannel(workspace, args.channel)
  const message = workspace.message(channel.id, string(args.ts) ?? "")
  if (!message || message.ephemeral !== undefined) throw new SlackError("message_not_found")
  if (message.user !== workspace.state.app.botUserId) throw new SlackError(otherwise)
  if (channel.is_archived) throw new SlackError("is_archived")
  return { channel, message }
}

const update: Method = {
  scopes: ["chat:write"],
  run: (workspace, args) => {
    const { channel, message } = own(workspace, args, "cant_update_message")
    const content = contentOf(args, message.text)
    workspace.edit(message, content, workspace.state.app.botUserId)
    return { channel: channel.id, ts: message.ts, text: message.text, message: asMessage(workspace, message) }
  },
}

const remove: Method = {
  scopes: ["chat:write"],
  run: (workspace, args) => {
    const { channel, message } = own(workspace, args, "cant_delete_message")
    workspace.remove(message)
    return { channel: channel.id, ts: message.ts }
  },
}

const getPermalink: Method = {
  run: (workspace, args) => {
    const channel = visibleChannel(workspace, args.channel)
    const ts = string(args.message_ts) ?? ""
    if (!workspace.message(channel.id, ts)) throw new SlackError("message_not_found")
    const permalink = `https://${workspace.state.team.domain}.slack.com/archives/${channel.id}/p${ts.replace(".", "")}`
    return { channel: channel.id, permalink }
  },
}

/** chat.*: posting, editing and deleting as the bot. */
export const chat: Record<string, Method> = {
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
  "chat.delete": remove,
  "chat.getPermalink": getPermalink,
}
