import { Schema } from "effect"

const slackId = (name: string, pattern: RegExp) =>
  Schema.String.check(Schema.isPattern(pattern, { message: `expected ${name}` }))

/** A person in the workspace: Slack's user id (`U…` or `W…`). */
export const MemberId = slackId("a Slack user id", /^[UW][A-Z0-9]{1,30}$/).pipe(Schema.brand("MemberId"))
export type MemberId = typeof MemberId.Type

/** A conversation: Slack's channel id (`C…` public, `G…` private, `D…` direct). */
export const ChannelId = slackId("a Slack channel id", /^[CGD][A-Z0-9]{1,30}$/).pipe(Schema.brand("ChannelId"))
export type ChannelId = typeof ChannelId.Type

const uuid = Schema.String.check(
  Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, { message: "expected a UUID" }),
)

/** A run: UUIDv7 from the `Ids` port, so that ids sort by the time they were made. */
export const RunId = uuid.pipe(Schema.brand("RunId"))
export type RunId = typeof RunId.Type

/** One message owed to Slack: a UUID given by the store when the message is owed. */
export const DeliveryId = uuid.pipe(Schema.brand("DeliveryId"))
export type DeliveryId = typeof DeliveryId.Type

/** What makes a request the same request when it comes again, e.g. `slack:trigger:<id>` or `delivery:<id>`. */
export const RequestKey = Schema.String.check(
  Schema.isPattern(/^(slack:(trigger|view|event)|delivery|event|cli):[\x21-\x7e]{1,200}$/, {
    message: "expected a request key",
  }),
).pipe(Schema.brand("RequestKey"))
export type RequestKey = typeof RequestKey.Type

/** Follows one request through logs, events and owed messages; also the reference a member can quote. */
export const CorrelationId = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9._-]{8,64}$/, { message: "expected 8 to 64 letters, digits, dots, dashes" }),
).pipe(Schema.brand("CorrelationId"))
export type CorrelationId = typeof CorrelationId.Type
