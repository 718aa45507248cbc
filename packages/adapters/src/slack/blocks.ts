import type { RunId } from "@coffeebuddy/domain/ids"
import { type ActionName, encodeButton, encodeOption, type Field, fields, MENU } from "./actions.ts"

/** Slack's limits that our rendering has to know, in UTF-16 units (https://docs.slack.dev/reference/block-kit/blocks). */
export const SECTION = 3_000
/** All blocks of a message as JSON; undocumented, seen to fail from about 13,200 (https://github.com/slackapi/bolt-js/issues/2509). */
export const MESSAGE = 12_000

/** `verbatim`: Slack leaves the text as it is, so that a typed `#general` or address links to nothing; our own `<...>` tokens still work. */
export interface Mrkdwn {
  readonly type: "mrkdwn"
  readonly text: string
  readonly verbatim: true
}
export interface Plain {
  readonly type: "plain_text"
  readonly text: string
  readonly emoji: true
}
interface Confirm {
  readonly title: Plain
  readonly text: Plain
  readonly confirm: Plain
  readonly deny: Plain
}
interface Option {
  readonly text: Plain
  readonly value: string
}
export interface Button {
  readonly type: "button"
  readonly action_id: string
  readonly value: string
  readonly text: Plain
  readonly style?: "primary" | "danger"
  readonly confirm?: Confirm
}
export interface Overflow {
  readonly type: "overflow"
  readonly action_id: string
  readonly options: ReadonlyArray<Option>
}
interface TextInput {
  readonly type: "plain_text_input"
  readonly action_id: string
  readonly initial_value?: string
  readonly max_length: number
  readonly focus_on_load: boolean
}
interface Checkboxes {
  readonly type: "checkboxes"
  readonly action_id: string
  readonly options: ReadonlyArray<Option>
}
export interface Section {
  readonly type: "section"
  readonly text: Mrkdwn
}
export interface Context {
  readonly type: "context"
  readonly elements: ReadonlyArray<Mrkdwn>
}
export interface Actions {
  readonly type: "actions"
  readonly elements: ReadonlyArray<Button | Overflow>
}
export interface Input {
  readonly type: "input"
  readonly block_id: string
  readonly label: Plain
  readonly hint?: Plain
  readonly optional: boolean
  readonly element: TextInput | Checkboxes
}
export type Block = Section | Context | Actions | Input

/** A message as Slack takes it; `text` is what notifications and screen readers get. */
export interface Message {
  readonly text: string
  readonly blocks: ReadonlyArray<Block>
}

/** A dialog as Slack takes it; one without `submit` only tells. */
export interface Modal {
  readonly type: "modal"
  readonly callback_id: string
  readonly private_metadata: string
  readonly title: Plain
  readonly submit?: Plain
  readonly close: Plain
  readonly blocks: ReadonlyArray<Block>
}

export const plain = (text: string): Plain => ({ type: "plain_text", text, emoji: true })
export const section = (text: string): Section => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } })
export const context = (text: string): Context => ({
  type: "context",
  elements: [{ type: "mrkdwn", text, verbatim: true }],
})
export const actions = (...elements: ReadonlyArray<Button | Overflow>): Actions => ({ type: "actions", elements })

/** A button of one run; what it does and for which run is encoded here, decoded by `decodeAction`. */
export const button = (
  name: ActionName,
  run: RunId,
  label: string,
  more: Pick<Button, "style" | "confirm"> = {},
): Button => ({ type: "button", ...encodeButton(name, run), text: plain(label), ...more })

/** The question Slack asks before a button that cannot be undone. */
export const confirm = (title: string, text: string, yes: string): Confirm => ({
  title: plain(title),
  text: plain(text),
  confirm: plain(yes),
  deny: plain("Not yet"),
})

/** A menu of two to five things to do with one run. */
export const menu = (run: RunId, options: ReadonlyArray<readonly [ActionName, string]>): Overflow => ({
  type: "overflow",
  action_id: MENU,
  options: options.map(([name, label]) => ({ text: plain(label), value: encodeOption(name, run) })),
})

/** A line to type into, prefilled or not; `max` in code points. Left empty only where `optional`. */
export const line = (
  field: Field,
  label: string,
  options: { readonly value: string | null; readonly max: number; readonly hint?: string; readonly optional: boolean },
): Input => ({
  type: "input",
  block_id: fields[field].block,
  label: plain(label),
  ...(options.hint === undefined ? {} : { hint: plain(options.hint) }),
  optional: options.optional,
  element: {
    type: "plain_text_input",
    action_id: fields[field].action,
    ...(options.value === null ? {} : { initial_value: options.value }),
    // Slack refuses a dialog whose own text is longer than this, and may count UTF-16 units, of which an emoji has two.
    max_length: Math.max(options.max, options.value?.length ?? 0),
    focus_on_load: !options.optional,
  },
})

/** One box that may be ticked. */
export const tick = (field: Field, label: string, text: string): Input => ({
  type: "input",
  block_id: fields[field].block,
  label: plain(label),
  optional: true,
  element: {
    type: "checkboxes",
    action_id: fields[field].action,
    options: [{ text: plain(text), value: "yes" }],
  },
})

/** How much of `MESSAGE` these blocks take. */
export const weigh = (blocks: ReadonlyArray<Block>): number => JSON.stringify(blocks).length

const OVERHEAD = JSON.stringify(section("")).length + 1

/** Lines packed into as few sections as hold them, as many lines as weigh at most `budget`; `left` of them found no room. */
export const packed = (
  lines: ReadonlyArray<string>,
  budget: number,
): { readonly blocks: ReadonlyArray<Section>; readonly left: number } => {
  const texts: Array<string> = []
  let weight = 0
  let used = 0
  for (const text of lines) {
    const last = texts.at(-1)
    const joins = last !== undefined && last.length + 1 + text.length <= SECTION
    const cost = JSON.stringify(text).length + (joins ? 0 : OVERHEAD)
    if (weight + cost > budget) break
    if (joins) texts[texts.length - 1] = `${last}\n${text}`
    else texts.push(text)
    weight += cost
    used += 1
  }
  return { blocks: texts.map(section), left: lines.length - used }
}
