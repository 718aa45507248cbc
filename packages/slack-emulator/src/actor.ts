import { interactive, optionsOf, reading, words } from "./blocks.ts"
import type { Placed } from "./blocks.ts"
import { actionOn, optionNamed, valueField } from "./entries.ts"
import type { Interactions, Outcome } from "./interactions.ts"
import { isFields, string } from "./json.ts"
import type { Fields } from "./json.ts"
import type { Channel, Member, Message, View, ViewValues } from "./model.ts"
import type { Workspace } from "./workspace.ts"

/** What a person chose besides the element: a menu's option by value or label, or a value a stale or forged button
 * would send. */
export interface Choice {
  readonly selectedOption?: string
  readonly value?: string
}

/** What is typed into a modal: by block_id, action_id or label; a text, an option's value or label, several, or Slack's
 * own value object. */
export type Typed = Readonly<Record<string, string | ReadonlyArray<string> | Fields>>

/** One person in the workspace: acts as their Slack client would and sees what they would see. */
export interface Actor {
  readonly id: string
  /** Types a line in a channel (id or name): a slash command, or an ordinary message. */
  readonly command: (channel: string, line: string) => Promise<Outcome>
  /** Uses the newest element with this action_id, label or option, in a channel, a message or a modal. */
  readonly press: (where: string | Message | View, actionIdOrLabel: string, choice?: Choice) => Promise<Outcome>
  readonly submit: (view: View, values?: Typed) => Promise<Outcome>
  readonly closeView: () => Promise<Outcome>
  /** The modal on top, if one is open. */
  readonly openView: () => View | undefined
  /** Opens the app's home tab (app_home_opened) and returns what is published there. */
  readonly openHome: () => Promise<View | undefined>
  readonly home: () => View | undefined
  /** What this person sees in a channel, oldest first, their ephemerals included. */
  readonly messages: (channel: string) => ReadonlyArray<Message>
  /** Their direct messages with the app. */
  readonly dms: () => ReadonlyArray<Message>
}

interface Setting {
  readonly workspace: Workspace
  readonly interactions: Interactions
  readonly commands: ReadonlyArray<string> | undefined
  readonly emit: (event: Fields) => Promise<unknown>
}

const isView = (where: Message | View): where is View => "content" in where

interface Found extends Placed {
  readonly option?: Fields
}

const find = (blocks: unknown, name: string, choice: Choice): Found | undefined => {
  const named = (option: Fields) => option.value === name || words(option.text) === name
  for (const { block, element } of interactive(blocks)) {
    if (element.action_id === name || words(element.text) === name || words(block.label) === name) {
      const option = choice.selectedOption === undefined ? undefined : optionNamed(element, choice.selectedOption)
      if (choice.selectedOption !== undefined && !option) continue
      return { block, element, ...(option ? { option } : {}) }
    }
    const option = optionsOf(element).find(named)
    if (option) return { block, element, option }
  }
  return undefined
}

const offered = (blocks: unknown): string =>
  interactive(blocks)
    .map(
      ({ element }) =>
        `${String(element.action_id)} (${
          words(element.text) ||
          optionsOf(element)
            .map((option) => words(option.text))
            .join(" | ")
        })`,
    )
    .join(", ")

/** Slack's value object for what a person typed or chose in one element. */
const valueFor = (element: Fields, typed: Typed[string]): Fields => {
  if (isFields(typed)) return typed
  const type = String(element.type)
  const texts = typeof typed === "string" ? [typed] : typed
  if (optionsOf(element).length === 0) {
    return { type, [valueField(type)]: type.startsWith("multi_") ? texts : texts[0] === "" ? null : (texts[0] ?? null) }
  }
  const options = texts.map((text) => {
    const option = optionNamed(element, text)
    if (!option) throw new Error(`no option "${text}"; offered: ${offered([{ type: "input", element }])}`)
    return option
  })
  const many = type === "checkboxes" || type.startsWith("multi_")
  return { type, ...(many ? { selected_options: options } : { selected_option: options[0] ?? null }) }
}

const filledIn = (view: View, typed: Typed): ViewValues => {
  const values: ViewValues = {}
  for (const [name, value] of Object.entries(typed)) {
    const place = interactive(view.content.blocks).find(
      ({ block, element }) => block.block_id === name || element.action_id === name || words(block.label) === name,
    )
    if (!place) throw new Error(`nothing called "${name}" in the modal; it has: ${offered(view.content.blocks)}`)
    const blockId = String(place.block.block_id)
    values[blockId] = { ...values[blockId], [String(place.element.action_id)]: valueFor(place.element, value) }
  }
  return values
}

/** A person as an actor. Throws at once when they are not in the workspace. */
export const actor = (member: Member, { workspace, interactions, commands, emit }: Setting): Actor => {
  const channelOf = (name: string): Channel => {
    const channel = workspace.channel(name)
    if (!channel || !channel.members.includes(member.id)) throw new Error(`${member.name} sees no channel ${name}`)
    return channel
  }

  const pressIn = async (where: Message | View, name: string, choice: Choice): Promise<Outcome | undefined> => {
    const current = isView(where)
      ? (workspace.view(where.id) ?? where)
      : (workspace.message(where.channel, where.ts) ?? where)
    const found = find(isView(current) ? current.content.blocks : current.blocks, name, choice)
    if (!found) return undefined
    const action = actionOn(found.block, found.element, { value: choice.value, option: found.option })
    return isView(current)
      ? interactions.actOnView(member, current, action)
      : interactions.actOnMessage(member, current, action)
  }

  const press: Actor["press"] = async (where, name, choice = {}) => {
    const places = typeof where === "string" ? workspace.seenBy(member.id, channelOf(where).id).toReversed() : [where]
    for (const place of places) {
      const outcome = await pressIn(place, name, choice)
      if (outcome) return outcome
    }
    const there = places
      .map((place) => offered(isView(place) ? place.content.blocks : place.blocks))
      .filter((line) => line !== "")
    throw new Error(`${member.name} sees nothing called "${name}"; there is: ${there.join("; ") || "nothing to press"}`)
  }

  const openView = () => workspace.views(member.id).at(-1)

  return {
    id: member.id,
    command: async (channel, line) => interactions.type(member, channelOf(channel), line, commands),
    press,
    submit: async (view, values = {}) => {
      const current = workspace.view(view.id)
      if (!current) throw new Error(`the modal ${view.id} is closed`)
      return interactions.submit(member, current, filledIn(current, values))
    },
    closeView: async () => {
      const view = openView()
      if (!view) throw new Error(`${member.name} has no modal open`)
      return interactions.close(member, view)
    },
    openView,
    openHome: async () => {
      const home = workspace.state.homes[member.id]
      await emit({
        type: "app_home_opened",
        user: member.id,
        channel: workspace.directMessage(member.id).id,
        tab: "home",
        ...(home ? { view_id: home.id } : {}),
      })
      return workspace.state.homes[member.id]
    },
    home: () => workspace.state.homes[member.id],
    messages: (channel) => workspace.seenBy(member.id, channelOf(channel).id),
    dms: () => workspace.seenBy(member.id, workspace.directMessage(member.id).id),
  }
}

/** Everything a message or modal says, as a reader would: its text, then its blocks line by line. */
export const textOf = (shown: Message | View): string =>
  isView(shown)
    ? [words(shown.content.title), reading(shown.content.blocks)].join("\n")
    : [shown.text, reading(shown.blocks)].filter((part) => part !== "").join("\n")

/** The action ids and labels a message or modal offers. */
export const controls = (shown: Message | View): ReadonlyArray<{ readonly actionId: string; readonly label: string }> =>
  interactive(isView(shown) ? shown.content.blocks : shown.blocks).map(({ element }) => ({
    actionId: string(element.action_id) ?? "",
    label: words(element.text),
  }))
