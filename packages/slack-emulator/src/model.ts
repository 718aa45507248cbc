import type { Fields } from "./json.ts"

export interface Team {
  readonly id: string
  readonly name: string
  readonly domain: string
}

export interface App {
  readonly id: string
  readonly name: string
  readonly botId: string
  readonly botUserId: string
}

export interface Member {
  readonly id: string
  readonly name: string
  readonly real_name: string
  readonly tz: string
  readonly is_admin: boolean
  readonly is_owner: boolean
  readonly is_bot: boolean
  deleted: boolean
}

export interface Channel {
  readonly id: string
  readonly name: string
  readonly topic: string
  readonly is_im: boolean
  readonly is_private: boolean
  readonly created: number
  is_archived: boolean
  members: Array<string>
}

export interface Message {
  readonly ts: string
  readonly channel: string
  user?: string
  bot_id?: string
  username?: string
  text: string
  blocks?: Array<Fields>
  metadata?: Fields
  thread_ts?: string
  edited?: { readonly user: string; readonly ts: string }
  /** The one person who sees it; an ephemeral message is in no history. */
  ephemeral?: string
  /** Milliseconds since the epoch before which conversations.history leaves it out. */
  inHistoryFrom?: number
}

export interface View {
  readonly id: string
  readonly user: string
  readonly type: "modal" | "home"
  readonly root_view_id: string
  readonly previous_view_id: string | null
  hash: string
  content: Fields
  values: ViewValues
  errors?: Record<string, string>
  /** Slack's own line on top of a modal whose app did not answer well. */
  trouble?: string
}

/** Slack's `view.state.values`: block id, action id, then the element's value as Slack sends it. */
export type ViewValues = Record<string, Record<string, Fields>>

export interface ResponseUrl {
  readonly user: string
  readonly channel: string
  readonly message?: { readonly ts: string; readonly ephemeral: boolean }
  readonly expires: number
  uses: number
}

/** Everything the workspace remembers: plain JSON, so that it can be saved and restored as it is. */
export interface State {
  readonly version: 1
  readonly team: Team
  readonly app: App
  members: Array<Member>
  channels: Array<Channel>
  messages: Record<string, Array<Message>>
  views: Record<string, Array<View>>
  homes: Record<string, View>
  responseUrls: Record<string, ResponseUrl>
  lastTs: number
  sequence: number
}
