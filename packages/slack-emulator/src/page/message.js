import { blocksOf } from "./blocks.js"
import { clock, dayHeading } from "./dates.js"
import { h, icon, nameOf, safeAddress } from "./dom.js"
import { mrkdwn } from "./inline.js"
import { initials, memberName, tint } from "./people.js"

/** @import { Draft } from "./held.js" */
/** @import { Workspace } from "./people.js" */
/** @import { Message } from "./wire.ts" */

/** @param {Message} message */
export const seconds = (message) => Number(message.ts)

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
export const messageItem = (workspace, channel, message, draft, follows) => {
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
