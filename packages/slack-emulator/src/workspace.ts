import { EventEmitter } from "node:events"
import { randomBytes } from "node:crypto"
import type { Fields } from "./json.ts"
import type { Channel, Member, Message, State, View } from "./model.ts"
import { defaultScopes, toChannel, toMember } from "./options.ts"
import type { SlackEmulatorOptions } from "./options.ts"

/** Slack's own voice: it tells a person, and only them, that an app failed. */
export const slackbot = "USLACKBOT"

interface Trigger {
  readonly user: string
  readonly view?: string
  readonly created: number
  used: boolean
}

/** What Slack knows and the few ways it changes. Every change is announced once, so that pages, waiters and persistence
 * follow. */
export class Workspace {
  /** Hundreds of people may be waited for at once. */
  readonly changes = new EventEmitter().setMaxListeners(0)
  readonly triggers = new Map<string, Trigger>()
  readonly scopes: Set<string>
  readonly now: () => number
  token: { value: string; error?: string }
  /** Milliseconds a new message stays out of conversations.history. */
  historyDelay: () => number = () => 0
  state: State
  counter = 0

  constructor(options: SlackEmulatorOptions, restored: State | undefined) {
    this.now = options.clock ?? Date.now
    this.scopes = new Set(options.scopes ?? defaultScopes)
    this.token = { value: options.botToken }
    this.state = restored ?? founded(options, this.now())
  }

  changed(): void {
    this.counter += 1
    this.changes.emit("change", this.counter)
  }

  /** An id that no other object has or had, also when the last state was not saved: the letter Slack puts first, a
   * number, chance. */
  newId(letter: string): string {
    this.state.sequence += 1
    const chance = randomBytes(4).toString("hex").toUpperCase()
    return `${letter}0${this.state.sequence.toString(36).toUpperCase()}${chance}`
  }

  /** `seconds.micros`, later than every one before it, also across a restart or a clock that stands still. */
  newTs(): string {
    this.state.lastTs = Math.max(Math.floor(this.now() * 1000), this.state.lastTs + 1)
    return `${Math.floor(this.state.lastTs / 1e6)}.${String(this.state.lastTs % 1e6).padStart(6, "0")}`
  }

  newHash(): string {
    return `${Math.floor(this.now() / 1000)}.${randomBytes(4).toString("hex")}`
  }

  /** A trigger for one views.open or views.push within 3 s; `view` when it was born inside a modal. */
  newTrigger(user: string, view?: string): string {
    for (const [old, { created }] of this.triggers) if (created < this.now() - 60_000) this.triggers.delete(old)
    this.state.sequence += 1
    const id = `${this.state.sequence}.${this.state.lastTs}.${randomBytes(16).toString("hex")}`
    this.triggers.set(id, { user, created: this.now(), used: false, ...(view === undefined ? {} : { view }) })
    return id
  }

  member(id: string): Member | undefined {
    return this.state.members.find((member) => member.id === id)
  }

  /** By id, `name` or `#name`. */
  channel(idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/, "")
    return this.state.channels.find((channel) => channel.id === idOrName || (!channel.is_im && channel.name === name))
  }

  /** By id or name, or a member's direct messages by the member's id; throws when there is none. For tests. */
  channelNamed(name: string): Channel {
    const channel = this.channel(name) ?? (this.member(name) && this.directMessage(name))
    if (!channel) throw new Error(`no channel ${name}`)
    return channel
  }

  /** The direct message between the bot and a member, opened on first use. */
  directMessage(member: string): Channel {
    const bot = this.state.app.botUserId
    const found = this.state.channels.find((channel) => channel.is_im && channel.members.includes(member))
    if (found) return found
    const created: Channel = {
      id: this.newId("D"),
      name: "directmessage",
      topic: "",
      is_im: true,
      is_private: true,
      is_archived: false,
      created: Math.floor(this.now() / 1000),
      members: [member, bot],
    }
    this.state.channels.push(created)
    this.changed()
    return created
  }

  messages(channel: string): Array<Message> {
    return (this.state.messages[channel] ??= [])
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages(channel).find((message) => message.ts === ts)
  }

  /** What one person sees in a channel, oldest first: no one else's ephemeral. */
  seenBy(member: string, channel: string): Array<Message> {
    return this.messages(channel).filter((message) => message.ephemeral === undefined || message.ephemeral === member)
  }

  post(channel: string, content: Omit<Message, "ts" | "channel">): Message {
    const delay = content.ephemeral === undefined ? this.historyDelay() : 0
    const message: Message = {
      ts: this.newTs(),
      channel,
      ...content,
      ...(delay > 0 ? { inHistoryFrom: this.now() + delay } : {}),
    }
    this.messages(channel).push(message)
    this.changed()
    return message
  }

  /** As the bot says it: with its user, bot id and name. */
  botPost(channel: string, content: Omit<Message, "ts" | "channel" | "user" | "bot_id">): Message {
    const { app } = this.state
    return this.post(channel, { user: app.botUserId, bot_id: app.botId, username: app.name, ...content })
  }

  edit(message: Message, content: { text: string; blocks?: Array<Fields>; metadata?: Fields }, by: string): void {
    message.text = content.text
    if (content.blocks === undefined) delete message.blocks
    else message.blocks = content.blocks
    // Without the field the old metadata stays; an empty object takes it away.
    if (content.metadata !== undefined) message.metadata = content.metadata
    if (Object.keys(message.metadata ?? {}).length === 0) delete message.metadata
    message.edited = { user: by, ts: this.newTs() }
    this.changed()
  }

  remove(message: Message): void {
    this.state.messages[message.channel] = this.messages(message.channel).filter((other) => other !== message)
    this.changed()
  }

  /** The person's stack of modals, the visible one last. */
  views(member: string): Array<View> {
    return (this.state.views[member] ??= [])
  }

  view(id: string): View | undefined {
    return [...Object.values(this.state.views).flat(), ...Object.values(this.state.homes)].find(
      (view) => view.id === id,
    )
  }
}

const founded = (options: SlackEmulatorOptions, now: number): State => {
  const bot = options.botUserId ?? "U0COFFEEBOT"
  const name = options.appName ?? "CoffeeBuddy"
  const members = (options.members ?? []).map(toMember)
  const everybody = members.map((member) => member.id)
  return {
    version: 1,
    team: { id: options.teamId ?? "T0SANDBOX", name: options.teamName ?? "Sandbox", domain: "sandbox" },
    app: { id: options.appId ?? "A0COFFEE", name, botId: "B0COFFEEBOT", botUserId: bot },
    members: [
      ...members,
      { ...toMember({ id: bot, name: name.toLowerCase(), real_name: name, tz: "UTC" }), is_bot: true },
    ],
    channels: (options.channels ?? []).map((channel) => toChannel(channel, everybody, bot, now)),
    messages: {},
    views: {},
    homes: {},
    responseUrls: {},
    lastTs: 0,
    sequence: 0,
  }
}
