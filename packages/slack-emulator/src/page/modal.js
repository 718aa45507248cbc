import { post } from "./api.js"
import { blocksOf } from "./blocks.js"
import { h, icon, replaceKeepingFocus } from "./dom.js"
import { mistakes, remembered, valuesOf } from "./held.js"
import { plain } from "./inline.js"
import { isBusy, whileBusy } from "./surface.js"

/** @import { Draft } from "./held.js" */
/** @import { Workspace } from "./people.js" */
/** @import { View } from "./wire.ts" */

/**
 * The app's modal. What was typed belongs to the view's id, so it outlives updates of the view and views pushed over it.
 * @param {HTMLDialogElement} dialog
 * @param {() => Promise<void>} refresh
 * @param {(problem: string) => void} report
 */
export const modal = (dialog, refresh, report) => {
  /** @type {Map<string, Draft>} */
  const drafts = new Map()
  /** @type {{ workspace: Workspace, view: View } | undefined} */
  let shown
  let drawn = ""
  /** @type {string | undefined} */
  let dismissed
  /** @type {Readonly<Record<string, string>>} */
  let mine = {}
  /** @type {string | undefined} */
  let failure
  /** The server's mistakes that the person has begun to mend. @type {Set<string>} */
  const mended = new Set()
  /** @type {Element | null} */
  let opener = null

  /** What was typed into a view; after a reload, what the server remembers of it. @param {View} view */
  const draftOf = ({ id, values = {} }) => {
    const draft = drafts.get(id) ?? remembered(values)
    drafts.set(id, draft)
    return draft
  }

  const close = async () => {
    if (!shown) return
    const { workspace, view } = shown
    dismissed = view.id
    hide()
    const problem = await post("close", { as: workspace.me, view_id: view.id })
    if (problem) report(problem)
    await refresh()
  }

  const hide = () => {
    shown = undefined
    drawn = ""
    mine = {}
    failure = undefined
    mended.clear()
    dialog.replaceChildren()
    if (dialog.open) dialog.close()
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    opener = null
  }

  const errors = () => {
    const theirs = Object.entries(shown?.view.errors ?? {}).filter(([block]) => !mended.has(block))
    return { ...Object.fromEntries(theirs), ...mine }
  }

  const build = () => {
    if (!shown) return
    const { workspace, view } = shown
    // Slack's trouble with the app as a whole has no block to stand at.
    const problem = failure ?? view.trouble
    const submit = h(
      "button",
      { class: "button primary", "data-key": "submit" },
      h("span", {}, ...plain(view.submit?.text ?? "Submit")),
    )
    const form = h(
      "form",
      { novalidate: true, class: "modal-form" },
      h(
        "header",
        {},
        h("h2", { id: "modal-title", tabindex: "-1", dir: "auto" }, ...plain(view.title?.text ?? "")),
        h(
          "button",
          { type: "button", class: "button icon-button", "aria-label": "Close", "data-key": "close", onclick: close },
          icon("close"),
        ),
      ),
      h(
        "div",
        { class: "dialog-body" },
        blocksOf({
          kind: "modal",
          name: `modal-${view.id}`,
          workspace,
          draft: draftOf(view),
          blocks: view.blocks,
          where: { view_id: view.id },
          errors: errors(),
          onEdit: mend,
        }),
      ),
      h(
        "footer",
        {},
        problem && h("p", { class: "failure", role: "alert" }, problem),
        h(
          "button",
          { type: "button", class: "button", "data-key": "cancel", onclick: close },
          ...plain(view.close?.text ?? (view.submit ? "Cancel" : "Close")),
        ),
        view.submit && submit,
      ),
    )
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      void send(submit)
    })
    const before = dialog.firstElementChild
    const scrolled = before?.querySelector(".dialog-body")?.scrollTop ?? 0
    if (before instanceof HTMLElement) replaceKeepingFocus(before, form)
    else dialog.append(form)
    form.querySelector(".dialog-body")?.scrollTo({ top: scrolled })
  }

  /** Takes a field's mistake away as soon as it is edited. @param {string} block */
  const mend = (block) => {
    if (errors()[block] === undefined) return
    mended.add(block)
    mine = Object.fromEntries(Object.entries(mine).filter(([id]) => id !== block))
    const holder = [...dialog.querySelectorAll("[data-block]")].find(
      (node) => node.getAttribute("data-block") === block,
    )
    holder?.querySelector(".field-error")?.remove()
    holder?.querySelector(".invalid")?.classList.remove("invalid")
    holder?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid")
  }

  const focusMistake = () => {
    const field = dialog.querySelector("[aria-invalid=true]")
    const target = field?.matches(".choices") ? field.querySelector("input") : field
    if (target instanceof HTMLElement) target.focus()
  }

  /** @param {HTMLElement} submit */
  const send = async (submit) => {
    if (!shown || isBusy(submit)) return
    const { workspace, view } = shown
    mine = mistakes(view.blocks, draftOf(view))
    failure = undefined
    mended.clear()
    if (Object.keys(mine).length > 0) {
      build()
      return focusMistake()
    }
    await whileBusy(submit, async () => {
      failure = await post("submit", {
        as: workspace.me,
        view_id: view.id,
        values: valuesOf(view.blocks, draftOf(view)),
      })
      await refresh()
    })
    if (shown?.view.id !== view.id) return
    build()
    focusMistake()
  }

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault()
    void close()
  })
  dialog.addEventListener("close", () => {
    // The browser may close a dialog whose cancel was already prevented once; the app must learn of it all the same.
    if (shown) void close()
  })

  return {
    /** Opens, redraws or hides the dialog, as the state says. @param {Workspace} workspace */
    draw: (workspace) => {
      const { view } = workspace.state
      if (!view || view.id === dismissed) {
        if (!view) dismissed = undefined
        if (shown) hide()
        return
      }
      dismissed = undefined
      const changedView = shown?.view.id !== view.id
      const signature = JSON.stringify([workspace.me, view, workspace.state.members])
      if (signature === drawn) return
      if (changedView) {
        mine = {}
        failure = undefined
        mended.clear()
      }
      if (!dialog.open) opener = document.activeElement
      shown = { workspace, view }
      drawn = signature
      if (changedView) dialog.replaceChildren()
      build()
      if (!dialog.open) dialog.showModal()
      if (changedView) firstField(dialog)?.focus()
    },
  }
}

/** Where typing begins: the field the app asks for, else the first one, else the title. @param {HTMLElement} dialog */
const firstField = (dialog) =>
  /** @type {HTMLElement | null} */ (
    dialog.querySelector("[data-focus]") ??
    dialog.querySelector(".dialog-body :is(input, textarea, select, button)") ??
    dialog.querySelector("h2")
  )
