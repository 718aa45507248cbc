import { valuesOf } from "./blocks.ts"
import type { Delivery, Reply } from "./delivery.ts"
import { merged, missing, namedErrors, remember } from "./entries.ts"
import { type Fields, isFields, parse, string } from "./json.ts"
import { place, rewrite, viewContent } from "./methods/views.ts"
import type { Channel, Member, Message, View, ViewValues } from "./model.ts"
import {
  asForm,
  eventCallback,
  messageAction,
  slashCommand,
  viewAction,
  viewClosed,
  viewSubmission,
} from "./payloads.ts"
import { newResponsePath, say } from "./response-url.ts"
import { SlackError } from "./slack-error.ts"
import { viewStack } from "./limits.ts"
import { slackbot, type Workspace } from "./workspace.ts"

/** What a person sees after acting. `took` is how long the app needed, in milliseconds. */
export interface Outcome {
  readonly ok: boolean
  /** The app's HTTP status; 0 when none came. */
  readonly status: number
  readonly took: number
  /** Slack's word for what went wrong: operation_timeout, dispatch_failed, ... */
  readonly error?: string
  /** The text only this person sees, the app's or Slack's own. */
  readonly ephemeral?: Message
  /** The modal on top after the answer. */
  readonly view?: View
  /** What a modal's fields were refused for, by block id. */
  readonly errors?: Readonly<Record<string, string>>
}

export interface Paths {
  readonly commands: string
  readonly interactions: string
  readonly events: string
}

const form = "application/x-www-form-urlencoded"
const trouble = "We had some trouble connecting. Try again?"

/** The error Slack shows when an app did not answer well; undefined when it did. */
const failure = (reply: Reply): string | undefined => {
  if (reply.kind === "timeout") return "operation_timeout"
  return reply.kind === "answered" && reply.status >= 200 && reply.status < 300 ? undefined : "dispatch_failed"
}

/** Lets people act on the app and shows them what comes of it. */
export class Interactions {
  private readonly workspace: Workspace
  private readonly delivery: Delivery
  private readonly paths: Paths
  private readonly baseUrl: () => string

  constructor(workspace: Workspace, delivery: Delivery, paths: Paths, baseUrl: () => string) {
    this.workspace = workspace
    this.delivery = delivery
    this.paths = paths
    this.baseUrl = baseUrl
  }

  /** A line somebody types: a slash command goes to the app, anything else is an ordinary message. */
  async type(member: Member, channel: Channel, line: string, known?: ReadonlyArray<string>): Promise<Outcome> {
    const [, command = "", text = ""] = /^(\/\S+)\s*([\s\S]*)$/.exec(line) ?? []
    if (command === "") {
      this.workspace.post(channel.id, { user: member.id, text: line })
      return { ok: true, status: 200, took: 0 }
    }
    if (known && !known.includes(command)) {
      const ephemeral = this.slackbotSays(channel.id, member.id, `\`${command}\` is not a valid command.`)
      return { ok: false, status: 0, took: 0, error: "unknown_command", ephemeral }
    }
    const responseUrl = this.responseUrl({ user: member.id, channel: channel.id })
    const trigger = this.workspace.newTrigger(member.id)
    const body = slashCommand(this.workspace, { member, channel, command, text: text.trim(), responseUrl, trigger })
    const reply = await this.delivery.send({ kind: "command", path: this.paths.commands, body, contentType: form })
    return this.shown(member, channel, command, reply)
  }

  /** Presses, picks or ticks something in a message. */
  async actOnMessage(member: Member, message: Message, action: Fields, state?: ViewValues): Promise<Outcome> {
    const channel = this.workspace.channel(message.channel)
    if (!channel) throw new Error(`no channel ${message.channel}`)
    const ephemeral = message.ephemeral !== undefined
    const payload = messageAction(this.workspace, {
      member,
      message,
      channel,
      action: this.stamped(action),
      values: state ?? valuesOf({ blocks: message.blocks ?? [] }),
      responseUrl: this.responseUrl({ user: member.id, channel: channel.id, message: { ts: message.ts, ephemeral } }),
      trigger: this.workspace.newTrigger(member.id),
    })
    const reply = await this.interact("block_actions", payload)
    const error = failure(reply)
    if (error === undefined) return this.outcome(member, reply)
    return this.outcome(member, reply, {
      error,
      ephemeral: this.slackbotSays(channel.id, member.id, `That did not work: "${error}"`),
    })
  }

  /** Presses, picks or ticks something in a modal or on the home tab. */
  async actOnView(member: Member, view: View, action: Fields, state?: ViewValues): Promise<Outcome> {
    if (state) view.values = { ...view.values, ...state }
    remember(view, action)
    this.workspace.changed()
    const trigger = this.workspace.newTrigger(member.id, view.id)
    const reply = await this.interact(
      "block_actions",
      viewAction(this.workspace, { member, view, action: this.stamped(action), trigger }),
    )
    const error = failure(reply)
    return this.outcome(member, reply, error === undefined ? {} : { error })
  }

  /** Submits the modal: Slack first checks what its client checks, then asks the app. */
  async submit(member: Member, view: View, values: ViewValues): Promise<Outcome> {
    view.values = merged(view.values, values)
    const incomplete = missing(view)
    if (Object.keys(incomplete).length > 0) return this.refused(view, incomplete, 0, 0)
    delete view.errors
    delete view.trouble
    const payload = viewSubmission(this.workspace, member, view, this.workspace.newTrigger(member.id, view.id))
    const reply = await this.interact("view_submission", payload)
    const error = failure(reply)
    if (error !== undefined || reply.kind !== "answered")
      return this.stuck(member, view, reply, error ?? "dispatch_failed")
    return this.apply(member, view, reply)
  }

  /** Closes the visible modal, or with `all` the whole stack; the app hears of it only where it asked to. */
  async close(member: Member, view: View, all = false): Promise<Outcome> {
    const stack = this.workspace.views(member.id)
    const closed = all ? [...stack] : [view]
    this.workspace.state.views[member.id] = all ? [] : stack.filter((other) => other !== view)
    this.workspace.changed()
    let last: Reply = { kind: "answered", status: 200, body: "", headers: {}, took: 0 }
    for (const one of closed.filter((candidate) => candidate.content.notify_on_close === true)) {
      last = await this.interact("view_closed", viewClosed(this.workspace, member, one, all))
    }
    return this.outcome(member, last)
  }

  /** An Events API delivery, without its repeats. */
  async event(payload: Fields, headers: Record<string, string> = {}): Promise<Reply> {
    const kind = string(isFields(payload.event) ? payload.event.type : payload.type) ?? "event"
    const body = JSON.stringify(payload)
    return this.delivery.send({ kind, path: this.paths.events, body, contentType: "application/json", headers })
  }

  newEvent(event: Fields): Fields {
    return eventCallback(this.workspace, event)
  }

  private interact(kind: string, payload: Fields): Promise<Reply> {
    return this.delivery.send({ kind, path: this.paths.interactions, body: asForm(payload), contentType: form })
  }

  private responseUrl(about: Parameters<typeof newResponsePath>[1]): string {
    return `${this.baseUrl()}${newResponsePath(this.workspace, about)}`
  }

  private stamped(action: Fields): Fields {
    return { ...action, action_ts: this.workspace.newTs() }
  }

  private slackbotSays(channel: string, user: string, text: string): Message {
    return this.workspace.post(channel, { user: slackbot, username: "Slackbot", text, ephemeral: user })
  }

  private outcome(member: Member, reply: Reply, more: Partial<Outcome> = {}): Outcome {
    const view = this.workspace.views(member.id).at(-1)
    return {
      ok: more.error === undefined && more.errors === undefined,
      status: reply.kind === "answered" ? reply.status : 0,
      took: reply.took,
      ...(view === undefined ? {} : { view }),
      ...more,
    }
  }

  /** A command's immediate answer: nothing, plain text or a message, to the person alone unless it says in_channel. */
  private shown(member: Member, channel: Channel, command: string, reply: Reply): Outcome {
    const failed = (error: string) =>
      this.outcome(member, reply, {
        error,
        ephemeral: this.slackbotSays(channel.id, member.id, `${command} failed with the error "${error}"`),
      })
    const error = failure(reply)
    if (error !== undefined || reply.kind !== "answered") return failed(error ?? "dispatch_failed")
    if (reply.body.trim() === "") return this.outcome(member, reply)
    const json = (reply.headers["content-type"] ?? "").includes("json")
    const payload = json ? parse(reply.body) : { text: reply.body }
    if (!isFields(payload)) return failed("invalid_command_response")
    if (Object.keys(payload).length === 0) return this.outcome(member, reply)
    try {
      const message = say(this.workspace, { user: member.id, channel: channel.id }, payload)
      return this.outcome(member, reply, message.ephemeral === undefined ? {} : { ephemeral: message })
    } catch (cause) {
      if (!(cause instanceof SlackError)) throw cause
      return failed("invalid_command_response")
    }
  }

  /** What the app answered to a submission: nothing closes the modal, `response_action` does what it says. */
  private apply(member: Member, view: View, reply: Extract<Reply, { kind: "answered" }>): Outcome {
    const payload = reply.body.trim() === "" ? {} : parse(reply.body)
    const stack = this.workspace.views(member.id)
    if (!isFields(payload)) return this.stuck(member, view, reply, "invalid_response")
    const action = payload.response_action
    try {
      if (action === "errors") {
        const errors = namedErrors(view, payload.errors)
        return errors
          ? this.refused(view, errors, reply.status, reply.took)
          : this.stuck(member, view, reply, "invalid_errors")
      }
      if (action === "update") rewrite(this.workspace, view, viewContent(payload.view, "modal"))
      else if (action === "push") {
        if (stack.length >= viewStack) throw new SlackError("push_limit_reached")
        place(this.workspace, member.id, viewContent(payload.view, "modal"), view)
      } else if (action === "clear") this.workspace.state.views[member.id] = []
      else this.workspace.state.views[member.id] = stack.filter((other) => other !== view)
      this.workspace.changed()
      return this.outcome(member, reply)
    } catch (cause) {
      if (!(cause instanceof SlackError)) throw cause
      return this.stuck(member, view, reply, cause.code)
    }
  }

  private refused(view: View, errors: Record<string, string>, status: number, took: number): Outcome {
    view.errors = errors
    this.workspace.changed()
    return { ok: false, status, took, view, errors }
  }

  /** The modal stays open and Slack says that it had trouble. */
  private stuck(member: Member, view: View, reply: Reply, error: string): Outcome {
    view.trouble = trouble
    this.workspace.changed()
    return this.outcome(member, reply, { error, view })
  }
}
