import { Schema } from "effect"
import { MemberId } from "./ids.ts"
import { Instant } from "./instant.ts"

/** What CoffeeBuddy can owe Slack, besides the run's own message. A `deadline` runs a use case instead of a Slack call. */
export const DeliveryKind = Schema.Literals([
  "summary",
  "runner_dm",
  "last_call",
  "runner_reminder",
  "ask_to_close",
  "notice",
  "deadline",
])
export type DeliveryKind = typeof DeliveryKind.Type

/** To whom: the run's runner at the time of sending, the run's channel, or one member. */
export const Target = Schema.Union([Schema.Literals(["runner", "channel"]), MemberId])
export type Target = typeof Target.Type

/** One message owed at `dueAt`, rendered from the state of the run when it is sent. */
export const Owed = Schema.Struct({ kind: DeliveryKind, target: Target, dueAt: Instant })
export interface Owed extends Schema.Schema.Type<typeof Owed> {}
