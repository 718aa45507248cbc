import type { Message, Modal } from "@coffeebuddy/adapters/slack/blocks"
import { ephemeral } from "@coffeebuddy/adapters/slack/responses"

/** What goes back as the body of the answer to Slack: nothing, a private message, or what a submitted dialog does next. */
export type Reply =
  | { readonly _tag: "Nothing" }
  | { readonly _tag: "Private"; readonly message: Message }
  | { readonly _tag: "FieldErrors"; readonly errors: Readonly<Record<string, string>> }
  | { readonly _tag: "Dialog"; readonly view: Modal }

export const nothing: Reply = { _tag: "Nothing" }

/** A message that only the person who asked sees. */
export const privately = (message: Message): Reply => ({ _tag: "Private", message })

/** The JSON that Slack expects for a reply; null for an empty body. */
export const bodyOf = (reply: Reply): object | null => {
  switch (reply._tag) {
    case "Nothing":
      return null
    case "Private":
      return ephemeral(reply.message)
    case "FieldErrors":
      return { response_action: "errors", errors: reply.errors }
    case "Dialog":
      return { response_action: "update", view: reply.view }
  }
}
