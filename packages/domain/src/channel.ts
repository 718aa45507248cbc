import { Schema } from "effect"
import { type Policy, Strategy } from "./fairness.ts"
import { ChannelId, MemberId } from "./ids.ts"
import { Place } from "./text.ts"

const within = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** What a channel's admins decide. Offsets and leads in minutes, retention in days. */
export const Settings = Schema.Struct({
  enabled: Schema.Boolean,
  strategy: Strategy,
  window: within(1, 50),
  reminders: Schema.Boolean,
  reminderOffset: within(1, 60),
  lastCall: Schema.Boolean,
  lastCallLead: within(0, 60),
  autoClose: Schema.Boolean,
  volunteers: Schema.Boolean,
  anyoneCanClose: Schema.Boolean,
  defaultPlace: Schema.NullOr(Place),
  zone: Schema.NullOr(Schema.String),
  retentionDays: within(7, 730),
  admins: Schema.Array(MemberId),
})
export interface Settings extends Schema.Schema.Type<typeof Settings> {}

/** A channel that nobody configured, given the installation's window (runs) and reminder offset (minutes). */
export const defaultSettings = (defaults: { readonly window: number; readonly reminderOffset: number }): Settings => ({
  enabled: true,
  strategy: "fewest-runs",
  window: defaults.window,
  reminders: true,
  reminderOffset: defaults.reminderOffset,
  lastCall: true,
  lastCallLead: 5,
  autoClose: false,
  volunteers: true,
  anyoneCanClose: false,
  defaultPlace: null,
  zone: null,
  retentionDays: 180,
  admins: [],
})

/**
 * A channel as read. `version` 0 means that no run was ever opened in it and no row exists; `closedSeq` is the sequence of its
 * latest closed run; standings and windows belong to `season`.
 */
export const Channel = Schema.Struct({
  id: ChannelId,
  version: Schema.Int,
  season: Schema.Int,
  closedSeq: Schema.Int,
  settings: Settings,
})
export interface Channel extends Schema.Schema.Type<typeof Channel> {}

/** The fairness policy that the channel's settings ask for. */
export const policyOf = (channel: Channel): typeof Policy.Type => ({
  strategy: channel.settings.strategy,
  window: channel.settings.window,
})
