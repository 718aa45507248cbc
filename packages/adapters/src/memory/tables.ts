import type { Channel, Settings } from "@coffeebuddy/domain/channel"
import type { DomainEvent } from "@coffeebuddy/domain/event"
import type { Decision } from "@coffeebuddy/domain/fairness"
import type { ChannelId, CorrelationId, DeliveryId, MemberId, RequestKey, RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { Standing } from "@coffeebuddy/domain/ledger"
import type { Outcome } from "@coffeebuddy/domain/outcome"
import type { DeliveryKind, Target } from "@coffeebuddy/domain/owed"
import type { Order, Run, Usual } from "@coffeebuddy/domain/run"
import type { Switches } from "@coffeebuddy/domain/snapshot"

/** A member's zone with the moment it was learned; both null while unknown. */
export interface Member {
  readonly zone: string | null
  readonly zoneAt: Instant | null
}

/**
 * How far an owed message has come. `nextAt` is when it may be claimed: when it is due, when a deferred attempt may be repeated, when the
 * lease of one in flight ends, or when to look for it again. `looks` counts the looks into Slack's history that found nothing.
 */
export interface Progress {
  readonly nextAt: Instant
  readonly attempt: number
  readonly startedAt: Instant | null
  readonly looks: number
  /** The conversation of the latest attempt. */
  readonly sentTo: ChannelId | MemberId | null
  readonly ts: string | null
  /** Why Slack refused it for good. */
  readonly code: string | null
  readonly correlation: CorrelationId
}

/** A run's own message: `shown` runs behind `wanted` until the latest content is in Slack; `trying` is the content of the latest attempt. */
export interface RunMessageRow extends Progress {
  readonly kind: "run_message"
  readonly id: RunId
  readonly run: RunId
  readonly state: "armed" | "sending" | "failed"
  readonly wanted: number
  readonly trying: number
  readonly shown: number
  readonly reposts: number
}

/** One owed delivery; `key` is unique for ever. `withdrawn`: canceled while in flight, and not to be repeated. */
export interface Delivery extends Progress {
  readonly kind: DeliveryKind
  readonly id: DeliveryId
  readonly key: string
  readonly run: RunId
  readonly target: Target
  readonly dueAt: Instant
  readonly state: "armed" | "sending" | "sent" | "failed" | "canceled"
  readonly withdrawn: boolean
}

/** A rate bucket: full again at `fullAt`; `holder` is on its way through it until `busyUntil`. */
export interface Bucket {
  readonly fullAt: Instant
  readonly busyUntil: Instant
  readonly holder: DeliveryId | RunId | null
}

/** A domain event as it waits to be published. */
export interface OutboxEvent {
  readonly id: string
  readonly key: RunId
  readonly type: string
  readonly runVersion: number
  readonly occurredAt: Instant
  readonly correlation: CorrelationId
  readonly trace: string | null
  readonly event: DomainEvent
}

/** Everything stored. Rows are replaced, never changed in place. */
export interface Tables {
  readonly channels: Map<ChannelId, Channel>
  readonly members: Map<MemberId, Member>
  readonly runs: Map<RunId, Run>
  readonly decisions: Map<RunId, Decision>
  readonly orders: Map<RunId, Map<MemberId, Order>>
  readonly usuals: Map<ChannelId, Map<MemberId, Usual>>
  readonly switches: Map<ChannelId, Map<MemberId, Switches>>
  /** By channel and season. */
  readonly standings: Map<string, ReadonlyArray<Standing>>
  readonly messages: Map<RunId, RunMessageRow>
  readonly deliveries: Map<DeliveryId, Delivery>
  readonly outbox: Array<OutboxEvent>
  readonly requests: Map<RequestKey, Outcome>
  /** By method and conversation; the conversation `*` stands for all together. */
  readonly buckets: Map<string, Bucket>
  readonly defaults: Settings
}

/** No rows at all; channels that nobody configured will have the settings given. */
export const empty = (defaults: Settings): Tables => ({
  channels: new Map(),
  members: new Map(),
  runs: new Map(),
  decisions: new Map(),
  orders: new Map(),
  usuals: new Map(),
  switches: new Map(),
  standings: new Map(),
  messages: new Map(),
  deliveries: new Map(),
  outbox: [],
  requests: new Map(),
  buckets: new Map(),
  defaults,
})

/** The channel's row, or what a channel is before it has one. */
export const channelOf = (tables: Tables, id: ChannelId): Channel =>
  tables.channels.get(id) ?? { id, version: 0, season: 1, closedSeq: 0, settings: tables.defaults }

/** Everybody's standing in the channel's present season. */
export const standingsOf = (tables: Tables, { id, season }: Channel): ReadonlyArray<Standing> =>
  tables.standings.get(`${id}:${season}`) ?? []

/** The channel's runs, newest first. */
export const runsOf = (tables: Tables, channel: ChannelId): ReadonlyArray<Run> =>
  [...tables.runs.values()]
    .filter((run) => run.channel === channel)
    .sort((one, other) => other.openedAt - one.openedAt || (one.id < other.id ? 1 : -1))

/** The rows of a nested table, for writing. */
export const within = <Id, Key, Row>(table: Map<Id, Map<Key, Row>>, id: Id): Map<Key, Row> => {
  const known = table.get(id)
  if (known !== undefined) return known
  const rows = new Map<Key, Row>()
  table.set(id, rows)
  return rows
}
