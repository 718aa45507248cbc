import { Effect } from "effect"
import type { MemberSnapshot } from "@coffeebuddy/domain/snapshot"
import { isZone, UTC, type ZoneName } from "@coffeebuddy/domain/time-zone"
import type { Directory } from "@coffeebuddy/ports/directory"

/** In which zone a member's times are read: their own (`learned` when it had to be asked for), or one `assumed` for want of it. */
export interface Zone {
  readonly name: ZoneName
  readonly learned: string | null
  readonly assumed: string | null
}

const usable = (name: string | null): name is ZoneName => name !== null && isZone(name)

/** The member's stored zone, or the directory's, or the channel's, or UTC. Asks the directory (1 s at most) only when none is stored. */
export const zoneOf = (
  directory: Directory["Service"],
  at: Pick<MemberSnapshot, "member" | "zone" | "channel">,
): Effect.Effect<Zone> => {
  if (usable(at.zone)) return Effect.succeed({ name: at.zone, learned: null, assumed: null })
  const fallback = usable(at.channel.settings.zone) ? at.channel.settings.zone : UTC
  const assumed: Zone = { name: fallback, learned: null, assumed: fallback }
  return directory.profile(at.member).pipe(
    Effect.map(({ zone }) => (usable(zone) ? { name: zone, learned: zone, assumed: null } : assumed)),
    Effect.catchTag("DirectoryUnavailable", () => Effect.succeed(assumed)),
  )
}
