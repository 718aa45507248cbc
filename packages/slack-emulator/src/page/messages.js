import { blocksOf } from "./blocks.js"
import { clock, dayHeading, isoDay } from "./dates.js"
import { h, icon, nameOf, replaceKeepingFocus, safeAddress } from "./dom.js"
import { mrkdwn, spoken } from "./inline.js"
import { initials, memberName, tint } from "./people.js"

/** @import { Draft } from "./held.js" */
/** @import { Workspace } from "./people.js" */
/** @import { Message } from "./wire.ts" */

/** @param {Message} message */
const seconds = (message) => Number(message.ts)

/** @param {Workspace} workspace @param {Message} message */
export const authorOf = (workspace, message) =>
  message.username || memberName(workspace, message.user) || message.user || "App"

/**
 * A round picture of initials in the person's own colour.
 * @param {string} id
 * @param {string} name
 */
export const avatar = (id, name) =>
  h("span", { class: `avatar tint-${tint(id)}`, "aria-hidden": "true" }, initials(name) || "?")

/** @param {Workspace} workspace @param {Message} message */
const head = (workspace, message) => {
  const at = seconds(message)
  return h(
    "div",
    { class: "message-head" },
    h("strong", { class: "author" }, nameOf(authorOf(workspace, message))),
    message.bot_id && h("span", { class: "badge" }, "App"),
    Number.isFinite(at) &&
      h(
        "time",
        { datetime: new Date(at * 1000).toISOString(), title: dayHeading(at, workspace.zone, Date.now() / 1000) },
        clock(at, workspace.zone),
      ),
  )
}

/** @param {NonNullable<Message["files"]>[number]} file */
const fileCard = (file) => {
  const name = file.title || file.name || "file"
  const href = file.url_private && safeAddress(file.url_private)
  return h(
    "p",
    { class: "file" },
    icon("file"),
    href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, nameOf(name)) : nameOf(name),
  )
}

/**
 * One message as a list item. `follows` says that it continues the one before: same author, within five minutes.
 * @param {Workspace} workspace
 * @param {string} channel
 * @param {Message} message
 * @param {Draft} draft
 * @param {boolean} follows
 */
const item = (workspace, channel, message, draft, follows) => {
  const author = authorOf(workspace, message)
  const name = `message-${channel}-${message.ts}`
  return h(
    "li",
    {
      class: `message${message.ephemeral ? " ephemeral" : ""}${follows ? " follows" : ""}`,
      id: name,
      "data-ts": message.ts,
    },
    follows
      ? h("span", { class: "gutter" })
      : message.bot_id
        ? h("span", { class: "avatar app", "aria-hidden": "true" }, icon("app"))
        : avatar(message.user ?? author, author),
    h(
      "div",
      { class: "message-main" },
      message.ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      follows ? h("span", { class: "sr-only" }, nameOf(author)) : head(workspace, message),
      message.blocks?.length
        ? blocksOf({
            kind: "message",
            name,
            workspace,
            draft,
            blocks: message.blocks,
            where: { channel, ts: message.ts },
            errors: {},
          })
        : mrkdwn(workspace, message.text ?? ""),
      ...(message.files ?? []).map(fileCard),
      Boolean(message.edited) && h("small", { class: "edited" }, "(edited)"),
    ),
  )
}

/** @param {Workspace} workspace @param {Message} message @param {Message | undefined} before */
const startsDay = ({ zone }, message, before) =>
  !before || isoDay(seconds(before), zone) !== isoDay(seconds(message), zone)

/** @param {Workspace} workspace @param {Message} message @param {Message | undefined} before */
const continues = (workspace, message, before) =>
  before !== undefined &&
  authorOf(workspace, before) === authorOf(workspace, message) &&
  before.user === message.user &&
  Boolean(before.ephemeral) === Boolean(message.ephemeral) &&
  seconds(message) - seconds(before) < 300

/**
 * The list of a channel's messages, redrawn in place: only what changed is built anew, the focus and the reading position stay.
 * @param {HTMLElement} list
 * @param {(channel: string, ts: string) => Draft} draftOf
 */
export const messageList = (list, draftOf) => {
  /** @type {Map<string, { readonly signature: string, readonly element: HTMLElement }>} */
  let shown = new Map()
  let shownChannel = ""

  /**
   * @param {Workspace} workspace
   * @param {string} channel
   * @returns {{ spoken: string, mine: boolean } | undefined} what arrived since
   */
  const draw = (workspace, channel) => {
    const messages = (workspace.state.messages[channel] ?? []).filter(({ deleted }) => !deleted)
    const names = JSON.stringify([
      workspace.me,
      workspace.state.members,
      workspace.state.channels.map(({ id, name }) => [id, name]),
    ])
    const fresh = shownChannel !== channel
    if (fresh) {
      shown = new Map()
      list.replaceChildren()
    }
    shownChannel = channel
    /** @type {typeof shown} */
    const next = new Map()
    /** @type {Message[]} */
    const arrived = []

    /** @param {string} key @param {string} signature @param {() => HTMLElement} build */
    const keep = (key, signature, build) => {
      const before = shown.get(key)
      const element = before?.signature === signature ? before.element : build()
      if (before && before.element !== element) replaceKeepingFocus(before.element, element)
      next.set(key, { signature, element })
    }

    messages.forEach((message, at) => {
      const before = messages[at - 1]
      const day = startsDay(workspace, message, before)
      if (day) {
        const title = dayHeading(seconds(message), workspace.zone, Date.now() / 1000)
        keep(`day ${message.ts}`, title, () => h("li", { class: "day" }, h("span", {}, title)))
      }
      const follows = !day && continues(workspace, message, before)
      if (!shown.has(message.ts) && !fresh) arrived.push(message)
      keep(message.ts, JSON.stringify([message, follows, names]), () =>
        item(workspace, channel, message, draftOf(channel, message.ts), follows),
      )
    })
    for (const [key, { element }] of shown) if (!next.has(key)) element.remove()
    let place = list.firstElementChild
    for (const { element } of next.values()) {
      if (element === place) place = place.nextElementSibling
      else list.insertBefore(element, place)
    }
    shown = next
    if (arrived.length === 0) return undefined
    return { spoken: announcement(workspace, arrived), mine: arrived.some(({ user }) => user === workspace.me) }
  }
  return { draw }
}

/** @param {Workspace} workspace @param {readonly Message[]} arrived */
const announcement = (workspace, arrived) => {
  if (arrived.length > 3) return `${arrived.length} new messages`
  return arrived
    .map((message) => {
      const who = message.ephemeral ? `${authorOf(workspace, message)}, only to you` : authorOf(workspace, message)
      return `${who}: ${spoken(workspace, message.text ?? "")}`
    })
    .join(". ")
}
