import * as Text from "@coffeebuddy/domain/text"
import { startsWithTime } from "@coffeebuddy/domain/time-grammar"
import { Schema } from "effect"
import { unescape } from "./escape.ts"
import { nearest } from "./nearest.ts"

/**
 * What a member asked for. Texts in it are cleaned but not yet judged: `time` is for `TimeGrammar.parse`, `until` for
 * `DateGrammar.parseUntil`, `text` for `Text.parseOrderText` (empty when nothing followed). `runsBack` is 0 for the latest run. `Unknown`
 * repeats at most 40 code points of what was typed (`word`), names the command that was probably meant, and one that would work.
 */
export const Command = Schema.TaggedUnion({
  Start: { time: Schema.String },
  Order: { text: Schema.String },
  Usual: { text: Schema.NullOr(Schema.String) },
  CancelMyOrder: {},
  Status: {},
  Close: {},
  CancelRun: {},
  Volunteer: {},
  Stats: {},
  Why: { runsBack: Schema.Int },
  Out: { until: Schema.NullOr(Schema.String) },
  In: {},
  Again: { on: Schema.Boolean },
  Edit: {},
  Help: {},
  Admin: { rest: Schema.String },
  ForgetMe: {},
  MyData: {},
  Unknown: { word: Schema.String, nearest: Schema.NullOr(Schema.String), example: Schema.String },
})
export type Command = typeof Command.Type

/** Every command as help shows it; each example is read as its own command. */
export const commands: ReadonlyArray<{
  readonly command: Exclude<Command["_tag"], "Unknown">
  readonly syntax: string
  readonly does: string
  readonly example: string
}> = [
  { command: "Start", syntax: "/coffee", does: "open a run now, or show the open one", example: "/coffee" },
  {
    command: "Start",
    syntax: "/coffee TIME [for PLACE] [NOTE]",
    does: "open a run with a pick-up time: 10:30, 3pm, noon, in 20m, in 1h30",
    example: "/coffee 10:30 for the corner café, I take the trolley",
  },
  {
    command: "Start",
    syntax: "/coffee start [at TIME] [for PLACE] [NOTE]",
    does: "the same, spelled out",
    example: "/coffee start at 3pm",
  },
  {
    command: "Order",
    syntax: "/coffee order TEXT",
    does: "order, or replace your order",
    example: "/coffee order flat white, oat milk",
  },
  {
    command: "Usual",
    syntax: "/coffee usual [TEXT]",
    does: "order your usual; with TEXT set it",
    example: "/coffee usual",
  },
  {
    command: "CancelMyOrder",
    syntax: "/coffee cancel my order",
    does: "take your order back",
    example: "/coffee cancel my order",
  },
  { command: "Status", syntax: "/coffee status", does: "who has ordered, and when it goes", example: "/coffee status" },
  {
    command: "Edit",
    syntax: "/coffee edit",
    does: "change the run's time, place or note",
    example: "/coffee edit details",
  },
  { command: "Close", syntax: "/coffee close", does: "close the run and pick the runner", example: "/coffee close" },
  { command: "CancelRun", syntax: "/coffee cancel", does: "call the run off", example: "/coffee cancel" },
  { command: "Volunteer", syntax: "/coffee volunteer", does: "be the runner this time", example: "/coffee volunteer" },
  { command: "Stats", syntax: "/coffee stats", does: "who ran how often", example: "/coffee stats" },
  {
    command: "Why",
    syntax: "/coffee why [RUNS BACK]",
    does: "why that runner: of the latest run, or of one before",
    example: "/coffee why 1",
  },
  {
    command: "Out",
    syntax: "/coffee out [until DATE]",
    does: "do not pick me, until the end of that day",
    example: "/coffee out until friday",
  },
  { command: "In", syntax: "/coffee in", does: "pick me again as usual", example: "/coffee in" },
  {
    command: "Again",
    syntax: "/coffee again on|off",
    does: "may I be picked even if I ran last",
    example: "/coffee again on",
  },
  { command: "Admin", syntax: "/coffee admin", does: "this channel's settings", example: "/coffee admin" },
  { command: "MyData", syntax: "/coffee my data", does: "what is stored about you", example: "/coffee my data" },
  { command: "ForgetMe", syntax: "/coffee forget me", does: "have it erased", example: "/coffee forget me" },
  { command: "Help", syntax: "/coffee help", does: "this list", example: "/coffee help" },
]

type Reader = (rest: string) => Command | null

const echoed = 40
const fits = (text: string) => Text.length(text) <= echoed
const opening = new Set(['"', "'", "`", "“", "„", "”", "‘", "‚", "’", "«", "»"])

/** Without the quotation marks around the whole, whatever kind a phone made of them. */
const unquoted = (text: string): string => {
  const quoted = text.length > 2 && opening.has(text.at(0) ?? "") && opening.has(text.at(-1) ?? "")
  return quoted ? text.slice(1, -1).trim() : text
}

const plain = (command: Command) => () => command
const usual = (rest: string): Command => ({ _tag: "Usual", text: unquoted(rest) || null })
const out = (rest: string): Command => ({ _tag: "Out", until: rest.replace(/^(?:.* )?(?:until|till) /i, "") || null })

const cancel = (rest: string): Command | null => {
  if (/^(?:(?:my|the) )?order\b/i.test(rest)) return { _tag: "CancelMyOrder" }
  return /^(?:(?:(?:the|this|my) )?run\b.*)?$/i.test(rest) ? { _tag: "CancelRun" } : null
}

const close = (rest: string): Command | null =>
  /^(?:(?:(?:the|this|my) )?(?:run|it)\b)?(?: ?(?:now|please)\b)*[.!]*$/i.test(rest) ? { _tag: "Close" } : null

const volunteer = (rest: string): Command | null =>
  /^(?:me|to go|for (?:it|(?:the|this) run))?(?: ?please\b)?[.!]*$/i.test(rest) ? { _tag: "Volunteer" } : null

const again = (rest: string): Command | null => {
  if (/^(?:on|yes)?[.!]?$/i.test(rest)) return { _tag: "Again", on: true }
  return /^(?:off|no)[.!]?$/i.test(rest) ? { _tag: "Again", on: false } : null
}

/** Two-word keywords come first; a reader gives `null` where what follows makes it no command. */
const keywords: ReadonlyArray<readonly [keyword: string, read: Reader]> = [
  ["my usual", usual],
  ["my data", plain({ _tag: "MyData" })],
  ["opt out", out],
  ["opt in", plain({ _tag: "In" })],
  ["forget me", plain({ _tag: "ForgetMe" })],
  ["start", (rest) => ({ _tag: "Start", time: rest })],
  ["order", (rest) => ({ _tag: "Order", text: unquoted(rest) })],
  ["usual", usual],
  ["cancel", cancel],
  ["status", plain({ _tag: "Status" })],
  ["close", close],
  ["volunteer", volunteer],
  ["stats", plain({ _tag: "Stats" })],
  ["why", (rest) => ({ _tag: "Why", runsBack: Number(/^\d{1,3}\b/.exec(rest)?.[0] ?? 0) })],
  ["out", out],
  ["in", plain({ _tag: "In" })],
  ["again", again],
  ["edit", plain({ _tag: "Edit" })],
  ["admin", (rest) => ({ _tag: "Admin", rest })],
  ["help", plain({ _tag: "Help" })],
]
const readers = new Map(keywords)
const pairs = keywords.map(([keyword]) => keyword).filter((keyword) => keyword.includes(" "))
const singles = keywords.map(([keyword]) => keyword).filter((keyword) => !keyword.includes(" "))
const takesRest = new Set(["my usual", "opt out", "start", "order", "usual", "why", "out", "again", "admin"])

/** A word as keywords are compared: lower case, without what stands around its letters and digits. */
const key = (word: string) => word.toLowerCase().replace(/^[^\p{L}\p{N}]+|(?<![^\p{L}\p{N}])[^\p{L}\p{N}]+$/gu, "")

const after = (words: ReadonlyArray<string>, count: number) =>
  words
    .slice(count)
    .join(" ")
    .replace(/^(?:[-–—:;,.!?]+(?: |$))+/, "")

/** The keyword this was probably meant to be. Short words are common in drinks ("oat latte"), so they count only when alone. */
const slip = (keys: ReadonlyArray<string>): string | null => {
  const [first = "", second] = keys
  const pair = second === undefined ? null : nearest(`${first} ${second}`, pairs)
  if (pair !== null) return pair
  if (first.length <= 3 && second !== undefined) return null
  return nearest(first, singles) ?? pairs.find((each) => each.startsWith(`${first} `)) ?? null
}

const sample = (keyword: string): string =>
  commands.find(({ example }) => example === `/coffee ${keyword}`)?.example ??
  commands.find(({ example }) => example.startsWith(`/coffee ${keyword} `))?.example ??
  `/coffee ${keyword}`

const unknown = (text: string, words: ReadonlyArray<string>, keys: ReadonlyArray<string>): Command => {
  const word = fits(text) ? text : `${[...text].slice(0, echoed - 1).join("")}…`
  const keyword = slip(keys)
  if (keyword === null) {
    const example = fits(text) ? `/coffee order ${text}` : sample("order")
    return { _tag: "Unknown", word, nearest: null, example }
  }
  const rest = after(words, keyword.split(" ").length)
  const kept = rest !== "" && fits(rest) && takesRest.has(keyword) && readers.get(keyword)?.(rest) !== null
  return { _tag: "Unknown", word, nearest: keyword, example: kept ? `/coffee ${keyword} ${rest}` : sample(keyword) }
}

const addressed = /^(?:(?:@[Cc]offee[Bb]uddy|@[UW][A-Z0-9]{6,}|\/coffee)[:,]?(?: |$))+/

/** The member's words without quotation marks around them, a mention of the bot, or a pasted `/coffee`. */
const spoken = (text: string) =>
  unquoted(Text.clean(unescape(text)))
    .replace(addressed, "")
    .replace(/ ?@[Cc]offee[Bb]uddy[.!?]?$/, "")
    .replace(/^(\p{L}+):(?=\S)/u, "$1: ")

/**
 * What a member asked for with `/coffee`, from the text as Slack sent it; any text is some command. Keywords may have any case and stray
 * punctuation. In this order: nothing opens a run, a time does (readable or not), a keyword is that command. What cannot be taken back is
 * not done on a guess: `cancel` and `close` followed by anything but the run (or the order), `volunteer` by somebody's name, `again` by
 * anything but on and off, and free text are `Unknown`.
 */
export const parseCommand = (text: string): Command => {
  const said = spoken(text)
  if (said === "") return { _tag: "Start", time: "" }
  if (!/[\p{L}\p{N}]/u.test(said)) return { _tag: "Help" }
  if (startsWithTime(said)) return { _tag: "Start", time: said }
  const words = said.split(" ")
  const keys = words.slice(0, 2).map(key)
  for (const [keyword, read] of keywords) {
    const length = keyword.includes(" ") ? 2 : 1
    if (keys.slice(0, length).join(" ") !== keyword) continue
    return read(after(words, length)) ?? unknown(said, words, keys)
  }
  return unknown(said, words, keys)
}
