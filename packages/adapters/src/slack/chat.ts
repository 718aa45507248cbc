import { Cache, Effect, Layer, Option, Schema } from "effect"
import { ChannelId, MemberId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import { Chat, type ChatMessage, ChatRefused, ChatUnknown, type Form } from "@coffeebuddy/ports/chat"
import type { Message, Modal } from "./blocks.ts"
import { detailsForm, orderForm } from "./forms.ts"
import { notSent } from "./refusals.ts"
import { render } from "./render.ts"
import { type Call, connect, TIMEOUT, type WebApiOptions } from "./web-api.ts"

/** Which messages in a conversation are ours to recognize again, and by what; other apps can read it, so it names nobody. */
const EVENT_TYPE = "coffeebuddy_owed"

const Opened = Schema.Struct({ channel: Schema.Struct({ id: ChannelId }) })
const Posted = Schema.Struct({ ts: Schema.String })
const Page = Schema.Struct({
  messages: Schema.Array(Schema.Struct({ ts: Schema.String, metadata: Schema.optionalKey(Schema.Unknown) })),
  response_metadata: Schema.optionalKey(Schema.Struct({ next_cursor: Schema.optionalKey(Schema.String) })),
})
const Marked = Schema.Struct({
  event_type: Schema.Literal(EVENT_TYPE),
  event_payload: Schema.Struct({ mark: Schema.String }),
})
const markOf = Schema.decodeUnknownOption(Marked)

const metadataOf = ({ kind, mark }: ChatMessage) => ({ event_type: EVENT_TYPE, event_payload: { kind, mark } })

const unreadable = () => new ChatUnknown({ code: "unreadable" })
const isMember = Schema.is(MemberId)

/** A message as chat.postMessage and chat.update take it. */
const contentOf = (owed: ChatMessage, { text, blocks }: Message) => ({
  text,
  blocks,
  metadata: metadataOf(owed),
  unfurl_links: false,
  unfurl_media: false,
})

const rendered = (owed: ChatMessage): Effect.Effect<Message, ChatRefused> => {
  const message = render(owed)
  return message === null
    ? Effect.fail(new ChatRefused({ code: "no_message", kind: "never", retryAfter: 0, failure: null }))
    : Effect.succeed(message)
}

/** The dialog that a form asks for; null when there is no run to speak of. */
const viewOf = (form: Form): Modal | null => {
  const { run } = form.at
  if (run === null) return null
  return form._tag === "OrderForm" ? orderForm(form.at, run.id, form.noUsual) : detailsForm(form.at, run, form.zone)
}

const marks = Effect.fn("slack.marks")(function* (call: Call, channel: ChannelId, since: Instant) {
  const found = new Map<string, string>()
  let cursor = ""
  do {
    const answer = yield* call("conversations.history", {
      channel,
      oldest: String(Math.floor(since / 1_000)),
      inclusive: true,
      include_all_metadata: true,
      limit: 200,
      ...(cursor === "" ? {} : { cursor }),
    })
    const page = yield* Effect.mapError(Schema.decodeUnknownEffect(Page)(answer), unreadable)
    for (const { ts, metadata } of page.messages) {
      const marked = markOf(metadata)
      if (Option.isSome(marked)) found.set(marked.value.event_payload.mark, ts)
    }
    cursor = page.response_metadata?.next_cursor ?? ""
  } while (cursor !== "")
  return found
})

const make = Effect.fn("slack.chat")(function* (options: WebApiOptions) {
  const timeout = options.timeout ?? TIMEOUT
  const call = connect(options)

  // A member's direct messages have one conversation for good, and asking for it is rate limited.
  const conversations = yield* Cache.makeWith(
    Effect.fn("slack.conversation")(function* (member: MemberId) {
      const answer = yield* call("conversations.open", { users: member })
      return (yield* Effect.mapError(Schema.decodeUnknownEffect(Opened)(answer), unreadable)).channel.id
    }),
    { capacity: 10_000, timeToLive: (exit) => (exit._tag === "Success" ? "1 day" : "0 millis") },
  )

  /** Finding the conversation does nothing in it, so that an unclear answer there is a clear refusal: nothing was sent. */
  const conversation = (to: ChannelId | MemberId): Effect.Effect<ChannelId, ChatRefused> =>
    isMember(to)
      ? Cache.get(conversations, to).pipe(
          Effect.timeoutOrElse({ duration: timeout / 2, orElse: () => Effect.fail(notSent("timeout", 1_000)) }),
          Effect.catchTag("ChatUnknown", ({ code }) => Effect.fail(notSent(code, 1_000))),
        )
      : Effect.succeed(to)

  const bounded = Effect.timeoutOrElse({
    duration: timeout,
    orElse: () => Effect.fail(new ChatUnknown({ code: "timeout" })),
  })

  const post = Effect.fn("Chat.post")(function* (owed: ChatMessage) {
    const message = yield* rendered(owed)
    const channel = yield* conversation(owed.to)
    const answer = yield* call("chat.postMessage", { channel, ...contentOf(owed, message) })
    return (yield* Effect.mapError(Schema.decodeUnknownEffect(Posted)(answer), unreadable)).ts
  }, bounded)

  const edit = Effect.fn("Chat.edit")(function* (owed: ChatMessage, ts: string) {
    const message = yield* rendered(owed)
    const channel = yield* conversation(owed.to)
    yield* call("chat.update", { channel, ts, ...contentOf(owed, message) })
  }, bounded)

  const marksSince = Effect.fn("Chat.marksSince")(function* (to: ChannelId | MemberId, since: Instant) {
    return yield* marks(call, yield* conversation(to), since)
  }, bounded)

  const openForm = Effect.fn("Chat.openForm")(function* (trigger: string, form: Form) {
    const view = viewOf(form)
    if (view === null) return
    yield* call("views.open", { trigger_id: trigger, view })
  }, bounded)

  return Chat.of({ post, edit, marksSince, openForm })
})

/** Slack as the place where people talk. Every request ends within `timeout` (10 s unless told), interrupted ones at once. */
export const layer = (options: WebApiOptions) => Layer.effect(Chat, make(options))
