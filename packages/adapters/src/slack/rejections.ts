import { Match } from "effect"
import type { CorrelationId } from "@coffeebuddy/domain/ids"
import type { Rejection } from "@coffeebuddy/domain/rejection"
import type { DateRejection } from "@coffeebuddy/domain/date-grammar"
import type { TextEmpty, TextTooLong } from "@coffeebuddy/domain/text"
import type { TimeRejection } from "@coffeebuddy/domain/time-grammar"
import type { ChatRefused, ChatUnknown } from "@coffeebuddy/ports/chat"
import type { DirectoryUnavailable } from "@coffeebuddy/ports/directory"
import type { Conflict, RunNotFound } from "@coffeebuddy/ports/run-store"
import type { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import type { MalformedRequest } from "./actions.ts"
import { actions, type Block, button, context, type Message, section } from "./blocks.ts"
import { listed, person } from "./words.ts"

/** What can be wrong around a request rather than with it. `StillWorking` is no failure yet: the outcome follows. */
export type Plight =
  | { readonly _tag: "OtherWorkspace" }
  | { readonly _tag: "NotReady" }
  | { readonly _tag: "StillWorking" }
  | { readonly _tag: "StillSaving" }
  | { readonly _tag: "MissingScopes"; readonly scopes: ReadonlyArray<string> }
  | { readonly _tag: "Unexpected" }

/** Everything that a member may have to be told instead of an answer. */
export type Trouble =
  | Rejection
  | TextEmpty
  | TextTooLong
  | TimeRejection
  | DateRejection
  | RunNotFound
  | Conflict
  | StoreUnavailable
  | ChatRefused
  | ChatUnknown
  | DirectoryUnavailable
  | MalformedRequest
  | Plight

/** What happened, what became of what they wanted, and what to do now. */
interface Told {
  readonly happened: string
  readonly saved: string
  readonly next: string
  readonly more?: ReadonlyArray<Block>
}

const UNCHANGED = "Nothing has changed."
const UNCERTAIN = "It may or may not have been saved."
const LOOK = "Look with `/coffee status` before you try again."

const unchanged = (happened: string, next: string, more: ReadonlyArray<Block> = []): Told => ({
  happened,
  saved: UNCHANGED,
  next,
  more,
})

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
const misread = ({ example, message }: { readonly example: string; readonly message: string }): Told =>
  unchanged(sentence(message.replace(`, for example ${example}`, "")), `Please try again, for example: ${example}.`)

const notOpen = {
  open: "This run is open no more.",
  closing: "This run is being closed right now and takes no more changes.",
  closed: "This run has been closed.",
  canceled: "This run has been called off.",
  failed: "This run was stopped, because CoffeeBuddy could not post in the channel.",
} as const

const forbidden = {
  close: "close this run",
  cancel: "call this run off",
  edit: "edit this run",
  "hand-over": "hand this run over",
} as const

const fixed = {
  "not-closed": "This run is not closed yet, so nobody has been picked.",
  "another-run": "A newer run has been opened since, so who went for this one stays as it is.",
  "another-season": "A new season has begun since this run, so who went stays as it is.",
  "too-late": "This run was closed more than 4 hours ago, so who went stays as it is.",
  "nobody-ordered": "Nobody ordered in this run, so nobody has to go.",
} as const

const ADMIN = "If it stays like this, give the reference to whoever looks after CoffeeBuddy."

const told = (trouble: Trouble): Told =>
  Match.valueTags(trouble, {
    ChannelDisabled: () =>
      unchanged(
        "CoffeeBuddy is switched off in this channel.",
        "A channel admin can switch it on with `/coffee admin`.",
      ),
    RunAlreadyOpen: ({ runId }) =>
      unchanged("A coffee run is open here already; there is one at a time.", "Would you like to join it?", [
        actions(button("Order", runId, "Order", { style: "primary" }), button("UseUsual", runId, "My usual")),
      ]),
    NoOpenRun: () => unchanged("No coffee run is open in this channel.", "Start one with `/coffee`."),
    RunNotOpen: ({ status }) =>
      unchanged(notOpen[status], "`/coffee status` shows how it stands, `/coffee` starts another."),
    NotAllowed: ({ action, starter }) =>
      unchanged(
        `Only ${person(starter)}, who started it, a volunteer or a channel admin can ${forbidden[action]}.`,
        "Please ask one of them.",
      ),
    NoOrder: ({ runId }) =>
      unchanged("You have no order in this run.", "Would you like one?", [actions(button("Order", runId, "Order"))]),
    NoUsual: () =>
      unchanged("You have no usual in this channel yet.", "Order once, or set it: `/coffee usual flat white`."),
    VolunteersOff: () =>
      unchanged("Volunteering is switched off in this channel.", "A channel admin can allow it with `/coffee admin`."),
    AlreadyVolunteered: ({ by }) => unchanged(`${person(by)} goes already.`, "Thank you all the same!"),
    DutyIsFixed: ({ because }) => unchanged(fixed[because], "`/coffee status` shows the channel's newest run."),
    NotTheRunner: ({ runner }) =>
      unchanged(
        runner === null
          ? "Nobody goes for this run at present."
          : `${person(runner)} goes for this run, so it is theirs to hand over.`,
        runner === null
          ? "If you can, press `I'll go` on the run's message."
          : "To go instead of them, press `I'll go instead` on the run's message.",
      ),
    TextEmpty: ({ field }) => unchanged(`The ${field} is empty.`, "Please type a few words, for example: flat white."),
    TextTooLong: ({ field, length, max }) =>
      unchanged(
        `The ${field} has ${length} characters, and at most ${max} fit.`,
        "Please shorten it and send it again.",
      ),
    TimeNotUnderstood: misread,
    TimeNotAhead: misread,
    TimeTooFar: misread,
    DateNotUnderstood: misread,
    DatePast: misread,
    DateTooFar: misread,
    RunNotFound: () => unchanged("That run is no longer kept here.", "Start a new one with `/coffee`."),
    Conflict: () => unchanged("Several people changed this run at the same moment.", "Please try again."),
    StoreUnavailable: () => ({
      happened: "CoffeeBuddy cannot reach its memory right now.",
      saved: UNCERTAIN,
      next: `${LOOK} ${ADMIN}`,
    }),
    ChatRefused: () => unchanged("Slack did not let CoffeeBuddy do that.", `Please try again in a minute. ${ADMIN}`),
    ChatUnknown: () => ({ happened: "Slack did not answer in time.", saved: UNCERTAIN, next: LOOK }),
    DirectoryUnavailable: () =>
      unchanged("Slack did not say in time whether you may do this.", "Please try again in a minute."),
    MalformedRequest: () =>
      unchanged(
        "CoffeeBuddy does not know this button or dialog any more.",
        "Please use a newer message, or `/coffee help`.",
      ),
    OtherWorkspace: () =>
      unchanged(
        "This CoffeeBuddy belongs to another Slack workspace.",
        "Please ask whoever installed it here to set up one of its own.",
      ),
    NotReady: () =>
      unchanged(
        "CoffeeBuddy is just starting and has not reached Slack yet.",
        `Please try again in a minute. ${ADMIN}`,
      ),
    StillSaving: () => ({
      happened: "Still working on it.",
      saved: "The run's message in the channel shows it as soon as it is saved.",
      next: "If it is not there in a minute, please try again: nothing is saved twice.",
    }),
    StillWorking: () => ({
      happened: "Still working on it.",
      saved: "You'll be told here what became of it.",
      next: "No need to press again.",
    }),
    MissingScopes: ({ scopes }) =>
      unchanged(
        `CoffeeBuddy lacks ${scopes.length === 1 ? "a permission" : "permissions"} in this workspace: ${listed(scopes)}.`,
        "A workspace admin can reinstall the app with its current manifest.",
      ),
    Unexpected: () => ({
      happened: "Something went wrong in CoffeeBuddy.",
      saved: UNCERTAIN,
      next: `${LOOK} ${ADMIN}`,
    }),
  })

/** In one line of plain words, for a field of a dialog. */
export const inOneLine = (trouble: Trouble): string => {
  const { happened, next } = told(trouble)
  return `${happened} ${next}`
}

/**
 * What a member is told instead of an answer: what happened, what was saved, the next step, and the reference to quote. Never what
 * the trouble was inside: no host, no table, no Slack code, nothing that was typed.
 */
export const rejection = (
  trouble: Trouble,
  telling: { readonly reference: CorrelationId; readonly link: string | null },
): Message => {
  const { happened, saved, next, more = [] } = told(trouble)
  const text = `${happened} ${saved} ${next}`
  const link = telling.link === null ? "" : `<${telling.link}|See the run> | `
  return { text, blocks: [section(text), ...more, context(`${link}Reference: ${telling.reference}`)] }
}
