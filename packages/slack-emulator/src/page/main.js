import { fetchState, follow, post } from "./api.js"
import { composer } from "./composer.js"
import { icon } from "./dom.js"
import { draftKey } from "./held.js"
import { home } from "./home.js"
import { messageList } from "./messages.js"
import { modal } from "./modal.js"
import { drawHead, drawIntro, drawSidebar } from "./pane.js"
import { channelName, memberName, workspaceOf } from "./people.js"
import { addressOf, currentPlace } from "./place.js"
import { reading } from "./reading.js"
import { markRead } from "./unread.js"

/** @import { Draft } from "./held.js" */
/** @import { Workspace } from "./people.js" */

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id))

/** @type {Workspace | undefined} */
let workspace
/** @type {Map<string, Draft>} */
const drafts = new Map()

/** @param {string} key */
const draftOf = (key) => {
  const draft = drafts.get(key) ?? new Map()
  drafts.set(key, draft)
  return draft
}

/** Where one is: what the address says if this person may see it, else the first channel. @param {Workspace} workspace */
const whereIn = ({ channels, state }) => {
  const { at } = currentPlace()
  if (at === "home" || (at !== undefined && channels.has(at))) return at
  return state.channels.find(({ is_im }) => !is_im)?.id ?? state.channels[0]?.id ?? "home"
}

const channelNow = () => {
  const at = workspace && whereIn(workspace)
  return workspace && at && at !== "home" ? { as: workspace.me, channel: at } : undefined
}

/** @param {string} text */
const announce = (text) => {
  part("announcer").textContent = text
}

/** @param {string} text @param {boolean} [bad] */
const banner = (text, bad = true) => {
  const element = part("banner")
  element.hidden = text === ""
  element.classList.toggle("bad", bad)
  element.textContent = text
}

const line = composer(/** @type {HTMLFormElement} */ (part("composer")), channelNow)
const list = messageList(part("messages"), (channel, ts) => draftOf(draftKey(`${workspace?.me} ${channel}`, ts)))
const view = reading(part("scroller"), /** @type {HTMLButtonElement} */ (part("jump")))
const homeTab = home(part("home"), draftOf)

let drawnFor = ""

/** Fetches what this person may see now, and draws it unless one has become somebody else meanwhile. */
const load = async () => {
  const { as } = currentPlace()
  try {
    const state = await fetchState(as)
    if (currentPlace().as !== as) return
    workspace = workspaceOf(state)
    banner("")
  } catch {
    return banner("The sandbox does not answer. Trying again…")
  }
  draw()
}

/** @type {Promise<void> | undefined} */
let loading
/** @type {Promise<void> | undefined} */
let following

/**
 * Shows what is true now: resolves after a fetch that began after the call. Calls in a burst share one, and at most one runs at a time.
 * @returns {Promise<void>}
 */
const refresh = () => {
  if (!loading) {
    loading = load().finally(() => {
      loading = undefined
    })
    return loading
  }
  following ??= loading.then(() => {
    following = undefined
    return refresh()
  })
  return following
}

const dialog = modal(/** @type {HTMLDialogElement} */ (part("modal")), refresh, banner)

// A button that is redrawn while it is being pressed never hears of its click.
let pressing = false
let postponed = false
const letGo = () => {
  pressing = false
  if (!postponed) return
  postponed = false
  setTimeout(draw)
}
part("messages").addEventListener("pointerdown", () => {
  pressing = true
})
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, letGo)

const draw = () => {
  if (!workspace) return
  if (pressing) {
    postponed = true
    return
  }
  const at = whereIn(workspace)
  const place = { as: workspace.me, at }
  if (location.hash !== addressOf(place)) history.replaceState(null, "", addressOf(place))
  if (document.visibilityState === "visible") markRead(workspace, at)
  drawSidebar(part("sidebar"), workspace, at)
  drawHead(
    { title: part("pane-title"), topic: part("pane-topic"), tabs: part("tabs"), acting: part("acting") },
    workspace,
    at,
  )
  const isHome = at === "home"
  part("home").hidden = !isHome
  for (const id of ["messages", "intro", "composer"]) part(id).hidden = isHome
  const fresh = drawnFor !== addressOf(place)
  drawnFor = addressOf(place)
  if (isHome) {
    homeTab.draw(workspace)
    if (fresh) void openHome(workspace.me)
    view.top()
  } else {
    const name = channelName(workspace, at) ?? at
    line.show(workspace.me, at, workspace.channels.get(at)?.is_im ? name : `#${name}`)
    drawIntro(part("intro"), workspace, at, line.suggest)
    const settle = view.hold(fresh)
    const news = list.draw(workspace, at)
    settle(news)
    if (news) announce(news.spoken)
  }
  dialog.draw(workspace)
  document.title = `${isHome ? "Home" : (channelName(workspace, at) ?? "")} · ${memberName(workspace, workspace.me) ?? ""} · ${workspace.state.team.name ?? "Sandbox"}`
}

/** @param {string} as */
const openHome = async (as) => {
  const problem = await post("home", { as })
  if (problem) banner(problem)
  else await refresh()
}

/** A permalink of this workspace leads to the message here, not to slack.com. @param {MouseEvent} event */
const followPermalink = (event) => {
  const anchor = event.target instanceof Element ? event.target.closest("a[data-channel]") : null
  if (!(anchor instanceof HTMLAnchorElement) || !workspace) return
  event.preventDefault()
  const digits = /\/p(\d+)/.exec(anchor.pathname)?.[1]
  location.hash = addressOf({ as: workspace.me, at: anchor.dataset["channel"] })
  if (digits) setTimeout(() => view.show(`${digits.slice(0, -6)}.${digits.slice(-6)}`))
}

/** @param {boolean} open */
const showMenu = (open) => {
  document.body.classList.toggle("menu-open", open)
  part("menu").setAttribute("aria-expanded", String(open))
}

part("menu").append(icon("menu"))
part("send").append(icon("send"))
part("jump").append(icon("down"), "New messages")
part("menu").addEventListener("click", () => showMenu(!document.body.classList.contains("menu-open")))
part("sidebar").addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("a")) showMenu(false)
})
part("pane").addEventListener("click", (event) => {
  if (!(event.target instanceof Element && event.target.closest("#menu"))) showMenu(false)
})
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !document.body.classList.contains("menu-open")) return
  showMenu(false)
  part("menu").focus()
})
part("skip").addEventListener("click", (event) => {
  event.preventDefault()
  line.focus()
})
document.addEventListener("click", followPermalink)
addEventListener("hashchange", () => {
  const { as } = currentPlace()
  if (workspace && as === workspace.me) draw()
  void refresh()
})
addEventListener("focus", () => void refresh())

follow(
  () => void refresh(),
  (up) => banner(up ? "" : "The connection to the sandbox is lost. Trying again…"),
)
await refresh()
if (matchMedia("(hover: hover)").matches && channelNow() && !document.querySelector("dialog[open]")) line.focus()
