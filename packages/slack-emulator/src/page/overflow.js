import { agreed } from "./confirm.js"
import { h, icon, safeAddress } from "./dom.js"
import { plain } from "./inline.js"
import { act, isBusy } from "./surface.js"

/** @import { Site } from "./elements.js" */
/** @import { Element, Option } from "./wire.ts" */

/**
 * The "more" menu of Block Kit as an ARIA menu button: arrows, Home and End move, Escape and a click elsewhere close.
 * @param {Element} element
 * @param {Site} site
 */
export const overflow = (element, { surface, block }) => {
  const menu = h("div", {
    class: "menu",
    role: "menu",
    popover: "auto",
    "aria-label": element.accessibility_label ?? "More actions",
  })
  const control = h(
    "button",
    {
      type: "button",
      class: "button icon-button",
      "aria-label": element.accessibility_label ?? "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-key": `${element.action_id} overflow`,
      "data-action": element.action_id,
    },
    icon("more"),
  )

  /** @param {Option} option */
  const choose = async (option) => {
    menu.hidePopover()
    control.focus()
    if (!(await agreed(surface.workspace, element.confirm))) return
    const address = option.url && safeAddress(option.url)
    if (address) window.open(address, "_blank", "noopener,noreferrer")
    await act(surface, control, { block_id: block, action_id: element.action_id, selected_option: option })
  }

  for (const option of element.options ?? []) {
    menu.append(
      h(
        "button",
        { type: "button", role: "menuitem", tabindex: "-1", class: "menu-item", onclick: () => choose(option) },
        h("span", {}, ...plain(option.text.text)),
        option.description && h("small", {}, ...plain(option.description.text)),
      ),
    )
  }

  const items = () => /** @type {HTMLElement[]} */ ([...menu.children])
  const open = () => {
    menu.showPopover()
    const at = control.getBoundingClientRect()
    const below = at.bottom + menu.offsetHeight + 8 < innerHeight
    menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`
    menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`
    items()[0]?.focus()
  }
  control.addEventListener("click", () => {
    if (isBusy(control)) return
    if (menu.matches(":popover-open")) menu.hidePopover()
    else open()
  })
  control.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || isBusy(control)) return
    event.preventDefault()
    open()
  })
  menu.addEventListener("toggle", (event) => {
    control.setAttribute("aria-expanded", String(event.newState === "open"))
  })
  menu.addEventListener("keydown", (event) => {
    const all = items()
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement))
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === "Tab") menu.hidePopover()
    if (next === undefined) return
    event.preventDefault()
    all[next % all.length]?.focus()
  })
  return h("span", { class: "overflow" }, control, menu)
}
