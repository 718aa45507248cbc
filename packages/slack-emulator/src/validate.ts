import { at, fields, isFields, list, objects, string } from "./json.ts"
import type { Fields } from "./json.ts"
import { limits } from "./limits.ts"
import type { Kind, Limit } from "./limits.ts"
import { blocksOf, elementsOf, plainOnly, required } from "./vocabulary.ts"
import type { Surface } from "./vocabulary.ts"

/** What Slack refuses and where: `pointer` is a JSON pointer; `code` replaces the usual error when Slack has its own
 * for it. */
export interface Problem {
  readonly message: string
  readonly pointer: string
  readonly code?: string
}

const measured = (limit: Limit, value: unknown): number | undefined => {
  if (limit.measure === "json") return JSON.stringify(value).length
  if (limit.measure === "items") return Array.isArray(value) ? value.length : undefined
  return typeof value === "string" ? value.length : undefined
}

const unit = (limit: Limit) => (limit.measure === "items" ? "items" : "characters")

const broken = (limit: Limit, value: unknown): string | undefined => {
  const size = measured(limit, value)
  if (size === undefined) return undefined
  if (size > limit.max) {
    return limit.measure === "items"
      ? `no more than ${limit.max} items allowed`
      : `must be less than ${limit.max + 1} characters`
  }
  if (limit.min !== undefined && size < limit.min) {
    return limit.measure === "items"
      ? `must provide at least ${limit.min} ${unit(limit)}`
      : `must be more than ${limit.min - 1} characters`
  }
  return undefined
}

/** Collects what is wrong with a payload, in Slack's words and order: the outer object first. */
class Check {
  readonly problems: Array<Problem> = []

  report(message: string, pointer: string, code?: string): void {
    this.problems.push({ message, pointer, ...(code === undefined ? {} : { code }) })
  }

  object(kind: Kind, value: Fields, pointer: string): void {
    for (const limit of limits) {
      if (limit.kind !== kind) continue
      const found = at(value, limit.path)
      if (found === undefined) continue
      const message = broken(limit, found)
      if (message === undefined) continue
      const here = limit.path === "" ? pointer : `${pointer}/${limit.path.replaceAll(".", "/")}`
      // Slack names the text object before the string inside it (grafana/oncall PR 5121).
      if (here.endsWith("/text/text")) this.report("failed to match all allowed schemas", here.replace(/\/text$/, ""))
      this.report(message, here, limit.code)
    }
  }

  needs(value: Fields, names: ReadonlyArray<string>, pointer: string): void {
    for (const name of names) if (value[name] === undefined) this.report(`missing required field: ${name}`, pointer)
  }

  text(value: unknown, pointer: string, plain: boolean): void {
    if (value === undefined) return
    const { type, text } = fields(value)
    if (type !== "plain_text" && (plain || type !== "mrkdwn"))
      this.report("failed to match all allowed schemas", pointer)
    else if (typeof text !== "string") this.report("missing required field: text", pointer)
  }

  options(value: unknown, pointer: string): void {
    const seen = new Set<unknown>()
    objects(value).forEach((option, index) => {
      const here = `${pointer}/${index}`
      this.needs(option, ["text", "value"], here)
      this.text(option.text, `${here}/text`, false)
      this.object("option", option, here)
      if (option.value !== undefined && seen.has(option.value)) this.report("duplicate option value", `${here}/value`)
      seen.add(option.value)
    })
  }

  element(value: Fields, pointer: string): void {
    const type = string(value.type) ?? ""
    this.needs(value, required[type] ?? [], pointer)
    this.object("element", value, pointer)
    for (const kind of kindsOf(type)) this.object(kind, value, pointer)
    for (const name of plainOnly) this.text(value[name], `${pointer}/${name}`, true)
    if (type === "button") this.text(value.text, `${pointer}/text`, true)
    if (value.style !== undefined && value.style !== "primary" && value.style !== "danger") {
      this.report("must be a valid enum value", `${pointer}/style`)
    }
    this.options(value.options, `${pointer}/options`)
    objects(value.option_groups).forEach((group, index) => {
      this.object("option group", group, `${pointer}/option_groups/${index}`)
      this.options(group.options, `${pointer}/option_groups/${index}/options`)
    })
    if (isFields(value.confirm)) {
      this.needs(value.confirm, ["title", "text"], `${pointer}/confirm`)
      this.object("confirm", value.confirm, `${pointer}/confirm`)
    }
  }

  elements(block: Fields, pointer: string): void {
    const allowed = elementsOf[String(block.type)]
    const actionIds = new Set<string>()
    const each = (value: unknown, here: string) => {
      if (value === undefined) return
      const type = string(fields(value).type)
      if (!isFields(value) || type === undefined || (allowed !== undefined && !allowed.includes(type))) {
        return this.report(type === undefined ? "missing required field: type" : `unsupported type: ${type}`, here)
      }
      if (type === "mrkdwn" || type === "plain_text") return this.text(value, here, false)
      this.element(value, here)
      const id = string(value.action_id)
      if (id !== undefined && actionIds.has(id))
        this.report(`\`action_id\` "${id}" already exists`, `${here}/action_id`)
      if (id !== undefined) actionIds.add(id)
    }
    list(block.elements).forEach((element, index) => each(element, `${pointer}/elements/${index}`))
    each(block.accessory, `${pointer}/accessory`)
    each(block.element, `${pointer}/element`)
  }

  block(block: Fields, surface: Surface, pointer: string): void {
    const type = string(block.type)
    if (type === undefined) return this.report("missing required field: type", pointer)
    if (!blocksOf[surface].includes(type)) return this.report(`unsupported type: ${type}`, `${pointer}/type`)
    this.needs(block, required[`block ${type}`] ?? [], pointer)
    this.object("block", block, pointer)
    for (const kind of kindsOf(type)) this.object(kind, block, pointer)
    if (type === "section") {
      if (block.text === undefined && block.fields === undefined) this.report("missing required field: text", pointer)
      this.text(block.text, `${pointer}/text`, false)
      objects(block.fields).forEach((field, index) => {
        this.text(field, `${pointer}/fields/${index}`, false)
        this.object("section.field", field, `${pointer}/fields/${index}`)
      })
    }
    if (type === "header") this.text(block.text, `${pointer}/text`, true)
    if (type === "input") for (const name of ["label", "hint"]) this.text(block[name], `${pointer}/${name}`, true)
    if (elementsOf[type] !== undefined) this.elements(block, pointer)
  }

  blocks(value: unknown, surface: Surface, pointer: string): void {
    const blockIds = new Set<string>()
    list(value).forEach((block, index) => {
      const here = `${pointer}/${index}`
      if (!isFields(block)) return this.report("must be an object", here)
      this.block(block, surface, here)
      const id = string(block.block_id)
      if (id !== undefined && blockIds.has(id)) this.report(`\`block_id\` "${id}" already exists`, `${here}/block_id`)
      if (id !== undefined) blockIds.add(id)
    })
  }
}

const kinds: ReadonlySet<string> = new Set(limits.map((limit) => limit.kind))
const isKind = (name: string): name is Kind => kinds.has(name)

const kindsOf = (type: string): ReadonlyArray<Kind> => {
  if (type.startsWith("multi_")) return ["multi-select"]
  if (type.endsWith("_select")) return ["select"]
  return isKind(type) ? [type] : []
}

/** What Slack would refuse in a message's blocks; none when they may be posted. */
export const messageProblems = (blocks: unknown): ReadonlyArray<Problem> => {
  const check = new Check()
  check.object("message", { blocks }, "")
  check.blocks(blocks, "message", "/blocks")
  return check.problems
}

/** What Slack would refuse in a modal or home view. */
export const viewProblems = (view: Fields, surface: "modal" | "home"): ReadonlyArray<Problem> => {
  const check = new Check()
  if (view.type !== surface) check.report(`must be a valid enum value`, "/view/type")
  check.needs(view, surface === "modal" ? ["title", "blocks"] : ["blocks"], "/view")
  check.object(surface, view, "/view")
  for (const name of ["title", "submit", "close"]) check.text(view[name], `/view/${name}`, true)
  check.blocks(view.blocks, surface, "/view/blocks")
  if (
    surface === "modal" &&
    view.submit === undefined &&
    objects(view.blocks).some((block) => block.type === "input")
  ) {
    check.report("missing required field: submit", "/view")
  }
  return check.problems
}
