import { h, icon, nameOf } from "./dom.js"
import { avatar } from "./message.js"
import { appChannel, appName, channelName, people } from "./people.js"
import { addressOf } from "./place.js"
import { unreadIn } from "./unread.js"

/** @import { Workspace } from "./people.js" */
/** @import { Channel } from "./wire.ts" */

/**
 * @param {string} href
 * @param {boolean} current
 * @param {Node} picture
 * @param {string} name
 * @param {number} unread
 */
const entry = (href, current, picture, name, unread) =>
  h(
    "li",
    {},
    h(
      "a",
      {
        href,
        class: unread ? "entry unread" : "entry",
        "aria-current": current ? "page" : undefined,
        "data-key": href,
      },
      picture,
      h("span", { class: "entry-name" }, nameOf(name)),
      unread > 0 && h("span", { class: "count-badge" }, String(unread), h("span", { class: "sr-only" }, " unread")),
    ),
  )

/** @param {string} title @param {readonly (Node | undefined | false)[]} entries */
const group = (title, entries) => {
  const id = `group-${title.toLowerCase().replace(/\W+/g, "-")}`
  return h(
    "section",
    {},
    h("h2", { id }, title),
    h("ul", { "aria-labelledby": id }, ...entries.filter((entry) => entry instanceof Node)),
  )
}

/**
 * The left column: who one is, who one could be, and where one can go.
 * @param {Workspace} workspace
 * @param {string} at
 */
export const sidebar = (workspace, at) => {
  const { state, me } = workspace
  const app = appChannel(workspace)
  /** @param {Channel} channel */
  const place = (channel) =>
    entry(
      addressOf({ as: me, at: channel.id }),
      at === channel.id,
      channel.is_im ? avatar(channel.with ?? channel.id, channelName(workspace, channel.id) ?? "") : icon("hash"),
      channelName(workspace, channel.id) ?? channel.id,
      at === channel.id ? 0 : unreadIn(workspace, channel),
    )
  const directs = state.channels.filter((channel) => channel.is_im && channel !== app)
  return h(
    "div",
    { class: "sidebar-inner" },
    h("p", { class: "team", dir: "auto" }, state.team.name || "Workspace", h("small", {}, "sandbox")),
    group(
      "Acting as",
      people(workspace).map((member) => {
        const name = member.real_name || member.name
        return h(
          "li",
          {},
          h(
            "a",
            {
              href: addressOf({
                as: member.id,
                at: state.channels.find(({ id, is_im }) => id === at && !is_im)?.id ?? (at === "home" ? at : undefined),
              }),
              class: "entry person",
              "aria-current": member.id === me ? "true" : undefined,
              "data-key": `as ${member.id}`,
            },
            avatar(member.id, name),
            h("span", { class: "entry-name" }, nameOf(name)),
            member.is_admin && h("span", { class: "badge" }, "Admin"),
          ),
        )
      }),
    ),
    group("Channels", state.channels.filter(({ is_im }) => !is_im).map(place)),
    directs.length > 0 && group("Direct messages", directs.map(place)),
    (app || state.app || state.home) &&
      group("Apps", [
        entry(
          addressOf({ as: me, at: app?.id ?? "home" }),
          at === app?.id || at === "home",
          h("span", { class: "avatar app", "aria-hidden": "true" }, icon("app")),
          appName(workspace),
          app && at !== app.id ? unreadIn(workspace, app) : 0,
        ),
      ]),
  )
}
