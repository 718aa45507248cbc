import { draftKey } from "./held.js"
import { act } from "./surface.js"

/** @import { Site } from "./elements.js" */
/** @import { Element, Held } from "./wire.ts" */

/**
 * Remembers what was entered and, where the block dispatches, tells the app.
 * @param {Element} element
 * @param {Site} site
 * @param {HTMLElement} control
 * @param {Held} now
 */
export const enter = (element, { surface, block, dispatches }, control, now) => {
  surface.draft.set(draftKey(block, element.action_id ?? ""), { ...now, type: element.type })
  surface.onEdit?.(block)
  if (dispatches)
    void act(surface, control, { block_id: block, action_id: element.action_id, ...now, value: single(now) })
}

/**
 * What was entered, for an element that holds one thing.
 * @param {Held} now
 */
const single = (now) =>
  now.value ??
  now.selected_time ??
  now.selected_date ??
  now.selected_date_time ??
  now.selected_user ??
  now.selected_channel ??
  now.selected_conversation ??
  null

/**
 * The attributes every field shares: its name for assistive tools, its mistake, its place for the keyboard focus.
 * @param {Element} element
 * @param {Site} site
 */
export const fieldAttributes = (element, site) => ({
  id: site.id,
  "aria-labelledby": site.labelledBy,
  "aria-label": site.labelledBy
    ? undefined
    : (element.accessibility_label ?? element.placeholder?.text ?? element.action_id),
  "aria-describedby": site.describedBy,
  "aria-invalid": site.invalid ? "true" : undefined,
  "aria-required": site.required ? "true" : undefined,
  "data-key": `${element.action_id} field`,
  "data-action": element.action_id,
  "data-focus": element.focus_on_load ? "" : undefined,
})
