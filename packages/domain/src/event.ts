import { Schema } from "effect"
import { Failure, Via } from "./run.ts"
import { ChannelId, MemberId, RunId } from "./ids.ts"
import { Instant } from "./instant.ts"
import { Strategy } from "./fairness.ts"

const ofRun = { runId: RunId, channelId: ChannelId }

/** What other teams may know of a run. No event carries what anybody ordered, nor a note or a place. */
export const RunCreated = Schema.TaggedStruct("RunCreated", {
  ...ofRun,
  starter: MemberId,
  pickupAt: Schema.NullOr(Instant),
})
export const OrderUpdated = Schema.TaggedStruct("OrderUpdated", {
  ...ofRun,
  member: MemberId,
  kind: Schema.Literals(["set", "canceled"]),
})
export const RunClosed = Schema.TaggedStruct("RunClosed", {
  ...ofRun,
  closedSeq: Schema.Int,
  runner: Schema.NullOr(MemberId),
  via: Schema.NullOr(Via),
  strategy: Strategy,
  ruleVersion: Schema.Int,
  orders: Schema.Int,
  /** Those who share the run's cost; with `runner`, enough to rebuild every balance. */
  pool: Schema.Array(MemberId),
})
export const RunCanceled = Schema.TaggedStruct("RunCanceled", { ...ofRun, by: MemberId, orders: Schema.Int })
export const RunFailed = Schema.TaggedStruct("RunFailed", { ...ofRun, failure: Failure })
export const RunnerChanged = Schema.TaggedStruct("RunnerChanged", {
  ...ofRun,
  from: Schema.NullOr(MemberId),
  to: Schema.NullOr(MemberId),
  via: Schema.NullOr(Via),
  pool: Schema.Array(MemberId),
})

export const DomainEvent = Schema.Union([RunCreated, OrderUpdated, RunClosed, RunCanceled, RunFailed, RunnerChanged])
export type DomainEvent = typeof DomainEvent.Type

/** The type under which an event is published; a change that readers cannot ignore gets a new version. */
export const eventType = {
  RunCreated: "coffeebuddy.run_created.v1",
  OrderUpdated: "coffeebuddy.order_updated.v1",
  RunClosed: "coffeebuddy.run_closed.v1",
  RunCanceled: "coffeebuddy.run_canceled.v1",
  RunFailed: "coffeebuddy.run_failed.v1",
  RunnerChanged: "coffeebuddy.runner_changed.v1",
} as const satisfies Record<DomainEvent["_tag"], string>
