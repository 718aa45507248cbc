import { h } from "./dom.js"
import { channelMention, dateToken, emoji, link, userMention } from "./inline.js"

/** @import { Workspace } from "./people.js" */
/** @import { RichElement } from "./wire.ts" */

/** @param {RichElement} element @param {Node} node */
const styled = ({ style }, node) => {
  if (typeof style !== "object") return node
  let outer = node
  if (style.code) outer = h("code", {}, outer)
  if (style.strike) outer = h("s", {}, outer)
  if (style.italic) outer = h("em", {}, outer)
  if (style.bold) outer = h("strong", {}, outer)
  return outer
}

/** @param {Workspace} workspace @param {RichElement} element @returns {Node} */
const leaf = (workspace, element) => {
  switch (element.type) {
    case "link":
      return link(element.url ?? "", element.text || element.url || "")
    case "user":
      return userMention(workspace, element.user_id ?? "")
    case "channel":
      return channelMention(workspace, element.channel_id ?? "")
    case "emoji":
      return emoji(element.name ?? "")
    case "broadcast":
      return h("span", { class: "mention mention-me" }, `@${element.range}`)
    case "usergroup":
      return h("span", { class: "mention" }, `@${element.usergroup_id}`)
    case "date":
      return dateToken(workspace, {
        seconds: Number(element.timestamp),
        template: element.format ?? "{date} {time}",
        address: element.url,
        fallback: element.fallback ?? "",
      })
    default:
      return document.createTextNode(element.text ?? "")
  }
}

/** @param {Workspace} workspace @param {RichElement} element */
const leaves = (workspace, element) => (element.elements ?? []).map((inner) => styled(inner, leaf(workspace, inner)))

/** @param {Workspace} workspace @param {RichElement} element */
const part = (workspace, element) => {
  switch (element.type) {
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${Math.min(4, element.indent ?? 0)}` },
        ...(element.elements ?? []).map((item) => h("li", {}, ...leaves(workspace, item))),
      )
    case "rich_text_preformatted":
      return h("pre", {}, ...leaves(workspace, element))
    case "rich_text_quote":
      return h("blockquote", {}, ...leaves(workspace, element))
    default:
      return h("p", {}, ...leaves(workspace, element))
  }
}

/**
 * A rich_text block: sections, lists, quotes and preformatted text with styled leaves.
 * @param {Workspace} workspace
 * @param {readonly RichElement[]} elements
 */
export const richText = (workspace, elements) =>
  h("div", { class: "text", dir: "auto" }, ...elements.map((element) => part(workspace, element)))
