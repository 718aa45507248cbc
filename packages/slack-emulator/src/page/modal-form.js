import { blocksOf } from "./blocks.js"
import { h, icon } from "./dom.js"
import { plain } from "./inline.js"

/** @import { Surface } from "./surface.js" */
/** @import { View } from "./wire.ts" */

/**
 * A modal's view as a form: title, blocks, what went wrong as a whole, and the app's two buttons.
 * @param {View} view
 * @param {Surface} surface
 * @param {string | undefined} problem
 * @param {{ close: () => void, send: (submit: HTMLElement) => void }} handlers
 */
export const modalForm = (view, surface, problem, { close, send }) => {
  const submit = h(
    "button",
    { class: "button primary", "data-key": "submit" },
    h("span", {}, ...plain(view.submit?.text ?? "Submit")),
  )
  const cross = {
    type: "button",
    class: "button icon-button",
    "aria-label": "Close",
    "data-key": "close",
    onclick: close,
  }
  const form = h(
    "form",
    { novalidate: true, class: "modal-form" },
    h(
      "header",
      {},
      h("h2", { id: "modal-title", tabindex: "-1", dir: "auto" }, ...plain(view.title?.text ?? "")),
      h("button", cross, icon("close")),
    ),
    h("div", { class: "dialog-body" }, blocksOf(surface)),
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
    send(submit)
  })
  return form
}

/**
 * Where typing begins: the field the app asks for, else the first one, else the title.
 * @param {HTMLElement} form
 * @returns {HTMLElement | null}
 */
export const firstField = (form) =>
  form.querySelector("[data-focus]") ??
  form.querySelector(".dialog-body :is(input, textarea, select, button)") ??
  form.querySelector("h2")

/** The first field with a mistake. @param {HTMLElement} form */
export const firstMistake = (form) => {
  const field = form.querySelector("[aria-invalid=true]")
  return /** @type {HTMLElement | null | undefined} */ (
    field?.matches(".choices") ? field.querySelector("input") : field
  )
}

/** Takes a mistake away from its field. @param {HTMLElement} form @param {string} block */
export const withoutMistake = (form, block) => {
  const holder = [...form.querySelectorAll("[data-block]")].find((node) => node.getAttribute("data-block") === block)
  holder?.querySelector(".field-error")?.remove()
  holder?.querySelector(".invalid")?.classList.remove("invalid")
  holder?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid")
}
