/** @import { Block, Element, Held, Values } from "./wire.ts" */

/** What a person has put into the elements of one surface, by block and action.
 * @typedef {Map<string, Held & { readonly type: string }>} Draft
 */

/** @param {string} block @param {string} action */
export const draftKey = (block, action) => JSON.stringify([block, action])

/**
 * A draft made of values that the server has kept.
 * @param {Values} values
 * @returns {Draft}
 */
export const remembered = (values) =>
  new Map(
    Object.entries(values).flatMap(([block, actions]) =>
      Object.entries(actions).map(([action, now]) => [draftKey(block, action), now]),
    ),
  )

/**
 * What an element holds before anybody touched it; undefined for buttons and menus.
 * @param {Element} element
 * @returns {Held | undefined}
 */
const initial = (element) => {
  switch (element.type) {
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return { value: element.initial_value ?? null }
    case "static_select":
    case "radio_buttons":
      return { selected_option: element.initial_option ?? null }
    case "checkboxes":
    case "multi_static_select":
      return { selected_options: element.initial_options ?? [] }
    case "timepicker":
      return { selected_time: element.initial_time ?? null }
    case "datepicker":
      return { selected_date: element.initial_date ?? null }
    case "datetimepicker":
      return { selected_date_time: element.initial_date_time ?? null }
    case "users_select":
      return { selected_user: element.initial_user ?? null }
    case "multi_users_select":
      return { selected_users: element.initial_users ?? [] }
    case "channels_select":
      return { selected_channel: element.initial_channel ?? null }
    case "multi_channels_select":
      return { selected_channels: element.initial_channels ?? [] }
    case "conversations_select":
      return { selected_conversation: element.initial_conversation ?? null }
    case "multi_conversations_select":
      return { selected_conversations: element.initial_conversations ?? [] }
    default:
      return undefined
  }
}

/**
 * What an element holds now: what was typed or chosen, else what the app put there. Undefined for buttons and menus.
 * @param {Draft} draft
 * @param {string} block
 * @param {Element} element
 * @returns {Held | undefined}
 */
export const held = (draft, block, element) => {
  const typed = draft.get(draftKey(block, element.action_id ?? ""))
  if (typed?.type === element.type) return typed
  return initial(element)
}

/** @param {Block} block @returns {readonly Element[]} */
const elementsOf = (block) => {
  if (block.type === "input") return block.element ? [block.element] : []
  if (block.type === "section") return block.accessory ? [block.accessory] : []
  return block.type === "actions" ? (block.elements ?? []) : []
}

/**
 * Slack's view.state.values of these blocks: one entry for each element that holds something or could.
 * @param {readonly Block[]} blocks
 * @param {Draft} draft
 * @returns {Values}
 */
export const valuesOf = (blocks, draft) => {
  /** @type {Values} */
  const values = {}
  for (const block of blocks) {
    for (const element of elementsOf(block)) {
      const now = held(draft, block.block_id ?? "", element)
      if (!now) continue
      values[block.block_id ?? ""] = {
        ...values[block.block_id ?? ""],
        [element.action_id ?? ""]: { ...now, type: element.type },
      }
    }
  }
  return values
}
