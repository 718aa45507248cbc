import type { Channel } from "./channel.ts"
import type { MemberId } from "./ids.ts"
import type { Run } from "./run.ts"

/** The person acting; `admin` when the workspace or the installation makes them one. */
export interface Actor {
  readonly member: MemberId
  readonly admin: boolean
}

/** Channel admins are those whom the channel's settings name, and the admins of the workspace or installation. */
export const isChannelAdmin = (channel: Channel, by: Actor): boolean =>
  by.admin || channel.settings.admins.includes(by.member)

/** Close, cancel, edit: the starter, the volunteer, channel admins; everyone where `anyoneCanClose` is on. */
export const mayEnd = (channel: Channel, run: Run, by: Actor): boolean =>
  channel.settings.anyoneCanClose ||
  by.member === run.starter ||
  by.member === run.volunteer ||
  isChannelAdmin(channel, by)
