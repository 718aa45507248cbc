import { fill } from "./dates.js"
import { h, nameOf, safeAddress } from "./dom.js"
import { pictureOf } from "./emoji.js"
import { inline, parse } from "./mrkdwn.js"
import { channelName, memberName } from "./people.js"
import { addressOf } from "./place.js"

/** @import { Inline, Part } from "./mrkdwn.js" */
/** @import { Workspace } from "./people.js" */
/** @import { Text } from "./wire.ts" */

/** @param {string} name */
export const emoji = (name) => {
  const picture = pictureOf(name)
  if (!picture) return document.createTextNode(`:${name}:`)
  return h(
    "span",
    { class: "emoji", role: "img", "aria-label": name.replace(/[_-]/g, " "), title: `:${name}:` },
    picture,
  )
}

/** @param {string} label @param {boolean} [strong] */
const mention = (label, strong = false) =>
  h("span", { class: strong ? "mention mention-me" : "mention" }, nameOf(label))

/**
 * A link that leaves the sandbox; an address that is not safe shows its label only.
 * @param {string} address
 * @param {Node | string} label
 */
export const link = (address, label) => {
  const href = safeAddress(address)
  const inside = href && /^\/archives\/(\w+)/.exec(new URL(href).pathname)
  if (inside && new URL(href).origin === location.origin) return h("a", { href, "data-channel": inside[1] }, label)
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label) : h("span", {}, label)
}

/** @param {Workspace} workspace @param {string} id @param {string} [label] */
export const userMention = (workspace, id, label) =>
  mention(`@${memberName(workspace, id) ?? label ?? id}`, id === workspace.me)

/** @param {Workspace} workspace @param {string} id @param {string} [label] */
export const channelMention = (workspace, id, label) => {
  const name = channelName(workspace, id)
  return name === undefined
    ? mention(`#${label ?? id}`)
    : h("a", { class: "mention", href: addressOf({ as: workspace.me, at: id }) }, "#", nameOf(name))
}

/**
 * An instant in the viewer's own zone, or the fallback when it is none.
 * @param {Workspace} workspace
 * @param {{ seconds: number, template: string, address?: string | undefined, fallback: string }} date
 */
export const dateToken = (workspace, { seconds, template, address, fallback }) => {
  const text = fill(template, seconds, workspace.zone, Date.now() / 1000)
  if (text === undefined) return document.createTextNode(fallback)
  const time = h("time", { datetime: new Date(seconds * 1000).toISOString() }, text)
  return address ? link(address, time) : time
}

/**
 * @param {Workspace} workspace
 * @param {Inline} node
 * @returns {Node}
 */
const rendered = (workspace, node) => {
  switch (node.kind) {
    case "text":
      return document.createTextNode(node.text)
    case "code":
      return h("code", {}, node.text)
    case "emoji":
      return emoji(node.name)
    case "bold":
      return h("strong", {}, ...node.of.map((inner) => rendered(workspace, inner)))
    case "italic":
      return h("em", {}, ...node.of.map((inner) => rendered(workspace, inner)))
    case "strike":
      return h("s", {}, ...node.of.map((inner) => rendered(workspace, inner)))
    case "link":
      return link(node.address, node.label)
    case "user":
      return userMention(workspace, node.id, node.label)
    case "channel":
      return channelMention(workspace, node.id, node.label)
    case "broadcast":
      return mention(`@${node.id}`, true)
    case "usergroup":
      return mention(node.label ?? `@${node.id}`)
    case "date":
      return dateToken(workspace, node)
  }
}

/** @param {Workspace} workspace @param {Part} part */
const renderedPart = (workspace, part) => {
  if (part.kind === "preformatted") return h("pre", {}, part.text)
  return h(part.kind === "quote" ? "blockquote" : "p", {}, ...part.of.map((node) => rendered(workspace, node)))
}

/**
 * A mrkdwn text as elements, one per paragraph, quote or preformatted part.
 * @param {Workspace} workspace
 * @param {string} text
 */
export const mrkdwn = (workspace, text) =>
  h("div", { class: "text", dir: "auto" }, ...parse(text).map((part) => renderedPart(workspace, part)))

/**
 * A Block Kit text object: mrkdwn with its markup, plain_text with nothing but emoji.
 * @param {Workspace} workspace
 * @param {Text | string | undefined} text
 */
export const textObject = (workspace, text) => {
  if (text === undefined) return h("div", { class: "text" })
  if (typeof text === "string" || text.type !== "plain_text") {
    return mrkdwn(workspace, typeof text === "string" ? text : text.text)
  }
  return h("div", { class: "text", dir: "auto" }, h("p", {}, ...plain(text.text)))
}

/**
 * Plain text with its emoji shortcodes as pictures that screen readers can name.
 * @param {string} text
 */
export const plain = (text) =>
  text
    .split(/(:[a-z0-9_+'-]+(?:::skin-tone-\d)?:)/)
    .filter((piece) => piece !== "")
    .map((piece) => (/^:.+:$/.test(piece) ? emoji(piece.slice(1, -1)) : document.createTextNode(piece)))

/**
 * The text of a mrkdwn string in one line, for announcements.
 * @param {Workspace} workspace
 * @param {string} text
 */
export const spoken = (workspace, text) =>
  h("p", {}, ...inline(text.replace(/\s+/g, " ")).map((node) => rendered(workspace, node))).textContent ?? ""
