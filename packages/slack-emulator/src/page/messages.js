import { dayHeading, isoDay } from "./dates.js"
import { h, replaceKeepingFocus } from "./dom.js"
import { spoken } from "./inline.js"
import { authorOf, messageItem, seconds } from "./message.js"

/** @import { Draft } from "./held.js" */
/** @import { Workspace } from "./people.js" */
/** @import { Message } from "./wire.ts" */

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
        messageItem(workspace, channel, message, draftOf(channel, message.ts), follows),
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
