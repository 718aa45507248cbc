/** What a limit is about: one kind per object Slack checks. */
export type Kind =
  | "message"
  | "modal"
  | "home"
  | "block"
  | "section"
  | "section.field"
  | "header"
  | "context"
  | "actions"
  | "input"
  | "image"
  | "markdown"
  | "element"
  | "button"
  | "option"
  | "option group"
  | "select"
  | "multi-select"
  | "overflow"
  | "radio_buttons"
  | "checkboxes"
  | "plain_text_input"
  | "confirm"

/** `characters` counts a string, `items` a list, `json` the length of the value as JSON. */
export type Measure = "characters" | "items" | "json"

export interface Limit {
  readonly id: string
  readonly kind: Kind
  /** Where the measured value is, seen from the object: `text.text`; "" is the object itself. */
  readonly path: string
  readonly measure: Measure
  readonly max: number
  readonly min?: number
  /** The whole answer's error code; without one it is invalid_blocks for messages and invalid_arguments for views. */
  readonly code?: string
  readonly source: string
}

const docs = (page: string) => `https://docs.slack.dev/reference/${page}`
const blocks = (name: string) => docs(`block-kit/blocks/${name}-block`)
const elements = (name: string) => docs(`block-kit/block-elements/${name}-element`)
const objects = (name: string) => docs(`block-kit/composition-objects/${name}-object`)
const types = "@slack/types 2.x, block-kit/*.d.ts"
const views = docs("views/modal-views")

const limit = (
  kind: Kind,
  path: string,
  measure: Measure,
  max: number,
  source: string,
  more: Partial<Limit> = {},
): Limit => ({
  id: `${kind}: ${path === "" ? measure : path}`,
  kind,
  path,
  measure,
  max,
  source,
  ...more,
})

/** Slack's limits as data: the validator walks it, and one test per row tries the limit and one more. */
export const limits: ReadonlyArray<Limit> = [
  limit("message", "blocks", "items", 50, "https://docs.slack.dev/reference/block-kit/blocks"),
  limit(
    "message",
    "blocks",
    "json",
    13_200,
    "https://github.com/slackapi/bolt-js/issues/2509 (measured by users, undocumented)",
    {
      id: "message: all blocks together",
      code: "msg_blocks_too_long",
    },
  ),
  limit("modal", "blocks", "items", 100, views),
  limit("modal", "title.text", "characters", 24, views, { min: 1 }),
  limit("modal", "submit.text", "characters", 24, views, { min: 1 }),
  limit("modal", "close.text", "characters", 24, views, { min: 1 }),
  limit("modal", "private_metadata", "characters", 3_000, views),
  limit("modal", "callback_id", "characters", 255, views),
  limit("modal", "external_id", "characters", 255, views),
  limit("modal", "", "json", 250_000, docs("methods/views.open"), { id: "modal: whole view", code: "view_too_large" }),
  limit("home", "blocks", "items", 100, docs("views/home-tab-views")),
  limit("home", "private_metadata", "characters", 3_000, docs("views/home-tab-views")),
  limit("home", "callback_id", "characters", 255, docs("views/home-tab-views")),
  limit("home", "external_id", "characters", 255, docs("views/home-tab-views")),
  limit("home", "", "json", 250_000, docs("methods/views.publish"), { id: "home: whole view", code: "view_too_large" }),
  limit("block", "block_id", "characters", 255, types),
  limit("section", "text.text", "characters", 3_000, blocks("section"), { min: 1 }),
  limit("section", "fields", "items", 10, blocks("section"), { min: 1 }),
  limit("section.field", "text", "characters", 2_000, blocks("section"), { min: 1 }),
  limit("header", "text.text", "characters", 150, blocks("header"), { min: 1 }),
  limit("context", "elements", "items", 10, blocks("context"), { min: 1 }),
  limit("actions", "elements", "items", 25, blocks("actions"), { min: 1 }),
  limit("input", "label.text", "characters", 2_000, blocks("input"), { min: 1 }),
  limit("input", "hint.text", "characters", 2_000, blocks("input")),
  limit("image", "alt_text", "characters", 2_000, blocks("image")),
  limit("image", "title.text", "characters", 2_000, blocks("image")),
  limit("image", "image_url", "characters", 3_000, blocks("image"), { min: 1 }),
  limit("markdown", "text", "characters", 12_000, blocks("markdown"), { min: 1 }),
  limit("element", "action_id", "characters", 255, types),
  limit("element", "placeholder.text", "characters", 150, types),
  limit("button", "text.text", "characters", 75, elements("button"), { min: 1 }),
  limit("button", "value", "characters", 2_000, elements("button")),
  limit("button", "url", "characters", 3_000, elements("button")),
  limit("button", "accessibility_label", "characters", 75, elements("button")),
  limit("option", "text.text", "characters", 75, objects("option"), { min: 1 }),
  limit("option", "description.text", "characters", 75, objects("option")),
  limit("option", "value", "characters", 75, `${types} (the pages now say 150: the smaller number is safe with both)`),
  limit("option", "url", "characters", 3_000, objects("option")),
  limit("option group", "label.text", "characters", 75, objects("option-group"), { min: 1 }),
  limit("option group", "options", "items", 100, objects("option-group"), { min: 1 }),
  limit("select", "options", "items", 100, elements("select-menu"), { min: 1 }),
  limit("select", "option_groups", "items", 100, elements("select-menu"), { min: 1 }),
  limit("multi-select", "options", "items", 100, elements("multi-select-menu"), { min: 1 }),
  limit("multi-select", "option_groups", "items", 100, elements("multi-select-menu"), { min: 1 }),
  limit(
    "overflow",
    "options",
    "items",
    5,
    `${elements("overflow-menu")}; the minimum is python-slack-sdk's OverflowMenuElement`,
    {
      min: 2,
    },
  ),
  limit("radio_buttons", "options", "items", 10, elements("radio-button-group"), { min: 1 }),
  limit("checkboxes", "options", "items", 10, elements("checkboxes"), { min: 1 }),
  limit("plain_text_input", "initial_value", "characters", 3_000, elements("plain-text-input")),
  limit("confirm", "title.text", "characters", 100, objects("confirmation-dialog"), { min: 1 }),
  limit("confirm", "text.text", "characters", 300, objects("confirmation-dialog"), { min: 1 }),
  limit("confirm", "confirm.text", "characters", 30, objects("confirmation-dialog"), { min: 1 }),
  limit("confirm", "deny.text", "characters", 30, objects("confirmation-dialog"), { min: 1 }),
]

/** A message's plain text is cut here: https://docs.slack.dev/reference/methods/chat.postMessage. */
export const longestText = 40_000

/** A longer plain text becomes several messages: https://github.com/slackapi/bolt-python/issues/764. */
export const splitText = 4_000

/** Modals open at once, pushed ones included: https://docs.slack.dev/surfaces/modals. */
export const viewStack = 3

/** A response_url: five uses in 30 minutes. https://docs.slack.dev/interactivity/handling-user-interaction */
export const responseUrlUses = 5
export const responseUrlMillis = 30 * 60_000

/** A trigger_id is good for three seconds: https://docs.slack.dev/reference/methods/views.open. */
export const triggerMillis = 3_000

/** Commands, interactions and events must be answered in three seconds. */
export const deadlineMillis = 3_000
