import { shortcode } from "./emoji.js"

/**
 * Slack's mrkdwn, parsed into a tree that knows nothing of the browser.
 * @typedef {{ kind: "text", text: string } | { kind: "code", text: string } | { kind: "emoji", name: string }
 *   | { kind: "bold" | "italic" | "strike", of: Inline[] } | { kind: "link", address: string, label: string }
 *   | { kind: "user" | "channel" | "usergroup" | "broadcast", id: string, label: string | undefined }
 *   | { kind: "date", seconds: number, template: string, address: string | undefined, fallback: string }} Inline
 * @typedef {{ kind: "paragraph" | "quote", of: Inline[] } | { kind: "preformatted", text: string }} Part
 */

/** @type {Readonly<Record<string, string>>} */
const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">" }

/**
 * Slack escapes exactly three characters; nothing else is an entity.
 * @param {string} text
 */
const unescaped = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => entities[entity] ?? entity)

/**
 * Splits a text into paragraphs, quotes and preformatted parts, each parsed. Nothing is ever lost: what is no markup stays text.
 * @param {string} text
 * @returns {Part[]}
 */
export const parse = (text) =>
  text.split(/```\n?((?:(?!```)[^])+?)\n?```/).flatMap((piece, at) => {
    if (at % 2 === 1) return [{ kind: "preformatted", text: unescaped(withoutBrackets(piece)) }]
    return at === 0 && piece === text ? lines(piece) : lines(piece.replace(/^\n|\n$/g, ""))
  })

/** @param {string} text */
const withoutBrackets = (text) =>
  text.replace(/<(https?:[^|>\n]+)(?:\|([^>\n]*))?>/g, (_, address, label) => label ?? address)

/**
 * @param {string} text
 * @returns {Part[]}
 */
const lines = (text) => {
  if (text === "") return []
  /** @type {{ kind: "paragraph" | "quote", lines: string[] }[]} */
  const parts = []
  for (const line of text.split("\n")) {
    const quoted = /^(?:>|&gt;) ?(.*)$/s.exec(line)
    const kind = quoted ? "quote" : "paragraph"
    const last = parts.at(-1)
    if (last?.kind === kind) last.lines.push(quoted?.[1] ?? line)
    else parts.push({ kind, lines: [quoted?.[1] ?? line] })
  }
  return parts.map(({ kind, lines }) => ({ kind, of: inline(lines.join("\n")) }))
}

/** @type {Readonly<Record<string, "bold" | "italic" | "strike">>} */
const styles = { "*": "bold", _: "italic", "~": "strike" }
const wordCharacter = /[\p{L}\p{N}_]/u

/**
 * The inline markup of one paragraph. `within` names the styles already open: Slack does not nest one in itself.
 * @param {string} text
 * @param {string} [within]
 * @returns {Inline[]}
 */
export const inline = (text, within = "") => {
  /** @type {Inline[]} */
  const found = []
  const hopeless = new Map()
  const emoji = shortcode()
  let plainFrom = 0
  let at = 0

  /** @param {Inline} node @param {number} length */
  const take = (node, length) => {
    if (at > plainFrom) found.push({ kind: "text", text: unescaped(text.slice(plainFrom, at)) })
    found.push(node)
    at += length
    plainFrom = at
  }

  while (at < text.length) {
    const character = text[at] ?? ""
    if (character === "`") {
      const end = endOf(text, "`", at + 1)
      if (end > at + 1) take({ kind: "code", text: unescaped(text.slice(at + 1, end)) }, end - at + 1)
      else at++
    } else if (character === "<") {
      const end = endOf(text, ">", at + 1)
      const node = end < 0 ? undefined : token(text.slice(at + 1, end))
      if (node) take(node, end - at + 1)
      else at++
    } else if (character === ":") {
      emoji.lastIndex = at
      const match = emoji.exec(text)
      if (match) take({ kind: "emoji", name: match[1] ?? "" }, match[0].length)
      else at++
    } else if (styles[character] && !within.includes(character) && opens(text, at) && !(hopeless.get(character) > at)) {
      const end = closing(text, character, at + 1)
      if (end > 0)
        take({ kind: styles[character], of: inline(text.slice(at + 1, end), within + character) }, end - at + 1)
      else {
        // Whether a mark closes does not depend on what opened it: one failed search settles the rest of the line.
        hopeless.set(character, lineEnd(text, at))
        at++
      }
    } else at++
  }
  if (at > plainFrom) found.push({ kind: "text", text: unescaped(text.slice(plainFrom)) })
  return found
}

/** @param {string} text @param {number} from */
const lineEnd = (text, from) => {
  const end = text.indexOf("\n", from)
  return end < 0 ? text.length : end
}

/** @param {string} text @param {string} mark @param {number} from */
const endOf = (text, mark, from) => {
  for (let at = from; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === mark) return at
    if (mark === ">" && text[at] === "<") return -1
  }
  return -1
}

/** @param {string} text @param {number} at */
const opens = (text, at) => !wordCharacter.test(text[at - 1] ?? " ") && /\S/.test(text[at + 1] ?? " ")

/** @param {string} text @param {string} mark @param {number} from */
const closing = (text, mark, from) => {
  const end = lineEnd(text, from)
  for (let at = from; at < end; at++) {
    const character = text[at]
    if (character === "`" || character === "<") {
      const over = endOf(text, character === "<" ? ">" : "`", at + 1)
      if (over > 0) at = over
    } else if (character === mark && at > from && /\S/.test(text[at - 1] ?? " ")) {
      const next = text[at + 1] ?? " "
      if (!wordCharacter.test(next) || (next === "_" && mark !== "_")) return at
    }
  }
  return -1
}

/**
 * What stands between < and >; undefined when it is none of Slack's tokens.
 * @param {string} content
 * @returns {Inline | undefined}
 */
const token = (content) => {
  const bar = content.indexOf("|")
  const target = bar < 0 ? content : content.slice(0, bar)
  const label = bar < 0 ? undefined : unescaped(content.slice(bar + 1))
  const mention = /^([@#])([A-Z0-9]+)$/.exec(target)
  if (mention) return { kind: mention[1] === "@" ? "user" : "channel", id: mention[2] ?? "", label }
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: "broadcast", id: target.slice(1), label }
  if (target.startsWith("!subteam^")) return { kind: "usergroup", id: target.slice(9), label }
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^(.*))?$/.exec(target)
  if (date) {
    const address = date[3] === undefined ? undefined : unescaped(date[3])
    return {
      kind: "date",
      seconds: Number(date[1]),
      template: unescaped(date[2] ?? ""),
      address,
      fallback: label ?? "",
    }
  }
  if (/^(https?:|mailto:|tel:|slack:)/i.test(target)) {
    return { kind: "link", address: unescaped(target), label: label || unescaped(target) }
  }
  return undefined
}
