import { randomBytes } from "node:crypto"
import { fields, isFields, list, objects, string } from "./json.ts"
import type { Fields } from "./json.ts"
import type { ViewValues } from "./model.ts"

/** An interactive element and the block it stands in. */
export interface Placed {
  readonly block: Fields
  readonly element: Fields
}

const newId = () => randomBytes(4).toString("base64url").slice(0, 5)

const withActionId = (element: Fields): Fields =>
  element.action_id === undefined && !["mrkdwn", "plain_text", "image"].includes(String(element.type))
    ? { ...element, action_id: newId() }
    : element

/** Blocks with the block_id and action_id that Slack adds where the app gave none. */
export const withIds = (blocks: ReadonlyArray<Fields>): Array<Fields> =>
  blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? newId(),
    ...(Array.isArray(block.elements) && block.type === "actions"
      ? { elements: objects(block.elements).map(withActionId) }
      : {}),
    ...(isFields(block.accessory) ? { accessory: withActionId(block.accessory) } : {}),
    ...(isFields(block.element) ? { element: withActionId(block.element) } : {}),
  }))

/** Every interactive element of some blocks, in reading order. */
export const interactive = (blocks: unknown): ReadonlyArray<Placed> =>
  objects(blocks).flatMap((block) =>
    [...(block.type === "actions" ? list(block.elements) : []), block.accessory, block.element]
      .filter(isFields)
      .filter((element) => element.action_id !== undefined)
      .map((element) => ({ block, element })),
  )

/** All options of a select, overflow, radio or checkbox element, groups opened. */
export const optionsOf = (element: Fields): ReadonlyArray<Fields> => [
  ...objects(element.options),
  ...objects(element.option_groups).flatMap((group) => objects(group.options)),
]

/** A text object's or plain string's words. */
export const words = (value: unknown): string => string(value) ?? string(fields(value).text) ?? ""

/** What a reader sees of blocks, one line each: the text a test looks for. */
export const reading = (blocks: unknown): string =>
  objects(blocks)
    .map((block) =>
      [
        words(block.text),
        words(block.label),
        ...objects(block.fields).map(words),
        ...list(block.elements).flatMap((element) => [
          words(fields(element).text),
          ...(isFields(element) ? [reading([element])] : []),
        ]),
        isFields(block.accessory) ? words(block.accessory.text) : "",
      ]
        .filter((part, index, all) => part !== "" && all.indexOf(part) === index)
        .join(" "),
    )
    .filter((line) => line !== "")
    .join("\n")

/** The value of an element as Slack puts it into `state.values`. */
export const initialValue = (element: Fields): Fields => {
  const type = string(element.type) ?? ""
  if (type === "checkboxes") return { type, selected_options: list(element.initial_options) }
  if (type.startsWith("multi_static") || type.startsWith("multi_external"))
    return { type, selected_options: list(element.initial_options) }
  if (type === "multi_users_select") return { type, selected_users: list(element.initial_users) }
  if (type === "multi_conversations_select")
    return { type, selected_conversations: list(element.initial_conversations) }
  if (type === "multi_channels_select") return { type, selected_channels: list(element.initial_channels) }
  if (type === "users_select") return { type, selected_user: element.initial_user ?? null }
  if (type === "conversations_select") return { type, selected_conversation: element.initial_conversation ?? null }
  if (type === "channels_select") return { type, selected_channel: element.initial_channel ?? null }
  if (type === "radio_buttons" || type.endsWith("_select"))
    return { type, selected_option: element.initial_option ?? null }
  if (type === "datepicker") return { type, selected_date: element.initial_date ?? null }
  if (type === "timepicker") return { type, selected_time: element.initial_time ?? null }
  if (type === "datetimepicker") return { type, selected_date_time: element.initial_date_time ?? null }
  return { type, value: element.initial_value ?? null }
}

const stateless = ["button", "overflow", "image", "workflow_button"]

/** `state.values` of a view or message: what is filled in, else the initial values; what `typed` has for the same ids
 * stays. */
export const valuesOf = (content: Fields, typed: ViewValues = {}): ViewValues => {
  const values: ViewValues = {}
  for (const { block, element } of interactive(content.blocks)) {
    if (stateless.includes(String(element.type))) continue
    const [blockId, actionId] = [String(block.block_id), String(element.action_id)]
    const before = typed[blockId]?.[actionId]
    const value = before !== undefined && before.type === element.type ? before : initialValue(element)
    values[blockId] = { ...values[blockId], [actionId]: value }
  }
  return values
}
