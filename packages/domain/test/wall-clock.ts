import { LocalDate, ZoneName } from "../src/time-zone.ts"

const minute = 60_000
const hour = 60 * minute

/** What clocks on the wall showed, minute by minute, read from `Intl` alone: slow, simple, and independent of what it is to judge. */
export const wallClock = (zone: string) => {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    ...({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const),
  })
  const shown = (instant: number): number => {
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(part["year"] ?? 0, (part["month"] ?? 0) - 1, part["day"], part["hour"], part["minute"])
  }

  /** For each minute of the day, the first moment at which clocks showed it; one they skipped is looked up behind the gap. */
  const day = (date: string): ReadonlyArray<number> => {
    const midnight = Date.parse(`${date}T00:00Z`)
    const first = new Map<number, number>()
    const behindGap = new Map<number, number>()
    for (let at = midnight - 27 * hour, before = shown(at - minute); at < midnight + 51 * hour; at += minute) {
      const now = shown(at)
      const gap = now - before - minute
      for (let skipped = before + minute; skipped < now; skipped += minute) behindGap.set(skipped, skipped + gap)
      if (!first.has(now)) first.set(now, at)
      before = now
    }
    return Array.from({ length: 24 * 60 }, (_, index) => {
      const wanted = midnight + index * minute
      return first.get(wanted) ?? first.get(behindGap.get(wanted) ?? NaN) ?? NaN
    })
  }

  return { shown, day }
}

/** Days on which clocks were put forward or back, by an hour, half an hour, a quarter, a day, at night or at midnight; and plain ones. */
export const oddDays = [
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/Berlin", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["Asia/Kathmandu", "1986-01-01"],
  ["Asia/Kathmandu", "2026-07-01"],
  ["Pacific/Apia", "2011-12-29"],
  ["Pacific/Apia", "2011-12-30"],
  ["Pacific/Apia", "2011-12-31"],
  ["Africa/Casablanca", "2026-02-15"],
  ["Africa/Casablanca", "2026-03-22"],
  ["Africa/Cairo", "2026-04-24"],
  ["America/Havana", "2026-03-08"],
  ["America/Havana", "2026-11-01"],
  ["UTC", "2026-12-31"],
].map(([zone = "", date = ""]) => ({ zone: ZoneName.make(zone), date: LocalDate.make(date) }))
