import { post } from "./api.js"
import { h } from "./dom.js"
import { hintsFor } from "./hints.js"

/**
 * The line one types in. Enter sends, Shift+Enter breaks the line, Up on an empty line brings back what was sent, a slash shows hints.
 * `where` says who speaks in which channel at this moment; a text that could not be sent comes back.
 * @param {HTMLFormElement} form
 * @param {() => { as: string, channel: string } | undefined} where
 */
export const composer = (form, where) => {
  const area = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"))
  const list = /** @type {HTMLElement} */ (form.querySelector("[role=listbox]"))
  const failure = /** @type {HTMLElement} */ (form.querySelector(".failure"))
  const status = /** @type {HTMLElement} */ (form.querySelector(".composer-status"))
  /** @type {Map<string, string>} */
  const drafts = new Map()
  /** @type {Map<string, string>} */
  const last = new Map()
  let key = ""
  let active = -1
  let sending = 0

  const fit = () => {
    area.style.height = "auto"
    area.style.height = `${Math.min(area.scrollHeight + 2, innerHeight * 0.4)}px`
  }

  /** @param {string} text */
  const write = (text) => {
    area.value = text
    fit()
    hint()
  }

  const hint = () => {
    const found = document.activeElement === area ? hintsFor(area.value) : []
    active = -1
    area.removeAttribute("aria-activedescendant")
    area.setAttribute("aria-expanded", String(found.length > 0))
    list.hidden = found.length === 0
    list.replaceChildren(
      ...found.map(([command, meaning], at) =>
        h(
          "div",
          {
            role: "option",
            id: `hint-${at}`,
            class: "hint-option",
            "aria-selected": "false",
            // Pressing must not take the focus from the line; clicking completes it.
            onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
            onclick: () => complete(command),
          },
          h("code", {}, command),
          h("span", {}, meaning),
        ),
      ),
    )
  }

  /** @param {string} command */
  const complete = (command) => {
    write(command)
    area.focus()
    close()
  }

  const close = () => {
    list.hidden = true
    active = -1
    area.setAttribute("aria-expanded", "false")
    area.removeAttribute("aria-activedescendant")
  }

  /** @param {number} step */
  const move = (step) => {
    const options = [...list.children]
    active = active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)))
    options[active]?.scrollIntoView({ block: "nearest" })
    area.setAttribute("aria-activedescendant", `hint-${active}`)
  }

  const send = async () => {
    const text = area.value.trim()
    const to = where()
    if (!text || !to) return
    const sentFrom = key
    last.set(sentFrom, text)
    drafts.delete(sentFrom)
    write("")
    close()
    failure.textContent = ""
    sending++
    status.textContent = "Sending…"
    const problem = await post("command", { ...to, text })
    if (--sending === 0) status.textContent = ""
    if (!problem) return
    if (sentFrom === key) {
      failure.textContent = problem
      if (area.value === "") write(text)
      close()
    } else if (!drafts.get(sentFrom)) drafts.set(sentFrom, text)
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault()
    void send()
  })
  area.addEventListener("input", () => {
    drafts.set(key, area.value)
    failure.textContent = ""
    fit()
    hint()
  })
  area.addEventListener("focus", hint)
  area.addEventListener("blur", close)
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    const chosen = list.children[active]?.querySelector("code")?.textContent
    const open = !list.hidden
    if (open && event.key === "ArrowDown") move(1)
    else if (open && event.key === "ArrowUp") move(-1)
    else if (open && event.key === "Escape") close()
    else if (open && chosen && (event.key === "Tab" || event.key === "Enter")) complete(chosen)
    else if (event.key === "ArrowUp" && area.value === "" && last.has(key)) write(last.get(key) ?? "")
    else if (event.key === "Enter" && !event.shiftKey) void send()
    else return
    event.preventDefault()
  })

  return {
    /** Shows the draft of this person in this channel. @param {string} as @param {string} channel @param {string} name */
    show: (as, channel, name) => {
      const label = `Message ${name}`
      area.placeholder = label
      area.setAttribute("aria-label", label)
      if (key === `${as} ${channel}`) return
      key = `${as} ${channel}`
      failure.textContent = ""
      write(drafts.get(key) ?? "")
      close()
    },
    /** Puts an example into the line, ready to be sent. @param {string} text */
    suggest: complete,
    focus: () => area.focus(),
  }
}
