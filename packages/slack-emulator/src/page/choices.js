import { h } from "./dom.js"
import { withPictures } from "./emoji.js"
import { enter, fieldAttributes } from "./field.js"
import { held } from "./held.js"
import { plain, textObject } from "./inline.js"
import { channelName, people } from "./people.js"

/** @import { Site } from "./elements.js" */
/** @import { Workspace } from "./people.js" */
/** @import { Element, Held, Option } from "./wire.ts" */

/** @param {string} value @param {string} text @returns {Option} */
const optionOf = (value, text) => ({ value, text: { type: "plain_text", text } })

/**
 * What can be chosen: the app's options, or the people or channels of the workspace.
 * @param {Element} element
 * @param {Workspace} workspace
 * @returns {readonly Option[]}
 */
const optionsOf = (element, workspace) => {
  if (/users/.test(element.type))
    return people(workspace).map(({ id, real_name, name }) => optionOf(id, real_name || name))
  if (/channels|conversations/.test(element.type)) {
    return workspace.state.channels
      .filter(({ is_im }) => !is_im)
      .map(({ id }) => optionOf(id, `#${channelName(workspace, id)}`))
  }
  return element.options ?? (element.option_groups ?? []).flatMap((group) => group.options)
}

/** @param {Held | undefined} now @returns {string[]} the values that are chosen */
const chosen = (now) =>
  [
    now?.selected_option?.value,
    now?.selected_user,
    now?.selected_channel,
    now?.selected_conversation,
    ...(now?.selected_options ?? []).map(({ value }) => value),
    ...(now?.selected_users ?? []),
    ...(now?.selected_channels ?? []),
    ...(now?.selected_conversations ?? []),
  ].filter((value) => value !== undefined && value !== null)

/**
 * The chosen options in the words of Slack's state for this type of element.
 * @param {Element} element
 * @param {readonly Option[]} options
 * @returns {Held}
 */
const asHeld = ({ type }, options) => {
  const values = options.map(({ value }) => value)
  const one = values[0] ?? null
  switch (type) {
    case "users_select":
      return { selected_user: one }
    case "channels_select":
      return { selected_channel: one }
    case "conversations_select":
      return { selected_conversation: one }
    case "multi_users_select":
      return { selected_users: values }
    case "multi_channels_select":
      return { selected_channels: values }
    case "multi_conversations_select":
      return { selected_conversations: values }
    case "checkboxes":
    case "multi_static_select":
      return { selected_options: options }
    default:
      return { selected_option: options[0] ?? null }
  }
}

/** One of many, as the browser's own select. @param {Element} element @param {Site} site */
export const select = (element, site) => {
  const options = optionsOf(element, site.surface.workspace)
  const entry = (/** @type {Option} */ option) => h("option", { value: option.value }, withPictures(option.text.text))
  const groups = element.options ? undefined : element.option_groups
  const control = h(
    "select",
    { ...fieldAttributes(element, site), class: "field" },
    h("option", { value: "" }, withPictures(element.placeholder?.text ?? "Choose…")),
    ...(groups?.map((group) => h("optgroup", { label: withPictures(group.label.text) }, ...group.options.map(entry))) ??
      options.map(entry)),
  )
  control.value = chosen(held(site.surface.draft, site.block, element))[0] ?? ""
  control.addEventListener("change", () => {
    enter(element, site, control, asHeld(element, options.filter(({ value }) => value === control.value).slice(0, 1)))
  })
  return control
}

/**
 * @param {"radio" | "checkbox"} type
 * @returns {(element: Element, site: Site) => HTMLElement}
 */
const group = (type) => (element, site) => {
  const { workspace, draft, name } = site.surface
  const options = optionsOf(element, workspace)
  const now = new Set(chosen(held(draft, site.block, element)))
  const { id, "data-key": key, "data-focus": focus, ...attributes } = fieldAttributes(element, site)
  const fields = options.map((option, at) =>
    h("input", {
      type,
      id: at === 0 ? id : undefined,
      name: `${name} ${site.block} ${element.action_id}`,
      value: option.value,
      checked: now.has(option.value),
      "data-key": `${key} ${option.value}`,
      "data-focus": at === 0 ? focus : undefined,
    }),
  )
  const labels = options.map((option, at) =>
    h(
      "label",
      { class: "choice" },
      fields[at],
      h(
        "span",
        {},
        option.text.type === "mrkdwn"
          ? textObject(workspace, option.text)
          : h("span", { dir: "auto" }, ...plain(option.text.text)),
        option.description && h("small", { dir: "auto" }, ...plain(option.description.text)),
      ),
    ),
  )
  const control = h(
    "div",
    { ...attributes, class: "choices", role: type === "radio" ? "radiogroup" : "group" },
    ...labels,
  )
  control.addEventListener("change", () => {
    enter(
      element,
      site,
      control,
      asHeld(
        element,
        options.filter((_, at) => fields[at]?.checked),
      ),
    )
  })
  return control
}

/** One of a few, all of them visible. */
export const choices = group("radio")

/** Any number of them. */
export const ticks = group("checkbox")
