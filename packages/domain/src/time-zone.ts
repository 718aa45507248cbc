import { DateTime, Option, Schema } from "effect"
import type { Instant } from "./instant.ts"

const known = (name: string): boolean => !/^[+-]/.test(name) && Option.isSome(DateTime.zoneMakeNamed(name))

/** An IANA time zone, e.g. `Europe/Berlin`, that this runtime can compute with. */
export const ZoneName = Schema.String.check(
  Schema.makeFilter(known, { message: "expected an IANA time zone such as Europe/Berlin" }),
).pipe(Schema.brand("ZoneName"))
export type ZoneName = typeof ZoneName.Type

/** The zone of last resort. */
export const UTC = ZoneName.make("UTC")

/** Whether this names an IANA time zone; offsets such as `+02:00` do not, they know no daylight saving. */
export const isZone = (name: string): name is ZoneName => known(name)

const inCalendar = (text: string): boolean =>
  /^[12]\d{3}-\d{2}-\d{2}$/.test(text) &&
  Option.exists(DateTime.make(text), (date) => DateTime.formatIsoDateUtc(date) === text)

/** A calendar day without a zone, `2026-12-24`: years 1000 to 2999, only days that the calendar has. ISO order is time order. */
export const LocalDate = Schema.String.check(
  Schema.makeFilter(inCalendar, { message: "expected a date such as 2026-12-24" }),
).pipe(Schema.brand("LocalDate"))
export type LocalDate = typeof LocalDate.Type

/** Whether this is an ISO date that the calendar has: `2026-02-30` is not. */
export const isLocalDate = (text: string): text is LocalDate => inCalendar(text)

const midnightUtc = (date: LocalDate): Instant => DateTime.toEpochMillis(DateTime.makeUnsafe(date))
const dayMillis = 86_400_000

/** The calendar day so many days later (or earlier, when negative). */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  LocalDate.make(DateTime.formatIsoDateUtc(DateTime.makeUnsafe(midnightUtc(date) + days * dayMillis)))

/** How many calendar days `to` is after `from`; negative when before. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => (midnightUtc(to) - midnightUtc(from)) / dayMillis

/** 0 for Sunday to 6 for Saturday. */
export const weekday = (date: LocalDate): number => DateTime.toPartsUtc(DateTime.makeUnsafe(date)).weekDay

/** The calendar day that people in the zone have at this moment. */
export const localDate = (instant: Instant, zone: ZoneName): LocalDate =>
  LocalDate.make(DateTime.formatIsoDate(DateTime.makeZonedUnsafe(instant, { timeZone: zone })))

/**
 * The moment at which clocks in the zone show this time. A time that daylight saving skips moves forward by the gap (02:30 becomes 03:30);
 * one that it repeats is the earlier of the two.
 */
export const resolveLocal = (
  local: { readonly date: LocalDate; readonly hour: number; readonly minute: number },
  zone: ZoneName,
): Instant =>
  DateTime.toEpochMillis(
    DateTime.makeZonedUnsafe(midnightUtc(local.date) + (local.hour * 60 + local.minute) * 60_000, {
      timeZone: zone,
      adjustForTimeZone: true,
      disambiguation: "compatible",
    }),
  )

/** The first moment after the day in the zone: an exclusive end, also where midnight is skipped or the whole next day is. */
export const endOfDay = (date: LocalDate, zone: ZoneName): Instant =>
  resolveLocal({ date: addDays(date, 1), hour: 0, minute: 0 }, zone)
