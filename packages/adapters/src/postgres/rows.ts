import { Effect, Schema, Struct } from "effect"
import { type Channel, defaultSettings, Settings } from "@coffeebuddy/domain/channel"
import { Decision } from "@coffeebuddy/domain/fairness"
import { ChannelId, MemberId } from "@coffeebuddy/domain/ids"
import { Instant } from "@coffeebuddy/domain/instant"
import { Outcome } from "@coffeebuddy/domain/outcome"
import { Order, Run, Usual } from "@coffeebuddy/domain/run"
import { Switches } from "@coffeebuddy/domain/snapshot"

export type Defaults = Parameters<typeof defaultSettings>[0]

/** Standing as the domain has it; rows are counts and sums that only our own statements write. */
export const StandingRow = Schema.Struct({
  member: MemberId,
  joined: Schema.Int,
  served: Schema.Int,
  share: Schema.Int,
  lastServed: Schema.NullOr(Schema.Int),
  lastServedAt: Schema.NullOr(Instant),
})

const StoredChannel = Schema.Struct({
  version: Schema.Int,
  season: Schema.Int,
  closedSeq: Schema.Int,
  settings: Settings.mapFields(Struct.map(Schema.optionalKey)),
})

const Message = Schema.Struct({ ts: Schema.NullOr(Schema.String) })

const common = {
  now: Instant,
  channel_id: Schema.NullOr(ChannelId),
  channel: Schema.NullOr(StoredChannel),
  run: Schema.NullOr(Run),
  message: Schema.NullOr(Message),
}

export const MemberRow = Schema.Struct({
  ...common,
  order: Schema.NullOr(Order),
  usual: Schema.NullOr(Usual),
  switches: Schema.NullOr(Switches),
  zone: Schema.NullOr(Schema.String),
})

export const RunRow = Schema.Struct({
  ...common,
  newest: Schema.Boolean,
  orders: Schema.Array(Order),
  standings: Schema.Array(StandingRow),
  switches: Schema.Array(Switches),
  window: Schema.Array(Schema.Struct({ runner: MemberId, pool: Schema.Array(MemberId) })),
  decision: Schema.NullOr(Decision),
})

export const Repeated = Schema.Struct({ outcome: Schema.NullOr(Outcome) })

/** Rows that do not decode are a defect: only our own statements write them. The error names types and paths, never values. */
export const decoded = <S extends Schema.Decoder<unknown>>(schema: S) => {
  const decode = Schema.decodeUnknownEffect(schema)
  return (row: unknown): Effect.Effect<S["Type"]> => Effect.orDie(decode(row))
}

/** The stored settings over the installation's; a channel without a row is at version 0. */
export const channelOf = (id: ChannelId, stored: typeof StoredChannel.Type | null, defaults: Defaults): Channel => {
  const settings = defaultSettings(defaults)
  return stored === null
    ? { id, version: 0, season: 1, closedSeq: 0, settings }
    : { ...stored, id, settings: { ...settings, ...stored.settings } }
}
