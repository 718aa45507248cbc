import { choices, select, ticks } from "./choices.js"
import { h } from "./dom.js"
import { enter, fieldAttributes } from "./field.js"
import { held } from "./held.js"

/** @import { Site } from "./elements.js" */
/** @import { Element, Held } from "./wire.ts" */

/** @param {string} type @param {Record<string, unknown>} [more] */
const textField =
  (type, more = {}) =>
  (/** @type {Element} */ element, /** @type {Site} */ site) => {
    const value = held(site.surface.draft, site.block, element)?.value ?? ""
    const shared = {
      ...fieldAttributes(element, site),
      class: "field",
      placeholder: element.placeholder?.text,
      dir: "auto",
      ...more,
    }
    const control = element.multiline
      ? h("textarea", { ...shared, rows: "4" })
      : h("input", { ...shared, type, min: element.min_value, max: element.max_value, autocomplete: "off" })
    control.value = value
    const quiet = { ...site, dispatches: false }
    const left = element.max_length ? h("small", { class: "count", "aria-live": "polite" }) : undefined
    const count = () => {
      const rest = (element.max_length ?? 0) - [...control.value].length
      if (left) left.textContent = rest <= Math.min(50, (element.max_length ?? 0) / 4) ? String(rest) : ""
    }
    const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]
    control.addEventListener("input", () => {
      count()
      enter(element, triggers.includes("on_character_entered") ? site : quiet, control, {
        value: control.value || null,
      })
    })
    control.addEventListener("keydown", (event) => {
      const enters = /** @type {KeyboardEvent} */ (event).key === "Enter" && !element.multiline
      if (!enters || !site.dispatches || !triggers.includes("on_enter_pressed")) return
      event.preventDefault()
      enter(element, site, /** @type {HTMLElement} */ (control), { value: control.value || null })
    })
    count()
    return h("span", { class: "with-count" }, control, left)
  }

/**
 * A field of the browser's own, whose value maps to and from what Slack holds.
 * @param {string} type
 * @param {(now: Held | undefined) => string} shown
 * @param {(value: string) => Held} taken
 */
const pickerField = (type, shown, taken) => (/** @type {Element} */ element, /** @type {Site} */ site) => {
  const control = h("input", { ...fieldAttributes(element, site), class: "field field-short", type })
  control.value = shown(held(site.surface.draft, site.block, element))
  control.addEventListener("change", () => enter(element, site, control, taken(control.value)))
  return control
}

/** @param {number | null | undefined} seconds */
const localMoment = (seconds) => {
  if (!seconds) return ""
  const at = new Date(seconds * 1000)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** Every element that holds a value, by its Block Kit type. @type {Map<string, (element: Element, site: Site) => HTMLElement>} */
export const inputs = new Map([
  ["plain_text_input", textField("text")],
  ["email_text_input", textField("email")],
  ["url_text_input", textField("url")],
  ["number_input", textField("text", { inputmode: "decimal" })],
  [
    "timepicker",
    pickerField(
      "time",
      (now) => now?.selected_time ?? "",
      (value) => ({ selected_time: value || null }),
    ),
  ],
  [
    "datepicker",
    pickerField(
      "date",
      (now) => now?.selected_date ?? "",
      (value) => ({ selected_date: value || null }),
    ),
  ],
  [
    "datetimepicker",
    pickerField(
      "datetime-local",
      (now) => localMoment(now?.selected_date_time),
      (value) => ({
        selected_date_time: value ? Math.floor(new Date(value).getTime() / 1000) : null,
      }),
    ),
  ],
  ["radio_buttons", choices],
  ["checkboxes", ticks],
  ["multi_static_select", ticks],
  ["multi_users_select", ticks],
  ["multi_channels_select", ticks],
  ["multi_conversations_select", ticks],
  ["static_select", select],
  ["users_select", select],
  ["channels_select", select],
  ["conversations_select", select],
])
