const months = { year: "numeric", month: "long", day: "numeric" }
const numeric = { year: "numeric", month: "2-digit", day: "2-digit" }
const prefersTwelveHours = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 ?? false

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map()

/**
 * Formats are costly to make and asked for by every message of every redraw. A zone the browser does not know reads as its own.
 * @param {string | undefined} zone
 * @param {object} options
 */
const formatOf = (zone, options) => {
  const key = JSON.stringify([zone, options])
  const known = formats.get(key)
  if (known) return known
  const made = formatFor(zone, options)
  formats.set(key, made)
  return made
}

/** @param {string | undefined} zone @param {object} options */
const formatFor = (zone, options) => {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options })
  } catch {
    return new Intl.DateTimeFormat("en-US", options)
  }
}

/** @param {number} seconds @param {string | undefined} zone @param {object} options */
const format = (seconds, zone, options) => formatOf(zone, options).format(seconds * 1000)

/** @param {number} day */
const ordinal = (day) => {
  const last = day % 10
  if (last === 1 && day !== 11) return `${day}st`
  if (last === 2 && day !== 12) return `${day}nd`
  if (last === 3 && day !== 13) return `${day}rd`
  return `${day}th`
}

/**
 * @param {number} seconds
 * @param {number} now
 * @param {string | undefined} zone
 * @param {() => string} otherwise
 */
const pretty = (seconds, now, zone, otherwise) => {
  const days = (Date.parse(isoDay(seconds, zone)) - Date.parse(isoDay(now, zone))) / 86_400_000
  return { [-1]: "yesterday", 0: "today", 1: "tomorrow" }[days] ?? otherwise()
}

/** @param {string} text */
const withOrdinal = (text) => text.replace(/(\d+),/, (_, day) => `${ordinal(Number(day))},`)

/**
 * @param {number} seconds
 * @param {number} now
 */
const ago = (seconds, now) => {
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" })
  const minutes = Math.round((seconds - now) / 60)
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute")
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), "hour")
  return words.format(Math.round(minutes / 1440), "day")
}

/**
 * A clock time as `zone` reads it, with 12 or 24 hours as the browser prefers.
 * @param {number} seconds
 * @param {string | undefined} zone
 * @param {object} [more]
 */
export const clock = (seconds, zone, more = {}) =>
  format(
    seconds,
    zone,
    prefersTwelveHours
      ? { hour: "numeric", minute: "2-digit", hour12: true, ...more }
      : { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...more },
  )

/**
 * The calendar day in `zone` as 2026-01-05.
 * @param {number} seconds
 * @param {string | undefined} zone
 */
export const isoDay = (seconds, zone) => {
  if (!Number.isFinite(seconds)) return ""
  const [month, day, year] = format(seconds, zone, numeric).split("/")
  return `${year}-${month}-${day}`
}

/**
 * A whole day in words: "Today", "Yesterday" or "Monday, January 5th, 2026".
 * @param {number} seconds
 * @param {string | undefined} zone
 * @param {number} now
 */
export const dayHeading = (seconds, zone, now) => {
  const text = fill("{date_long_pretty}", seconds, zone, now) ?? ""
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/**
 * Fills the placeholders of a Slack date token, `seconds` since 1970 as seen from `zone`; undefined when it is no date at all.
 * The placeholders are those of Slack's "Formatting text for app surfaces".
 * @param {string} template
 * @param {number} seconds
 * @param {string | undefined} zone
 * @param {number} now
 */
export const fill = (template, seconds, zone, now) => {
  if (!Number.isFinite(seconds) || Math.abs(seconds) > 8.64e12) return undefined
  const long = () => withOrdinal(format(seconds, zone, months))
  const short = () => format(seconds, zone, { ...months, month: "short" })
  const longest = () => withOrdinal(format(seconds, zone, { ...months, weekday: "long" }))
  /** @type {Map<string, () => string>} */
  const known = new Map([
    ["date", long],
    ["date_short", short],
    ["date_long", longest],
    ["date_pretty", () => pretty(seconds, now, zone, long)],
    ["date_short_pretty", () => pretty(seconds, now, zone, short)],
    ["date_long_pretty", () => pretty(seconds, now, zone, longest)],
    ["date_num", () => isoDay(seconds, zone)],
    ["date_slash", () => format(seconds, zone, numeric)],
    ["time", () => clock(seconds, zone)],
    ["time_secs", () => clock(seconds, zone, { second: "2-digit" })],
    ["ago", () => ago(seconds, now)],
  ])
  return template.replace(/\{(\w+)\}/g, (whole, name) => known.get(name)?.() ?? whole)
}
