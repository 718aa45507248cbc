import { Context, type Effect, Schema } from "effect"
import type { ChannelId, DeliveryId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import { Failure } from "@coffeebuddy/domain/run"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import type { ZoneName } from "@coffeebuddy/domain/time-zone"
import type { OwedKind } from "./owed-messages.ts"

/**
 * Slack refused, and nothing was posted. `later`: try again after `retryAfter` milliseconds. `never`: this message cannot reach this target.
 * `gone`: the message to edit does not exist. `paused`: the token or installation is at fault, nothing can be sent until an operator acts.
 */
export class ChatRefused extends Schema.TaggedError<ChatRefused>()("ChatRefused", {
  code: Schema.String,
  kind: Schema.Literals(["later", "never", "gone", "paused"]),
  retryAfter: Schema.Int,
  /** What a refusal of the run's own message means for the run. */
  failure: Schema.NullOr(Failure),
}) {}

/** No usable answer: Slack may or may not have done it. */
export class ChatUnknown extends Schema.TaggedError<ChatUnknown>()("ChatUnknown", { code: Schema.String }) {}

/** An owed message as it is to be rendered: its kind, whom it is for, and the run's state now. */
export interface ChatMessage {
  readonly kind: OwedKind
  readonly to: ChannelId | MemberId
  readonly view: RunSnapshot
  readonly mark: DeliveryId | RunId
}

/** A dialog to open: to place or edit the own order, or to edit the run's details, with times in `zone`. */
export type Form =
  | { readonly _tag: "OrderForm"; readonly at: MemberSnapshot; readonly noUsual: boolean }
  | { readonly _tag: "DetailsForm"; readonly at: MemberSnapshot; readonly zone: ZoneName }

/** The place where people talk. Every call is tried once, for at most 10 s, and never repeated inside. */
export class Chat extends Context.Service<
  Chat,
  {
    /** Posts a new message that carries its mark as metadata; answers its `ts`. */
    readonly post: (message: ChatMessage) => Effect.Effect<string, ChatRefused | ChatUnknown>

    /** Replaces the message `ts`; doing it twice is the same as once. */
    readonly edit: (message: ChatMessage, ts: string) => Effect.Effect<void, ChatRefused | ChatUnknown>

    /** The marks of our messages in a conversation since an instant, to the end of its history, with the `ts` of each. */
    readonly marksSince: (
      to: ChannelId | MemberId,
      since: Instant,
    ) => Effect.Effect<ReadonlyMap<string, string>, ChatRefused | ChatUnknown>

    /** Opens a dialog for whoever pressed something within the last 3 s (`trigger` is good for one). */
    readonly openForm: (trigger: string, form: Form) => Effect.Effect<void, ChatRefused | ChatUnknown>
  }
>()("@coffeebuddy/ports/Chat") {}
