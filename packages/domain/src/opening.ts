import { Result } from "effect"
import type { ChannelId, MemberId, RunId } from "./ids.ts"
import type { Instant } from "./instant.ts"
import type { Verdict } from "./decided.ts"
import { ChannelDisabled, RunAlreadyOpen } from "./rejection.ts"
import type { MemberSnapshot } from "./snapshot.ts"
import type { Note, Place } from "./text.ts"

export interface Opening {
  readonly run: RunId
  readonly channel: ChannelId
  readonly by: MemberId
  readonly pickupAt: Instant | null
  readonly place: Place | null
  readonly note: Note | null
  /** The zone in which `pickupAt` was read, when it was just learned from Slack. */
  readonly learnedZone: string | null
  /** The zone to name in the answer, because the member's own is unknown. */
  readonly assumedZone: string | null
}

/** Whether a run may be opened in the channel now; when not, there is nothing more to ask the member. */
export const openable = (at: MemberSnapshot): Result.Result<void, ChannelDisabled | RunAlreadyOpen> => {
  if (at.run?.status === "open") return Result.fail(new RunAlreadyOpen({ runId: at.run.id }))
  return at.channel.settings.enabled ? Result.void : Result.fail(new ChannelDisabled())
}

/** Opens a run in a channel that has none open; the place falls back to the channel's. The run's message is owed by the same change. */
export const open = (at: MemberSnapshot, opening: Opening): Verdict<ChannelDisabled | RunAlreadyOpen> =>
  Result.map(openable(at), () => {
    const { run, channel, by, pickupAt, note } = opening
    const place = opening.place ?? at.channel.settings.defaultPlace
    return {
      change: {
        _tag: "OpenChange" as const,
        channel: { id: channel, version: at.channel.version },
        run: { id: run, starter: by, pickupAt, place, note },
        members: [opening.learnedZone === null ? { id: by } : { id: by, zone: opening.learnedZone }],
        owed: [],
        events: [{ _tag: "RunCreated" as const, runId: run, channelId: channel, starter: by, pickupAt }],
      },
      outcome: { _tag: "RunOpened" as const, runId: run, pickupAt, zone: opening.assumedZone },
    }
  })
