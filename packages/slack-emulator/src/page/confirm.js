import { h } from "./dom.js"
import { plain, textObject } from "./inline.js"

/** @import { Workspace } from "./people.js" */
/** @import { Confirm } from "./wire.ts" */

/**
 * Asks before an action, as the app's confirm object says. Resolves to whether the person agreed; Escape and the backdrop mean no.
 * @param {Workspace} workspace
 * @param {Confirm | undefined} confirm
 * @returns {Promise<boolean>}
 */
export const agreed = (workspace, confirm) => {
  if (!confirm) return Promise.resolve(true)
  const before = document.activeElement
  /** @type {HTMLDialogElement} */
  const dialog = h(
    "dialog",
    {
      class: "dialog confirm",
      role: "alertdialog",
      "aria-labelledby": "confirm-title",
      "aria-describedby": "confirm-text",
    },
    h("header", {}, h("h2", { id: "confirm-title" }, ...plain(confirm.title?.text ?? "Are you sure?"))),
    h("div", { class: "dialog-body", id: "confirm-text" }, textObject(workspace, confirm.text)),
    h(
      "footer",
      {},
      h(
        "button",
        { type: "button", class: "button", onclick: () => dialog.close("no") },
        ...plain(confirm.deny?.text ?? "Cancel"),
      ),
      h(
        "button",
        {
          type: "button",
          class: `button ${confirm.style === "danger" ? "danger" : "primary"}`,
          autofocus: true,
          onclick: () => dialog.close("yes"),
        },
        ...plain(confirm.confirm?.text ?? "Yes"),
      ),
    ),
  )
  document.body.append(dialog)
  return new Promise((resolve) => {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close("no"))
    dialog.addEventListener("close", () => {
      dialog.remove()
      if (before instanceof HTMLElement) before.focus()
      resolve(dialog.returnValue === "yes")
    })
    dialog.showModal()
  })
}
