import type { ChannelId, RunId } from "@coffeebuddy/domain/ids"
import type { Run } from "@coffeebuddy/domain/run"
import type { MemberSnapshot } from "@coffeebuddy/domain/snapshot"
import type { Instant } from "@coffeebuddy/domain/instant"
import { UTC, type ZoneName } from "@coffeebuddy/domain/time-zone"
import { DETAILS_FORM, encodeContext, type Field, fields, type FormContext, ORDER_FORM } from "./actions.ts"
import { type Block, context, line, type Modal, plain, section, tick } from "./blocks.ts"
import { cut, localTime, typed, whenAndWhere } from "./words.ts"

const modal = (
  callbackId: string,
  title: string,
  submit: string | null,
  remembered: FormContext,
  blocks: ReadonlyArray<Block>,
): Modal => ({
  type: "modal",
  callback_id: callbackId,
  private_metadata: encodeContext(remembered),
  title: plain(title),
  ...(submit === null ? {} : { submit: plain(submit) }),
  close: plain(submit === null ? "Close" : "Not now"),
  blocks,
})

/** For dialogs without a time. */
const remembering = (run: RunId, channel: ChannelId): FormContext => ({
  run,
  channel,
  shown: null,
  zone: UTC,
  asked: null,
})

const about = ({ run, channel }: MemberSnapshot): ReadonlyArray<Block> => {
  if (run === null) return []
  const words = whenAndWhere(run, channel)
  return words === "" ? [] : [context(words)]
}

/** The dialog to place or change one's order, prefilled with the present order or else the usual; `noUsual` says that there is none to reuse yet. */
export const orderForm = (at: MemberSnapshot, run: RunId, noUsual: boolean): Modal => {
  const present = at.order?.active === true ? at.order.text : (at.usual?.text ?? null)
  const told = noUsual
    ? [section("You have no usual here yet. What you order now becomes your usual, one click next time.")]
    : []
  return modal(ORDER_FORM, "Your order", "Order", remembering(run, at.channel.id), [
    ...told,
    ...about(at),
    line("order", "What would you like?", {
      value: present,
      max: 200,
      hint: "For example: flat white with oat milk. It becomes your usual here.",
      optional: false,
    }),
  ])
}

/** A pick-up time that the member has to confirm before it is taken, and why. */
export interface Asked {
  readonly why: "tomorrow" | "far"
  readonly at: Instant
}

const question = { tomorrow: "That time has passed today.", far: "That is more than 12 hours away." }
const answer = { tomorrow: "Yes, tomorrow", far: "Yes, that is right" }

/**
 * The dialog to edit a run's pick-up time, place and note. Times are read in `zone`. Shown again with `asked`, it has a box to tick; what was typed stays,
 * because the fields keep their ids.
 */
export const detailsForm = (at: MemberSnapshot, run: Run, zone: ZoneName, asked: Asked | null = null): Modal => {
  const shown = run.pickupAt === null ? null : { text: localTime(run.pickupAt, zone), at: run.pickupAt }
  const box = asked === null ? [] : [tick("confirmed", question[asked.why], answer[asked.why])]
  const remembered = { run: run.id, channel: at.channel.id, shown, zone, asked: asked?.at ?? null }
  return modal(DETAILS_FORM, "Edit the run", "Save", remembered, [
    line("pickup", "Pick-up time", {
      value: shown?.text ?? null,
      max: 40,
      hint: `For example 10:30, 3pm or in 20m, in ${zone} time. Empty: no fixed time.`,
      optional: true,
    }),
    ...box,
    line("place", "Place", { value: run.place, max: 100, hint: "Where the coffee comes from.", optional: true }),
    line("note", "Note", { value: run.note, max: 100, optional: true }),
  ])
}

const ended: { readonly [Status in Run["status"]]: string } = {
  open: "This run is being closed right now and takes no more changes.",
  closed: "This run has been closed.",
  canceled: "This run has been called off.",
  failed: "This run has been stopped, because CoffeeBuddy could not post in the channel.",
}

/** What a dialog turns into when its run ended while somebody was typing: the present state, what they typed to copy, and that it was not saved. */
export const endedForm = (run: Pick<Run, "id" | "channel" | "status">, text: string): Modal => {
  const kept = text === "" ? [] : [section("You typed:"), section(typed(cut(text, 500)))]
  return modal(ORDER_FORM, "Too late", null, remembering(run.id, run.channel), [
    section(`${ended[run.status]} *What you typed was not saved.*`),
    ...kept,
    context("`/coffee status` shows the channel's present run, `/coffee` starts another."),
  ])
}

/** A view that only tells something, for a dialog that cannot go on; the same shape for every rejection and fault. */
export const tellingForm = (
  run: RunId,
  channel: FormContext["channel"],
  title: string,
  blocks: ReadonlyArray<Block>,
): Modal => modal(ORDER_FORM, cut(title, 24), null, remembering(run, channel), blocks)

/** Slack's answer to a submission that leaves the dialog open and marks fields; one sentence each. */
export const fieldErrors = (errors: { readonly [F in Field]?: string }) => ({
  response_action: "errors" as const,
  errors: Object.fromEntries(
    Object.entries(fields).flatMap(([field, { block }]) => {
      const words = Object.entries(errors).find(([name]) => name === field)?.[1]
      return words === undefined ? [] : [[block, words]]
    }),
  ),
})

/** Slack's answer to a submission that replaces the dialog. */
export const replaceView = (view: Modal) => ({ response_action: "update" as const, view })
