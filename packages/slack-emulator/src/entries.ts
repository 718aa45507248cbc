import { interactive, optionsOf, words } from "./blocks.ts"
import { isFields, objects, string } from "./json.ts"
import type { Fields } from "./json.ts"
import type { View, ViewValues } from "./model.ts"

/** The action a person's press, pick or typed text makes of an element. */
export const actionOn = (
  block: Fields,
  element: Fields,
  chosen: { value?: unknown; option?: Fields | undefined },
): Fields => {
  const { type } = element
  const base = { type, action_id: element.action_id, block_id: block.block_id }
  if (type === "button") {
    const value = chosen.value ?? element.value
    return {
      ...base,
      text: element.text,
      ...(value === undefined ? {} : { value }),
      ...(element.style === undefined ? {} : { style: element.style }),
    }
  }
  if (chosen.option) {
    const many = type === "checkboxes" || String(type).startsWith("multi_")
    return { ...base, ...(many ? { selected_options: [chosen.option] } : { selected_option: chosen.option }) }
  }
  const name = valueField(String(type))
  return { ...base, [name]: chosen.value ?? null }
}

/** The field of an element's state that holds what a person entered. */
export const valueField = (type: string): string => {
  if (type === "users_select") return "selected_user"
  if (type === "conversations_select") return "selected_conversation"
  if (type === "channels_select") return "selected_channel"
  if (type === "multi_users_select") return "selected_users"
  if (type === "multi_conversations_select") return "selected_conversations"
  if (type === "multi_channels_select") return "selected_channels"
  if (type === "datepicker") return "selected_date"
  if (type === "timepicker") return "selected_time"
  if (type === "datetimepicker") return "selected_date_time"
  return "value"
}

/** Keeps in the view what a person just entered in one element. */
export const remember = (view: View, action: Fields): void => {
  const { block_id: blockId, action_id: actionId, ...value } = action
  const before = view.values[String(blockId)]?.[String(actionId)]
  if (before !== undefined)
    view.values[String(blockId)] = { ...view.values[String(blockId)], [String(actionId)]: value }
}

/** The values a view has after somebody typed more. */
export const merged = (before: ViewValues, typed: ViewValues): ViewValues => {
  const values = { ...before }
  for (const [blockId, actions] of Object.entries(typed)) values[blockId] = { ...values[blockId], ...actions }
  return values
}

const isEmpty = (value: Fields | undefined): boolean =>
  value === undefined ||
  Object.entries(value).every(
    ([name, inner]) =>
      name === "type" ||
      inner === null ||
      inner === undefined ||
      inner === "" ||
      (Array.isArray(inner) && inner.length === 0),
  )

/** What Slack's client refuses before it asks the app: required fields left empty, text too short or too long. */
export const missing = (view: View): Record<string, string> => {
  const errors: Record<string, string> = {}
  for (const { block, element } of interactive(view.content.blocks)) {
    if (block.type !== "input") continue
    const value = view.values[String(block.block_id)]?.[String(element.action_id)]
    const text = string(value?.value) ?? ""
    const [least, most] = [Number(element.min_length ?? 0), Number(element.max_length ?? 3_000)]
    if (isEmpty(value)) {
      if (block.optional !== true) errors[String(block.block_id)] = "Please complete this required field."
    } else if (text !== "" && text.length < least)
      errors[String(block.block_id)] = `Must be at least ${least} characters.`
    else if (text.length > most) errors[String(block.block_id)] = `Must be no more than ${most} characters.`
  }
  return errors
}

/** Slack takes errors only for input blocks of the view; anything else it cannot show. */
export const namedErrors = (view: View, errors: unknown): Record<string, string> | undefined => {
  if (!isFields(errors)) return undefined
  const inputs = objects(view.content.blocks).filter((block) => block.type === "input")
  const entries = Object.entries(errors)
  const known = entries.every(([id, text]) => typeof text === "string" && inputs.some((block) => block.block_id === id))
  return known && entries.length > 0 ? Object.fromEntries(entries.map(([id, text]) => [id, String(text)])) : undefined
}

/** Finds the option a person means by its value or its label. */
export const optionNamed = (element: Fields, name: string): Fields | undefined =>
  optionsOf(element).find((option) => option.value === name || words(option.text) === name)
