import { post } from "./api.js"
import { h } from "./dom.js"
import { valuesOf } from "./held.js"

/** @import { Draft } from "./held.js" */
/** @import { Workspace } from "./people.js" */
/** @import { Block } from "./wire.ts" */

/**
 * One place that shows blocks: a message, a modal, a home tab. `where` is what identifies it to the server.
 * @typedef {{ readonly kind: "message" | "modal" | "home", readonly name: string, readonly workspace: Workspace, readonly draft: Draft,
 *   readonly blocks: readonly Block[], readonly where: Readonly<Record<string, string>>, readonly errors: Readonly<Record<string, string>>,
 *   readonly onEdit?: (block: string) => void }} Surface
 */

/**
 * Sends one interaction. Meanwhile `control` is busy and deaf; when it fails, the reason appears at the end of its block.
 * @param {Surface} surface
 * @param {HTMLElement} control
 * @param {Record<string, unknown>} interaction
 */
export const act = async (surface, control, interaction) => {
  const { workspace, where, blocks, draft } = surface
  const block = control.closest("[data-block]")
  block?.querySelector(":scope > .failure")?.remove()
  await whileBusy(control, async () => {
    const failure = await post("action", {
      as: workspace.me,
      ...where,
      ...interaction,
      state: valuesOf(blocks, draft),
    })
    if (failure) block?.append(h("p", { class: "failure", role: "alert" }, failure))
  })
}

/**
 * Marks a control busy while `work` runs; a busy control ignores presses but keeps the focus.
 * @param {HTMLElement} control
 * @param {() => Promise<void>} work
 */
export const whileBusy = async (control, work) => {
  if (isBusy(control)) return
  control.setAttribute("aria-busy", "true")
  control.setAttribute("aria-disabled", "true")
  try {
    await work()
  } finally {
    control.removeAttribute("aria-busy")
    control.removeAttribute("aria-disabled")
  }
}

/** @param {HTMLElement} control */
export const isBusy = (control) => control.getAttribute("aria-busy") === "true"
