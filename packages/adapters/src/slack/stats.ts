import { runs } from "@coffeebuddy/domain/explanation"
import { isFormer } from "@coffeebuddy/domain/former-member"
import { balance, type Standing, UNIT } from "@coffeebuddy/domain/ledger"
import type { Channel } from "@coffeebuddy/domain/channel"
import { context, MESSAGE, type Message, packed, section, weigh } from "./blocks.ts"
import { count, day, person } from "./words.ts"

const ahead = (standing: Standing): string => {
  const units = balance(standing)
  // Below a twentieth of a run it would read "0.0 behind".
  if (Math.abs(units) * 20 < UNIT) return "even"
  return units < 0 ? `${runs(-units)} behind` : `${runs(units)} ahead`
}

const line = (standing: Standing): string => {
  const last = standing.lastServedAt === null ? "" : `, last ${day(standing.lastServedAt)}`
  const { joined, member, served, share } = standing
  return `• ${person(member)}: joined ${joined}, fair share ${runs(share)}, served ${served} (${ahead(standing)})${last}`
}

const strategies = {
  "fewest-runs": (window: number) => `Runners are picked by the fewest runs served among the last ${window}.`,
  "fair-share": () => "Runners are picked by who is furthest behind their fair share.",
  rotation: () => "Runners are picked by who served longest ago.",
}

/**
 * Everybody's standing in the season, furthest behind first. An ephemeral: it names people without notifying anybody, and nobody else
 * sees it.
 */
export const stats = (channel: Channel, standings: ReadonlyArray<Standing>): Message => {
  const present = standings
    .filter(({ member }) => !isFormer(member))
    .toSorted((one, other) => balance(one) - balance(other))
  if (present.length === 0) {
    const text = "No run has been closed in this season yet. `/coffee` starts one."
    return { text, blocks: [section(text)] }
  }
  const served = standings.reduce((sum, standing) => sum + standing.served, 0)
  const before = [
    section(`*This season so far: ${count(served, "run")}, ${count(present.length, "person", "people")}*`),
  ]
  const { strategy, window } = channel.settings
  const after = [
    context(
      `Fair share: what one has used up, each run split evenly among those who joined. ${strategies[strategy](window)}`,
    ),
  ]
  const more = (left: number) => context(`and ${count(left, "more person", "more people")}`)
  const { blocks, left } = packed(present.map(line), MESSAGE - weigh([...before, ...after, more(present.length)]))
  return {
    text: `This season so far: ${count(served, "run")}, ${count(present.length, "person", "people")}.`,
    blocks: [...before, ...blocks, ...(left === 0 ? [] : [more(left)]), ...after],
  }
}
