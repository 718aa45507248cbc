import { Schema } from "effect"
import { MemberId, RunId } from "./ids.ts"
import { Status } from "./run.ts"

/** The channel's admins switched CoffeeBuddy off here. */
export class ChannelDisabled extends Schema.TaggedError<ChannelDisabled>()("ChannelDisabled", {}) {}

/** The channel has an open run already; there is one at a time. */
export class RunAlreadyOpen extends Schema.TaggedError<RunAlreadyOpen>()("RunAlreadyOpen", { runId: RunId }) {}

/** Nobody ever opened a run in this channel, or none is open and the request needs one. */
export class NoOpenRun extends Schema.TaggedError<NoOpenRun>()("NoOpenRun", {}) {}

/** The run asked for has ended (`closing`: it is being closed at this moment and takes no more orders). */
export class RunNotOpen extends Schema.TaggedError<RunNotOpen>()("RunNotOpen", {
  runId: RunId,
  status: Schema.Union([Status, Schema.Literal("closing")]),
}) {}

/** Only the starter, the volunteer and channel admins may do this. */
export class NotAllowed extends Schema.TaggedError<NotAllowed>()("NotAllowed", {
  runId: RunId,
  action: Schema.Literals(["close", "cancel", "edit"]),
  starter: MemberId,
}) {}

/** There is no order of this member to cancel. */
export class NoOrder extends Schema.TaggedError<NoOrder>()("NoOrder", { runId: RunId }) {}

/** The member has no usual in this channel yet. */
export class NoUsual extends Schema.TaggedError<NoUsual>()("NoUsual", {}) {}

/** The channel's admins switched volunteering off. */
export class VolunteersOff extends Schema.TaggedError<VolunteersOff>()("VolunteersOff", {}) {}

/** Somebody (perhaps the same member) volunteered first. */
export class AlreadyVolunteered extends Schema.TaggedError<AlreadyVolunteered>()("AlreadyVolunteered", {
  runId: RunId,
  by: MemberId,
}) {}

/** The duty can change hands only on the channel's newest run, in its season, after it closed, for 4 hours, and while there is something to carry. */
export class DutyIsFixed extends Schema.TaggedError<DutyIsFixed>()("DutyIsFixed", {
  runId: RunId,
  because: Schema.Literals(["not-closed", "another-run", "another-season", "too-late", "nobody-ordered"]),
}) {}

/** The member is not the one who goes, so there is nothing to hand over. */
export class NotTheRunner extends Schema.TaggedError<NotTheRunner>()("NotTheRunner", {
  runId: RunId,
  runner: Schema.NullOr(MemberId),
}) {}

export type Rejection =
  | ChannelDisabled
  | RunAlreadyOpen
  | NoOpenRun
  | RunNotOpen
  | NotAllowed
  | NoOrder
  | NoUsual
  | VolunteersOff
  | AlreadyVolunteered
  | DutyIsFixed
  | NotTheRunner
