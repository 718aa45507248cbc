import { DateTime, Option } from "effect"
import type { Channel } from "@coffeebuddy/domain/channel"
import { isFormer } from "@coffeebuddy/domain/former-member"
import type { ChannelId, MemberId } from "@coffeebuddy/domain/ids"
import { hours, type Instant } from "@coffeebuddy/domain/instant"
import type { Run } from "@coffeebuddy/domain/run"
import { escape } from "./escape.ts"

/**
 * A person's name. Slack notifies whoever is named by a newly posted message that others see; an edit (chat.update) and an ephemeral name
 * people without notifying anybody. So posts name only those whom they concern, edits and ephemerals whom they like.
 */
export const person = (member: MemberId): string => (isFormer(member) ? "a former member" : `<@${member}>`)

/** A channel's name as a link. */
export const channelName = (channel: ChannelId): string => `<#${channel}>`

/** Several people: `a, b and c`. */
export const people = (members: ReadonlyArray<MemberId>): string => listed(members.map(person))

/** `a, b and c`. */
export const listed = (parts: ReadonlyArray<string>): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`

/** `1 order`, `2 orders`. */
export const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`

/**
 * What a member typed, as it stands in mrkdwn. Bold and the like end with the line, but a fence of backticks would swallow the lines of
 * others, so backticks are kept apart by an invisible joiner.
 */
export const typed = (text: string): string => escape(text).replace(/`(?=`)/g, "`\u2060")

/** Typed text in plain_text or a notification's words, cut to `max` characters. */
export const cut = (text: string, max: number): string => {
  if (text.length <= max) return text
  const head = text.slice(0, max - 1)
  // Never half of a surrogate pair.
  return `${head.toWellFormed() === head ? head : head.slice(0, -1)}…`
}

const zoneOf = (zone: string | null): DateTime.TimeZone =>
  Option.getOrElse(
    Option.flatMap(Option.fromNullOr(zone), (name) => DateTime.zoneMakeNamed(name)),
    () => DateTime.zoneMakeNamedUnsafe("UTC"),
  )

/** The time of day in a zone, `10:30`; an unknown zone counts as UTC. */
export const localTime = (at: Instant, zone: string | null): string => {
  const { hour, minute } = DateTime.toParts(DateTime.setZone(DateTime.makeUnsafe(at), zoneOf(zone)))
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`
}

const token = (at: Instant, format: string, fallback: string): string =>
  `<!date^${Math.floor(at / 1000)}^${format}|${fallback}>`

const zoned = (at: Instant, zone: string | null): string => `${localTime(at, zone)} ${zone ?? "UTC"}`

/** A moment that every reader sees in their own zone, with the day where it lies 12 h or more from `seen`. `zone` only serves clients that cannot. */
export const moment = (at: Instant, seen: Instant, zone: string | null): string =>
  token(at, Math.abs(at - seen) < hours(12) ? "{time}" : "{date_short_pretty} at {time}", zoned(at, zone))

/** A moment with its day (`today at 10:30`), read in each reader's own zone; the same words whenever they are written. */
export const dayAndTime = (at: Instant, zone: string | null): string =>
  token(at, "{date_short_pretty} at {time}", zoned(at, zone))

/** A day that every reader sees as theirs, such as `Oct 3`. */
export const day = (at: Instant): string =>
  token(at, "{date_short_pretty}", DateTime.formatIsoDateUtc(DateTime.makeUnsafe(at)))

/** Until when somebody is out: `until` is the end of a day, exclusive. */
export const untilEndOf = (until: Instant): string => `until the end of ${day(until - 60_000)}`

/** As a notification or a screen reader has it: without formatting, dates in the channel's zone. */
export const spoken = (text: string): string => text.replace(/<!date\^[^|>]*\|([^>]*)>/g, "$1").replace(/[*`]/g, "")

/** When and where a run goes, as `pick-up at 10:30, at Blue Bottle`; empty when nothing was said. */
export const whenAndWhere = (run: Run, channel: Channel): string => {
  const when = run.pickupAt === null ? [] : [`pick-up at ${moment(run.pickupAt, run.openedAt, channel.settings.zone)}`]
  const where = run.place === null ? [] : [`place: ${typed(run.place)}`]
  return [...when, ...where].join(", ")
}

/** The same for plain text, in the channel's zone and named. */
export const plainWhen = (run: Run, channel: Channel): string =>
  run.pickupAt === null ? "" : `, pick-up at ${zoned(run.pickupAt, channel.settings.zone)}`
