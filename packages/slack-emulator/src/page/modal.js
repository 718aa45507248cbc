import { post } from "./api.js"
import { replaceKeepingFocus } from "./dom.js"
import { remembered, valuesOf } from "./held.js"
import { firstField, firstMistake, modalForm, withoutMistake } from "./modal-form.js"
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
  /** @type {string | undefined} */
  let failure
  /** Blocks whose mistake the person has begun to mend. @type {Set<string>} */
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
    failure = undefined
    mended.clear()
    dialog.replaceChildren()
    if (dialog.open) dialog.close()
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    opener = null
  }

  const errors = () =>
    Object.fromEntries(Object.entries(shown?.view.errors ?? {}).filter(([block]) => !mended.has(block)))

  const build = () => {
    if (!shown) return
    const { workspace, view } = shown
    const surface = {
      kind: /** @type {const} */ ("modal"),
      name: `modal-${view.id}`,
      workspace,
      draft: draftOf(view),
      blocks: view.blocks,
      where: { view_id: view.id },
      errors: errors(),
      onEdit: mend,
    }
    const form = modalForm(view, surface, failure ?? view.trouble, {
      close: () => void close(),
      send: (by) => void send(by),
    })
    const before = dialog.firstElementChild
    const scrolled = before?.querySelector(".dialog-body")?.scrollTop ?? 0
    if (before instanceof HTMLElement) replaceKeepingFocus(before, form)
    else dialog.append(form)
    form.querySelector(".dialog-body")?.scrollTo({ top: scrolled })
  }

  /** A mistake goes as soon as its field is edited. @param {string} block */
  const mend = (block) => {
    if (errors()[block] === undefined) return
    mended.add(block)
    withoutMistake(dialog, block)
  }

  /** @param {HTMLElement} submit */
  const send = async (submit) => {
    if (!shown || isBusy(submit)) return
    const { workspace, view } = shown
    failure = undefined
    mended.clear()
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
    firstMistake(dialog)?.focus()
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
