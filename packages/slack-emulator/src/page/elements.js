import { agreed } from "./confirm.js"
import { h, safeAddress } from "./dom.js"
import { inputs } from "./inputs.js"
import { plain } from "./inline.js"
import { overflow } from "./overflow.js"
import { act, isBusy } from "./surface.js"

/** @import { Surface } from "./surface.js" */
/** @import { Element } from "./wire.ts" */

/**
 * Where an element stands: its surface, its block, and the ids of what labels and describes it.
 * @typedef {{ readonly surface: Surface, readonly block: string, readonly dispatches: boolean, readonly id?: string,
 *   readonly labelledBy?: string, readonly describedBy?: string, readonly invalid?: boolean, readonly required?: boolean }} Site
 */

/** @param {Element} element */
const label = (element) => (typeof element.text === "string" ? element.text : (element.text?.text ?? ""))

/** @param {Element} element @param {Site} site */
const button = (element, { surface, block }) => {
  const control = h(
    "button",
    {
      type: "button",
      class: `button ${element.style === "primary" || element.style === "danger" ? element.style : ""}`,
      "aria-label": element.accessibility_label,
      "data-key": `${element.action_id} ${element.value ?? ""}`,
      "data-action": element.action_id,
    },
    h("span", {}, ...plain(label(element))),
  )
  const press = async () => {
    if (isBusy(control) || !(await agreed(surface.workspace, element.confirm))) return
    const address = element.url && safeAddress(element.url)
    if (address) window.open(address, "_blank", "noopener,noreferrer")
    await act(surface, control, { block_id: block, action_id: element.action_id, value: element.value })
  }
  control.addEventListener("click", () => void press())
  return control
}

/**
 * One interactive element or image of Block Kit. An unknown type says so in place, so that nothing disappears silently.
 * @param {Element} element
 * @param {Site} site
 * @returns {HTMLElement}
 */
export const elementOf = (element, site) => {
  if (element.type === "button" || element.type === "workflow_button") return button(element, site)
  if (element.type === "overflow") return overflow(element, site)
  if (element.type === "image") return image(element.alt_text)
  return (
    inputs.get(element.type)?.(element, site) ??
    h("em", { class: "unsupported" }, `[${element.type} is not shown here]`)
  )
}

/**
 * An image as its description: the sandbox loads nothing from elsewhere.
 * @param {string | undefined} description
 */
export const image = (description) =>
  h("span", { class: "image", role: "img", "aria-label": description ?? "image" }, description || "image")
