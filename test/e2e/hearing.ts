import { type Actor, controls, textOf } from "@coffeebuddy/slack-emulator/actor"
import type { Outcome } from "@coffeebuddy/slack-emulator/interactions"
import type { Office } from "./office.ts"

/** What somebody was told at once and alone; "" when nothing. */
export const heard = ({ ephemeral }: Outcome): string => (ephemeral === undefined ? "" : textOf(ephemeral))

/** The buttons under those words. */
export const labels = ({ ephemeral }: Outcome): ReadonlyArray<string> =>
  ephemeral === undefined ? [] : controls(ephemeral).map(({ label }) => label)

/** The time of day so many minutes from now, as clocks in this zone show it. */
export const clock = (minutes: number, timeZone: string): string =>
  new Date(Date.now() + minutes * 60_000).toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" })

/** Somebody whose day began three hours ago or earlier and lasts three hours more, and their zone: tests run at any hour. */
export const midday = ({ alex, dana }: Office): readonly [Actor, string] => {
  const hour = Number(clock(0, "Europe/Berlin").slice(0, 2))
  return hour >= 3 && hour < 21 ? [alex, "Europe/Berlin"] : [dana, "America/New_York"]
}
