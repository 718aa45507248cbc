import { Result, Schema } from "effect"
import { ChannelId, RunId } from "@coffeebuddy/domain/ids"
import { Instant } from "@coffeebuddy/domain/instant"
import { Note, Place } from "@coffeebuddy/domain/text"
import { ZoneName } from "@coffeebuddy/domain/time-zone"

const ofRun = { run: RunId }

/** What a member can do by pressing a button or choosing from a menu: about one run, or to open one whose time they were asked about. */
export const Action = Schema.TaggedUnion({
  Order: ofRun,
  UseUsual: ofRun,
  CancelMyOrder: ofRun,
  Close: ofRun,
  Volunteer: ofRun,
  EditDetails: ofRun,
  CancelRun: ofRun,
  CantGo: ofRun,
  OpenConfirmed: {
    channel: ChannelId,
    pickupAt: Instant,
    place: Schema.NullOr(Place),
    note: Schema.NullOr(Note),
  },
})
export type Action = typeof Action.Type
type OpenConfirmed = Extract<Action, { readonly _tag: "OpenConfirmed" }>
export type ActionName = Exclude<Action["_tag"], "OpenConfirmed">

/** What Slack sent cannot be one of our buttons or dialogs. Names the field, never its contents. */
export class MalformedRequest extends Schema.TaggedError<MalformedRequest>()("MalformedRequest", {
  field: Schema.String,
}) {
  override get message() {
    return `cannot read ${this.field}`
  }
}

// Slack keeps old messages for years and their buttons with them: these ids are never given another meaning.
const ids: { readonly [Name in ActionName]: string } = {
  Order: "order",
  UseUsual: "use-usual",
  CancelMyOrder: "cancel-my-order",
  Close: "close",
  Volunteer: "volunteer",
  EditDetails: "edit-details",
  CancelRun: "cancel-run",
  CantGo: "cant-go",
}

/** The action id of the button that confirms a pick-up time; its value is the whole wish, at most 2,000 characters (Slack's limit). */
const OPEN_CONFIRMED = "open-confirmed"

/** The action id of an overflow menu, whose options say what is meant. */
export const MENU = "menu"

const isName = (name: string): name is ActionName => name in ids
const names = new Map(
  Object.entries(ids).flatMap(([name, id]): ReadonlyArray<readonly [string, ActionName]> =>
    isName(name) ? [[id, name]] : [],
  ),
)

/** How a button says what it does: intent in the action id, the run in the value. */
export const encodeButton = (name: ActionName, run: RunId) => ({ action_id: ids[name], value: run })

/** How a menu's option says what it does; 75 characters at most. */
export const encodeOption = (name: ActionName, run: RunId): string => `${ids[name]}:${run}`

const Wish = Schema.fromJsonString(Action.cases.OpenConfirmed)
const encodeWish = Schema.encodeSync(Wish)
const decodeWish = Schema.decodeUnknownResult(Wish)

/** How the button that confirms a pick-up time carries what to open. */
export const encodeConfirmation = (wish: Omit<OpenConfirmed, "_tag">) => ({
  action_id: OPEN_CONFIRMED,
  value: encodeWish({ _tag: "OpenConfirmed", ...wish }),
})

const decodeRun = Schema.decodeUnknownResult(RunId)

/** Reads a pressed button or a chosen option back; the inverse of `encodeButton` and `encodeOption`. */
export const decodeAction = (actionId: string, value: string): Result.Result<Action, MalformedRequest> => {
  if (actionId === OPEN_CONFIRMED) {
    return Result.mapError(decodeWish(value), () => new MalformedRequest({ field: "value" }))
  }
  const [id, run] = actionId === MENU ? split(value) : [actionId, value]
  const name = names.get(id)
  if (name === undefined) return Result.fail(new MalformedRequest({ field: "action_id" }))
  return Result.mapBoth(decodeRun(run), {
    onFailure: () => new MalformedRequest({ field: "value" }),
    onSuccess: (run): Action => ({ _tag: name, run }),
  })
}

const split = (value: string): readonly [string, string] => {
  const colon = value.indexOf(":")
  return colon < 0 ? [value, ""] : [value.slice(0, colon), value.slice(colon + 1)]
}

/** Which dialog was submitted. */
export const ORDER_FORM = "order-form"
export const DETAILS_FORM = "details-form"

/** A dialog's fields: block and action ids stay the same in every version of a dialog, or Slack would drop what was typed into it. */
export const fields = {
  order: { block: "order", action: "text" },
  pickup: { block: "pickup", action: "text" },
  place: { block: "place", action: "text" },
  note: { block: "note", action: "text" },
  confirmed: { block: "confirmed", action: "choice" },
} as const
export type Field = keyof typeof fields

/**
 * What a dialog remembers while it is open: its run, where it was opened, the pick-up it showed (the words and what they meant), the zone
 * it reads times in, and which time it asks to have confirmed.
 */
export const FormContext = Schema.Struct({
  run: RunId,
  channel: ChannelId,
  shown: Schema.NullOr(Schema.Struct({ text: Schema.String, at: Instant })),
  zone: ZoneName,
  asked: Schema.NullOr(Instant),
})
export interface FormContext extends Schema.Schema.Type<typeof FormContext> {}

const metadata = Schema.fromJsonString(FormContext)

/** A dialog's private_metadata. */
export const encodeContext = Schema.encodeSync(metadata)
const decodeContext = Schema.decodeUnknownResult(metadata)

/**
 * A submitted dialog, with the texts exactly as typed. `kept` is the run's pick-up time when its words were left as the dialog showed them
 * (by now they might read as tomorrow's), null when they have to be read, in `zone`; `confirmed` is the time whose box was ticked.
 */
export const Submission = Schema.TaggedUnion({
  OrderSubmitted: { ...ofRun, channel: ChannelId, text: Schema.String },
  DetailsSubmitted: {
    ...ofRun,
    channel: ChannelId,
    pickup: Schema.String,
    kept: Schema.NullOr(Instant),
    place: Schema.String,
    note: Schema.String,
    zone: ZoneName,
    confirmed: Schema.NullOr(Instant),
  },
})
export type Submission = typeof Submission.Type

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const input = (values: unknown, field: Field): Readonly<Record<string, unknown>> => {
  const block = isRecord(values) ? values[fields[field].block] : undefined
  const element = isRecord(block) ? block[fields[field].action] : undefined
  return isRecord(element) ? element : {}
}

const typed = (values: unknown, field: Field): string => {
  const { value } = input(values, field)
  return typeof value === "string" ? value : ""
}

const chosen = (values: unknown, field: Field): boolean => {
  const { selected_options: options } = input(values, field)
  return Array.isArray(options) && options.length > 0
}

/** Reads a submitted dialog (`view.callback_id`, `view.private_metadata`, `view.state.values`); an input left empty is "". */
export const decodeSubmission = (
  callbackId: string,
  privateMetadata: string,
  values: unknown,
): Result.Result<Submission, MalformedRequest> => {
  if (callbackId !== ORDER_FORM && callbackId !== DETAILS_FORM) {
    return Result.fail(new MalformedRequest({ field: "view.callback_id" }))
  }
  return Result.mapBoth(decodeContext(privateMetadata), {
    onFailure: () => new MalformedRequest({ field: "view.private_metadata" }),
    onSuccess: ({ asked, channel, run, shown, zone }): Submission => {
      if (callbackId === ORDER_FORM) return { _tag: "OrderSubmitted", run, channel, text: typed(values, "order") }
      const pickup = typed(values, "pickup")
      return {
        _tag: "DetailsSubmitted",
        run,
        channel,
        pickup,
        kept: shown !== null && shown.text === pickup.trim() ? shown.at : null,
        place: typed(values, "place"),
        note: typed(values, "note"),
        zone,
        confirmed: chosen(values, "confirmed") ? asked : null,
      }
    },
  })
}
