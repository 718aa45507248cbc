/** What the page and the emulator's server tell each other. Types only: the browser never loads this file. */

export interface Text {
  readonly type: "plain_text" | "mrkdwn"
  readonly text: string
}

export interface Option {
  readonly text: Text
  readonly value: string
  readonly description?: Text
  readonly url?: string
}

export interface Confirm {
  readonly title?: Text
  readonly text?: Text
  readonly confirm?: Text
  readonly deny?: Text
  readonly style?: string
}

/** Any Block Kit element: apps send what they like, so everything but the type may be absent. */
export interface Element {
  readonly type: string
  readonly action_id?: string
  readonly text?: Text | string
  readonly value?: string
  readonly url?: string
  readonly style?: string
  readonly accessibility_label?: string
  readonly confirm?: Confirm
  readonly placeholder?: Text
  readonly options?: readonly Option[]
  readonly option_groups?: readonly { readonly label: Text; readonly options: readonly Option[] }[]
  readonly multiline?: boolean
  readonly min_length?: number
  readonly max_length?: number
  readonly min_value?: string
  readonly max_value?: string
  readonly is_decimal_allowed?: boolean
  readonly max_selected_items?: number
  readonly focus_on_load?: boolean
  readonly initial_value?: string
  readonly initial_option?: Option
  readonly initial_options?: readonly Option[]
  readonly initial_time?: string
  readonly initial_date?: string
  readonly initial_date_time?: number
  readonly initial_user?: string
  readonly initial_users?: readonly string[]
  readonly initial_channel?: string
  readonly initial_channels?: readonly string[]
  readonly initial_conversation?: string
  readonly initial_conversations?: readonly string[]
  readonly dispatch_action_config?: { readonly trigger_actions_on?: readonly string[] }
  readonly alt_text?: string
}

export interface RichElement {
  readonly type: string
  readonly text?: string
  readonly style?: string | { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean }
  readonly url?: string
  readonly user_id?: string
  readonly channel_id?: string
  readonly usergroup_id?: string
  readonly name?: string
  readonly range?: string
  readonly timestamp?: number
  readonly format?: string
  readonly fallback?: string
  readonly indent?: number
  readonly elements?: readonly RichElement[]
}

export interface Block {
  readonly type: string
  readonly block_id?: string
  readonly text?: Text | string
  readonly fields?: readonly Text[]
  readonly accessory?: Element
  readonly elements?: readonly (Element & RichElement)[]
  readonly element?: Element
  readonly label?: Text
  readonly hint?: Text
  readonly optional?: boolean
  readonly dispatch_action?: boolean
  readonly alt_text?: string
  readonly title?: Text
}

export interface Member {
  readonly id: string
  readonly name: string
  readonly real_name?: string
  readonly is_admin?: boolean
  readonly is_bot?: boolean
  readonly tz?: string
  readonly deleted?: boolean
}

export interface Channel {
  readonly id: string
  readonly name: string
  readonly is_im?: boolean
  readonly with?: string
  readonly topic?: string
}

export interface Message {
  readonly ts: string
  readonly user?: string
  readonly bot_id?: string
  readonly username?: string
  readonly text?: string
  readonly blocks?: readonly Block[]
  readonly ephemeral?: boolean
  readonly edited?: unknown
  readonly deleted?: boolean
  readonly files?: readonly { id?: string; name?: string; title?: string; mimetype?: string; url_private?: string }[]
}

export interface View {
  readonly id: string
  readonly type?: string
  readonly callback_id?: string
  readonly title?: Text
  readonly submit?: Text | null
  readonly close?: Text | null
  readonly blocks: readonly Block[]
  readonly hash?: string
  readonly values?: Values
  readonly errors?: Readonly<Record<string, string>>
  /** What Slack says when the app failed altogether. */
  readonly trouble?: string
}

export interface State {
  readonly team: { readonly id?: string; readonly name?: string; readonly domain?: string }
  readonly app?: { readonly name: string; readonly bot_user_id: string }
  readonly me: string
  readonly members: readonly Member[]
  readonly channels: readonly Channel[]
  readonly messages: Readonly<Record<string, readonly Message[]>>
  readonly view: View | null
  readonly home: { readonly id?: string; readonly blocks: readonly Block[] } | null
}

export interface Answer {
  readonly ok: boolean
  readonly error?: string
}

/** What one interactive element holds, in the words of Slack's view.state.values. */
export interface Held {
  readonly value?: string | null
  readonly selected_option?: Option | null
  readonly selected_options?: readonly Option[]
  readonly selected_time?: string | null
  readonly selected_date?: string | null
  readonly selected_date_time?: number | null
  readonly selected_user?: string | null
  readonly selected_users?: readonly string[]
  readonly selected_channel?: string | null
  readonly selected_channels?: readonly string[]
  readonly selected_conversation?: string | null
  readonly selected_conversations?: readonly string[]
}

export type Values = Record<string, Record<string, Held & { readonly type: string }>>
