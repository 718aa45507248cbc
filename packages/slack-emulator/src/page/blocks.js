import { h } from "./dom.js"
import { elementOf, image } from "./elements.js"
import { plain, textObject } from "./inline.js"
import { richText } from "./rich-text.js"

/** @import { Surface } from "./surface.js" */
/** @import { Block } from "./wire.ts" */

/** @param {Block} block @param {Surface} surface */
const section = (block, surface) =>
  h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-main" },
      block.text && textObject(surface.workspace, block.text),
      block.fields &&
        h("div", { class: "section-fields" }, ...block.fields.map((text) => textObject(surface.workspace, text))),
    ),
    block.accessory &&
      h(
        "div",
        { class: "accessory" },
        elementOf(block.accessory, { surface, block: block.block_id ?? "", dispatches: true }),
      ),
  )

/** @param {Block} block @param {Surface} surface */
const context = (block, surface) =>
  h(
    "div",
    { class: "context" },
    ...(block.elements ?? []).map((element) =>
      element.type === "image" ? image(element.alt_text) : textObject(surface.workspace, /** @type {*} */ (element)),
    ),
  )

/** @param {Block} block @param {Surface} surface */
const actions = (block, surface) =>
  h(
    "div",
    { class: "actions" },
    ...(block.elements ?? []).map((element) =>
      elementOf(element, { surface, block: block.block_id ?? "", dispatches: true }),
    ),
  )

/** @param {Block} block @param {Surface} surface @param {number} at */
const input = (block, surface, at) => {
  const id = `${surface.name}-${at}`
  const block_id = block.block_id ?? ""
  const error = surface.errors[block_id]
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ")
  return h(
    "div",
    { class: error ? "input invalid" : "input" },
    h(
      "label",
      { id: `${id}-label`, for: id, dir: "auto" },
      ...plain(block.label?.text ?? ""),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    block.element &&
      elementOf(block.element, {
        surface,
        block: block_id,
        dispatches: block.dispatch_action ?? false,
        id,
        labelledBy: `${id}-label`,
        ...(described && { describedBy: described }),
        invalid: error !== undefined,
        required: !block.optional,
      }),
    error && h("p", { class: "field-error", id: `${id}-error` }, error),
    block.hint && h("p", { class: "hint", id: `${id}-hint`, dir: "auto" }, ...plain(block.hint.text)),
  )
}

/** @param {Block} block */
const words = (block) => (typeof block.text === "string" ? block.text : (block.text?.text ?? ""))

/** @param {Block} block @param {Surface} surface @param {number} at */
const contentOf = (block, surface, at) => {
  switch (block.type) {
    case "section":
      return section(block, surface)
    case "header":
      return h("h3", { class: "block-header", dir: "auto" }, ...plain(words(block)))
    case "divider":
      return h("hr", {})
    case "context":
      return context(block, surface)
    case "actions":
      return actions(block, surface)
    case "input":
      return input(block, surface, at)
    case "rich_text":
      return richText(surface.workspace, block.elements ?? [])
    case "markdown":
      return h("div", { class: "text", dir: "auto" }, h("p", {}, words(block)))
    case "image":
      return h("figure", {}, block.title && h("figcaption", {}, ...plain(block.title.text)), image(block.alt_text))
    default:
      return h("em", { class: "unsupported" }, `[${block.type} is not shown here]`)
  }
}

/**
 * The blocks of one surface, in order. A block that cannot be drawn says so and leaves the others whole.
 * @param {Surface} surface
 */
export const blocksOf = (surface) =>
  h(
    "div",
    { class: "blocks" },
    ...surface.blocks.map((block, at) => {
      const holder = h("div", { class: "block", "data-block": block.block_id ?? String(at) })
      try {
        holder.append(contentOf(block, surface, at))
      } catch (error) {
        holder.append(h("em", { class: "unsupported" }, `[this ${block.type} block cannot be shown: ${error}]`))
      }
      return holder
    }),
  )
