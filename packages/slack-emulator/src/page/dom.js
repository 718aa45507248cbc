/**
 * Builds one element. Strings become text nodes, `on*` functions listeners, `undefined` and `false` nothing: data can never become markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Readonly<Record<string, string | number | boolean | null | undefined | ((event: never) => unknown)>>} attributes
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export const h = (tag, attributes, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue
    if (typeof value === "function") element.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    else element.setAttribute(name, value === true ? "" : String(value))
  }
  for (const child of children) if (child || child === "") element.append(child)
  return element
}

const paths = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M4 15h16",
  home: "M4 11 12 4l8 7v9h-5v-6h-6v6H4z",
  send: "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 2.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  down: "M12 5v14M6 13l6 6 6-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  app: "M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2 2 0 0 1 0 5h-2M8 3v3M12 3v3",
}

/**
 * A line icon, hidden from screen readers: whatever carries it has a label of its own.
 * @param {keyof typeof paths} name
 */
export const icon = (name) => {
  const space = "http://www.w3.org/2000/svg"
  const svg = document.createElementNS(space, "svg")
  for (const [key, value] of [
    ["viewBox", "0 0 24 24"],
    ["class", `icon icon-${name}`],
    ["aria-hidden", "true"],
  ]) {
    svg.setAttribute(/** @type {string} */ (key), /** @type {string} */ (value))
  }
  const path = document.createElementNS(space, "path")
  path.setAttribute("d", paths[name])
  svg.append(path)
  return svg
}

/**
 * An address that may become a link: http, https, mailto, tel, slack. Anything else, `javascript:` above all, gives undefined.
 * @param {string} address
 */
export const safeAddress = (address) => {
  const url = URL.parse(address, location.href)
  return url && /^(https?|mailto|tel|slack):$/.test(url.protocol) ? url.href : undefined
}

/**
 * A name of unknown writing direction, kept from turning the text around it.
 * @param {string} name
 */
export const nameOf = (name) => h("bdi", {}, name)

/**
 * Replaces `before` by `after`; when the keyboard focus was inside, it goes on to the control with the same `data-key`, else to `after`'s first.
 * @param {HTMLElement} before
 * @param {HTMLElement} after
 */
export const replaceKeepingFocus = (before, after) => {
  const focused = before.contains(document.activeElement)
    ? /** @type {HTMLElement} */ (document.activeElement)
    : undefined
  const key = focused?.dataset["key"]
  const caret =
    focused instanceof HTMLTextAreaElement || (focused instanceof HTMLInputElement && focused.type === "text")
      ? [focused.selectionStart, focused.selectionEnd]
      : undefined
  before.replaceWith(after)
  if (!focused) return
  const controls = [.../** @type {NodeListOf<HTMLElement>} */ (after.querySelectorAll("[data-key]"))]
  const next = controls.find((control) => key !== undefined && control.dataset["key"] === key) ?? controls[0] ?? after
  if (next === after) after.tabIndex = -1
  next.focus({ preventScroll: true })
  if (caret && (next instanceof HTMLTextAreaElement || next instanceof HTMLInputElement)) {
    next.setSelectionRange(caret[0] ?? null, caret[1] ?? null)
  }
}
