import { valuesOf, withIds } from "../blocks.ts"
import { isFields, objects, string } from "../json.ts"
import type { Fields } from "../json.ts"
import { triggerMillis, viewStack } from "../limits.ts"
import type { View } from "../model.ts"
import { asView } from "../payloads.ts"
import { refuse, SlackError } from "../slack-error.ts"
import { viewProblems } from "../validate.ts"
import type { Workspace } from "../workspace.ts"
import type { Method } from "./method.ts"

/** The view of a call, checked against Slack's limits, with the ids Slack would add. */
export const viewContent = (value: unknown, surface: "modal" | "home"): Fields => {
  if (!isFields(value)) throw new SlackError("invalid_arguments")
  refuse(viewProblems(value, surface), "invalid_arguments")
  return { ...value, blocks: withIds(objects(value.blocks)) }
}

const spendTrigger = (workspace: Workspace, id: unknown): { user: string; view?: string } => {
  const trigger = typeof id === "string" ? workspace.triggers.get(id) : undefined
  if (!trigger) throw new SlackError("invalid_trigger_id")
  if (trigger.used) throw new SlackError("exchanged_trigger_id")
  if (workspace.now() - trigger.created > triggerMillis) throw new SlackError("expired_trigger_id")
  trigger.used = true
  return trigger
}

const unusedExternalId = (workspace: Workspace, content: Fields, except?: string): void => {
  const id = string(content.external_id)
  const taken = Object.values(workspace.state.views).flat()
  if (id !== undefined && id !== "" && taken.some((view) => view.content.external_id === id && view.id !== except)) {
    throw new SlackError("duplicate_external_id")
  }
}

/** Puts a modal on top of a person's stack; `below` is the one it was pushed from. */
export const place = (workspace: Workspace, user: string, content: Fields, below?: View): View => {
  const id = workspace.newId("V")
  const view: View = {
    id,
    user,
    type: "modal",
    root_view_id: below?.root_view_id ?? id,
    previous_view_id: below?.id ?? null,
    hash: workspace.newHash(),
    content,
    values: valuesOf(content),
  }
  const stack = workspace.views(user)
  if (!below) stack.length = 0
  stack.push(view)
  workspace.changed()
  return view
}

/** Replaces a view's content; what was typed stays where block_id and action_id stay the same, as in Slack. */
export const rewrite = (workspace: Workspace, view: View, content: Fields): View => {
  view.content = content
  view.hash = workspace.newHash()
  view.values = valuesOf(content, view.values)
  delete view.errors
  delete view.trouble
  workspace.changed()
  return view
}

const open: Method = {
  run: (workspace, args) => {
    const content = viewContent(args.view, "modal")
    unusedExternalId(workspace, content)
    const trigger = spendTrigger(workspace, args.trigger_id)
    return { view: asView(workspace, place(workspace, trigger.user, content)) }
  },
}

const push: Method = {
  run: (workspace, args) => {
    const content = viewContent(args.view, "modal")
    unusedExternalId(workspace, content)
    const trigger = spendTrigger(workspace, args.trigger_id)
    const stack = workspace.views(trigger.user)
    const below = stack.at(-1)
    if (!below || trigger.view === undefined) throw new SlackError("invalid_trigger_id")
    if (stack.length >= viewStack) throw new SlackError("push_limit_reached")
    return { view: asView(workspace, place(workspace, trigger.user, content, below)) }
  },
}

const update: Method = {
  run: (workspace, args) => {
    const all = Object.values(workspace.state.views).flat()
    const view = all.find((candidate) =>
      args.view_id === undefined ? candidate.content.external_id === args.external_id : candidate.id === args.view_id,
    )
    if (!view) throw new SlackError("not_found")
    const content = viewContent(args.view, "modal")
    if (args.hash !== undefined && args.hash !== view.hash) throw new SlackError("hash_conflict")
    unusedExternalId(workspace, content, view.id)
    return { view: asView(workspace, rewrite(workspace, view, content)) }
  },
}

const publish: Method = {
  run: (workspace, args) => {
    const user = string(args.user_id)
    if (user === undefined || !workspace.member(user)) throw new SlackError("invalid_arguments")
    const content = viewContent(args.view, "home")
    const before = workspace.state.homes[user]
    if (args.hash !== undefined && args.hash !== before?.hash) throw new SlackError("hash_conflict")
    if (before) return { view: asView(workspace, rewrite(workspace, before, content)) }
    const id = workspace.newId("V")
    const home: View = {
      id,
      user,
      type: "home",
      root_view_id: id,
      previous_view_id: null,
      hash: workspace.newHash(),
      content,
      values: valuesOf(content),
    }
    workspace.state.homes[user] = home
    workspace.changed()
    return { view: asView(workspace, home) }
  },
}

/** views.*: modals by trigger, home tabs by member. */
export const views: Record<string, Method> = {
  "views.open": open,
  "views.push": push,
  "views.update": update,
  "views.publish": publish,
}
