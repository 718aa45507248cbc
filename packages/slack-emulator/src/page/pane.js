import { h, nameOf, replaceKeepingFocus } from "./dom.js"
import { avatar } from "./message.js"
import { appChannel, appName, channelName, memberName } from "./people.js"
import { addressOf } from "./place.js"
import { sidebar } from "./sidebar.js"

/** @import { Workspace } from "./people.js" */

/** @param {HTMLElement} holder @param {Workspace} workspace @param {string} at */
export const drawSidebar = (holder, workspace, at) => {
  const next = sidebar(workspace, at)
  const before = holder.firstElementChild
  if (!(before instanceof HTMLElement)) return holder.append(next)
  if (before.isEqualNode(next)) return
  const scrolled = before.scrollTop
  replaceKeepingFocus(before, next)
  next.scrollTop = scrolled
}

/**
 * The name of the place, its topic, the app's two tabs, and who one is.
 * @param {{ title: HTMLElement, topic: HTMLElement, tabs: HTMLElement, acting: HTMLElement }} parts
 * @param {Workspace} workspace
 * @param {string} at
 */
export const drawHead = ({ title, topic, tabs, acting }, workspace, at) => {
  const app = appChannel(workspace)
  const inApp = at === "home" || at === app?.id
  const channel = workspace.channels.get(at)
  const name = inApp ? appName(workspace) : (channelName(workspace, at) ?? at)
  title.replaceChildren(channel && !channel.is_im ? "#\u2009" : "", nameOf(name))
  topic.textContent = channel?.topic ?? ""
  topic.hidden = !channel?.topic
  tabs.hidden = !inApp
  const tab = (/** @type {string} */ to, /** @type {string} */ label) =>
    h(
      "a",
      {
        href: addressOf({ as: workspace.me, at: to }),
        "aria-current": at === to ? "page" : undefined,
        "data-key": label,
      },
      label,
    )
  const next = h("div", { class: "tab-row" }, tab("home", "Home"), app && tab(app.id, "Messages"))
  if (tabs.firstElementChild instanceof HTMLElement) replaceKeepingFocus(tabs.firstElementChild, next)
  else tabs.append(next)
  const me = memberName(workspace, workspace.me) ?? workspace.me
  acting.replaceChildren(
    avatar(workspace.me, me),
    h("span", {}, h("span", { class: "sr-only" }, "Acting as "), nameOf(me)),
  )
}

/**
 * The head of a conversation: what it is, and what a newcomer may try.
 * @param {HTMLElement} holder
 * @param {Workspace} workspace
 * @param {string} at
 * @param {(text: string) => void} suggest
 */
export const drawIntro = (holder, workspace, at, suggest) => {
  const channel = workspace.channels.get(at)
  const key = `${workspace.me} ${at} ${channelName(workspace, at)}`
  if (holder.dataset["drawn"] === key) return
  holder.dataset["drawn"] = key
  const name = channelName(workspace, at) ?? at
  const example = (/** @type {string} */ text) =>
    h("button", { type: "button", class: "button example", onclick: () => suggest(text) }, h("code", {}, text))
  holder.replaceChildren(
    h("h2", {}, channel?.is_im ? "Your conversation with " : "Welcome to #", nameOf(name)),
    channel?.is_im
      ? h("p", {}, "Only the two of you see what is written here.")
      : h(
          "p",
          {},
          "Nothing here leaves this machine. Open a coffee run, then act as somebody else in the left column and order something.",
        ),
    !channel?.is_im
      ? h("p", { class: "examples" }, example("/coffee 10:30"), example("/coffee in 20m"), example("/coffee help"))
      : "",
  )
}
