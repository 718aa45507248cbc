import type { Fields } from "../src/json.ts"
import type { Kind, Limit } from "../src/limits.ts"

const plain = (text: string): Fields => ({ type: "plain_text", text })
const option = (value = "a"): Fields => ({ text: plain("A"), value })
const options = (count: number): Array<Fields> => Array.from({ length: count }, (_, index) => option(`v${index}`))
const divider = (): Fields => ({ type: "divider" })
const button = (id = "b"): Fields => ({ type: "button", action_id: id, text: plain("B") })

/** The smallest valid object of every kind of limit. */
const smallest: Record<Kind, () => Fields> = {
  message: () => ({ blocks: [divider()] }),
  modal: () => ({ type: "modal", title: plain("T"), submit: plain("S"), close: plain("C"), blocks: [divider()] }),
  home: () => ({ type: "home", blocks: [divider()] }),
  block: divider,
  section: () => ({ type: "section", text: plain("S") }),
  "section.field": () => plain("F"),
  header: () => ({ type: "header", text: plain("H") }),
  context: () => ({ type: "context", elements: [plain("C")] }),
  actions: () => ({ type: "actions", elements: [button()] }),
  input: () => ({
    type: "input",
    label: plain("L"),
    hint: plain("H"),
    element: { type: "plain_text_input", action_id: "i" },
  }),
  image: () => ({ type: "image", image_url: "https://example.com/a.png", alt_text: "a", title: plain("T") }),
  markdown: () => ({ type: "markdown", text: "m" }),
  element: () => ({ type: "static_select", action_id: "e", placeholder: plain("P"), options: options(1) }),
  button,
  option: () => ({ ...option(), description: plain("D") }),
  "option group": () => ({ label: plain("G"), options: options(1) }),
  select: () => ({ type: "static_select", action_id: "s" }),
  "multi-select": () => ({ type: "multi_static_select", action_id: "m" }),
  overflow: () => ({ type: "overflow", action_id: "o", options: options(2) }),
  radio_buttons: () => ({ type: "radio_buttons", action_id: "r", options: options(1) }),
  checkboxes: () => ({ type: "checkboxes", action_id: "c", options: options(1) }),
  plain_text_input: () => ({ type: "plain_text_input", action_id: "p" }),
  confirm: () => ({ title: plain("T"), text: plain("X"), confirm: plain("Y"), deny: plain("N") }),
}

/** Puts an object of a kind where Slack would meet it in a modal or message. */
const housed: Partial<Record<Kind, (inner: Fields) => Fields>> = {
  "section.field": (inner) => ({ type: "section", fields: [inner] }),
  element: (inner) => ({ type: "section", text: plain("S"), accessory: inner }),
  button: (inner) => ({ type: "actions", elements: [inner] }),
  option: (inner) => ({ type: "actions", elements: [{ type: "static_select", action_id: "s", options: [inner] }] }),
  "option group": (inner) => ({
    type: "actions",
    elements: [{ type: "static_select", action_id: "s", option_groups: [inner] }],
  }),
  select: (inner) => ({ type: "actions", elements: [inner] }),
  "multi-select": (inner) => ({ type: "section", text: plain("S"), accessory: inner }),
  overflow: (inner) => ({ type: "actions", elements: [inner] }),
  radio_buttons: (inner) => ({ type: "actions", elements: [inner] }),
  checkboxes: (inner) => ({ type: "actions", elements: [inner] }),
  plain_text_input: (inner) => ({ type: "input", label: plain("L"), element: inner }),
  confirm: (inner) => ({ type: "actions", elements: [{ ...button(), confirm: inner }] }),
}

const items: Record<string, (index: number) => Fields> = {
  blocks: divider,
  fields: () => plain("F"),
  options: (index) => option(`v${index}`),
  option_groups: (index) => ({ label: plain("G"), options: [option(`v${index}`)] }),
}

const item = (limit: Limit, index: number): Fields => {
  if (limit.path === "elements") return limit.kind === "actions" ? button(`b${index}`) : plain("C")
  return items[limit.path]?.(index) ?? {}
}

const withAt = (value: Fields, path: string, inner: unknown): Fields => {
  const [head = "", ...rest] = path.split(".")
  const below = value[head]
  const next =
    rest.length === 0
      ? inner
      : withAt(typeof below === "object" && below !== null ? { ...below } : plain(""), rest.join("."), inner)
  return { ...value, [head]: next }
}

/** Blocks or a view whose JSON is exactly so long, every other limit kept. */
const asLongAs = (size: number, make: (texts: ReadonlyArray<string>) => unknown): unknown => {
  const overhead = JSON.stringify(make(["x", "x"])).length - JSON.stringify(make(["x"])).length - 1
  const texts: Array<string> = []
  while (size - JSON.stringify(make(texts)).length > 2_000 + overhead) texts.push("x".repeat(2_000))
  const rest = size - JSON.stringify(make([...texts, ""])).length
  return make([...texts, "x".repeat(rest)])
}

const markdowns = (texts: ReadonlyArray<string>): Array<Fields> => texts.map((text) => ({ type: "markdown", text }))

const manyFields =
  (view: Fields) =>
  (texts: ReadonlyArray<string>): Fields => ({
    ...view,
    blocks: Array.from({ length: Math.ceil(texts.length / 10) }, (_, index) => ({
      type: "section",
      fields: texts.slice(index * 10, index * 10 + 10).map(plain),
    })),
  })

/** An object of the limit's kind that measures exactly `size`. */
const measuring = (limit: Limit, size: number): Fields => {
  const start = smallest[limit.kind]()
  if (limit.measure === "json" && limit.path === "blocks") return { blocks: asLongAs(size, markdowns) }
  if (limit.measure === "json") return { ...(asLongAs(size, manyFields(start)) as Fields) }
  if (limit.measure === "items")
    return withAt(
      start,
      limit.path,
      Array.from({ length: size }, (_, index) => item(limit, index)),
    )
  return withAt(start, limit.path, "x".repeat(size))
}

export interface Sample {
  readonly surface: "message" | "modal" | "home"
  /** A message's blocks, or the view. */
  readonly blocks?: ReadonlyArray<Fields>
  readonly view?: Fields
}

/** A payload in which the limited value has exactly this size and nothing else is wrong. */
export const sampleOf = (limit: Limit, size: number): Sample => {
  const object = measuring(limit, size)
  if (limit.kind === "message") return { surface: "message", blocks: object.blocks as ReadonlyArray<Fields> }
  if (limit.kind === "modal" || limit.kind === "home") return { surface: limit.kind, view: object }
  const block = housed[limit.kind]?.(object) ?? object
  return { surface: "message", blocks: [block] }
}
