import { Clock, Context, Effect, Layer } from "effect"
import type { ChannelId, DeliveryId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import { Chat, type ChatMessage, ChatRefused, ChatUnknown, type Form } from "@coffeebuddy/ports/chat"

/** A message as people see it, with every content it ever had, the latest last. */
export interface Posted {
  readonly to: ChannelId | MemberId
  readonly mark: DeliveryId | RunId
  readonly ts: string
  readonly at: Instant
  readonly contents: ReadonlyArray<ChatMessage>
}

/**
 * What goes wrong with a call. `refuse`: nothing happens. `lose`: it happens, but the answer never arrives. `drop`: neither happens nor is
 * answered.
 */
export type Trouble =
  | { readonly _tag: "refuse"; readonly refusal: ChatRefused }
  | { readonly _tag: "lose" }
  | { readonly _tag: "drop" }

export type Call = "post" | "edit" | "marksSince" | "openForm"

/** A refusal for every occasion: try again later, unless the test says otherwise. */
export const refusal = (parts: Partial<Pick<ChatRefused, "code" | "kind" | "retryAfter" | "failure">> = {}) =>
  new ChatRefused({ code: "ratelimited", kind: "later", retryAfter: 1_000, failure: null, ...parts })

/** What was posted, edited and opened, and how tests make it go wrong. */
export class Conversations extends Context.Service<
  Conversations,
  {
    readonly posted: Effect.Effect<ReadonlyArray<Posted>>
    readonly opened: Effect.Effect<ReadonlyArray<{ readonly trigger: string; readonly form: Form }>>
    /** The next `times` calls of that name meet this trouble. */
    readonly trouble: (call: Call, trouble: Trouble, times?: number) => Effect.Effect<void>
    /** Somebody deletes the message. */
    readonly remove: (ts: string) => Effect.Effect<void>
  }
>()("@coffeebuddy/adapters/memory/Conversations") {}

const gone = refusal({ code: "message_not_found", kind: "gone", retryAfter: 0 })
const unanswered = new ChatUnknown({ code: "timeout" })

const make = () => {
  const messages = new Map<string, Posted>()
  const opened: Array<{ readonly trigger: string; readonly form: Form }> = []
  const troubles: Array<{ readonly call: Call; readonly trouble: Trouble; times: number }> = []
  let count = 0

  const meets = (call: Call): Trouble | null => {
    const met = troubles.find((one) => one.call === call && one.times > 0)
    if (met === undefined) return null
    met.times -= 1
    return met.trouble
  }

  const through = <A>(call: Call, happen: (now: Instant) => Effect.Effect<A, ChatRefused>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<A, ChatRefused | ChatUnknown> => {
      const trouble = meets(call)
      switch (trouble?._tag) {
        case undefined:
          return happen(now)
        case "refuse":
          return Effect.fail(trouble.refusal)
        case "drop":
          return Effect.fail(unanswered)
        case "lose":
          return Effect.andThen(happen(now), Effect.fail(unanswered))
      }
    })

  const chat = Chat.of({
    post: (message) =>
      through("post", (at) =>
        Effect.sync(() => {
          const ts = `${Math.floor(at / 1_000)}.${String((count += 1)).padStart(6, "0")}`
          messages.set(ts, { to: message.to, mark: message.mark, ts, at, contents: [message] })
          return ts
        }),
      ),
    edit: (message, ts) =>
      through("edit", () => {
        const known = messages.get(ts)
        if (known === undefined) return Effect.fail(gone)
        return Effect.sync(() => void messages.set(ts, { ...known, contents: [...known.contents, message] }))
      }),
    marksSince: (to, since) =>
      through("marksSince", () =>
        Effect.sync(() => {
          const found = [...messages.values()].filter((message) => message.to === to && message.at >= since)
          return new Map<string, string>(found.map(({ mark, ts }) => [mark, ts]))
        }),
      ),
    openForm: (trigger, form) => through("openForm", () => Effect.sync(() => void opened.push({ trigger, form }))),
  })

  const conversations = Conversations.of({
    posted: Effect.sync(() => [...messages.values()]),
    opened: Effect.sync(() => [...opened]),
    trouble: (call, trouble, times = 1) => Effect.sync(() => void troubles.push({ call, trouble, times })),
    remove: (ts) => Effect.sync(() => void messages.delete(ts)),
  })

  return Context.make(Conversations, conversations).pipe(Context.add(Chat, chat))
}

/** A place to talk, in memory. */
export const layer = Layer.effectContext(Effect.sync(make))
