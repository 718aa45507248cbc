import { Schema } from "effect"
import { MemberId, RunId } from "./ids.ts"
import { Instant } from "./instant.ts"
import { OrderText } from "./text.ts"

const ofRun = { runId: RunId }

/**
 * What a request did, as it is told to the person who made it. It is stored with the change under the request's key, so that the same
 * request answers the same words when it comes again. `lasted`: milliseconds from opening to the end.
 */
export const Outcome = Schema.TaggedUnion({
  RunOpened: { ...ofRun, pickupAt: Schema.NullOr(Instant), zone: Schema.NullOr(Schema.String) },
  DetailsEdited: { ...ofRun, pickupAt: Schema.NullOr(Instant) },
  OrderPlaced: { ...ofRun, text: OrderText, replaced: Schema.Boolean, usual: Schema.Boolean, out: Schema.Boolean },
  OrderCanceled: { ...ofRun, ordered: Schema.Boolean, withdrawn: Schema.Boolean },
  UsualSet: { text: OrderText },
  Volunteered: { ...ofRun, closed: Schema.Boolean, insteadOf: Schema.NullOr(MemberId) },
  RunClosed: { ...ofRun, runner: Schema.NullOr(MemberId), orders: Schema.Int, lasted: Schema.Int },
  RunCanceled: { ...ofRun, orders: Schema.Int, lasted: Schema.Int },
  RunFailed: { ...ofRun, lasted: Schema.Int },
  Frozen: { ...ofRun },
  HandedOver: { ...ofRun, runner: Schema.NullOr(MemberId) },
  SwitchedOut: { until: Schema.NullOr(Instant) },
  SwitchedIn: { again: Schema.Boolean },
  AgainSet: { on: Schema.Boolean },
})
export type Outcome = typeof Outcome.Type
