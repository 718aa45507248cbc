import { Result, Schema } from "effect"
import type { Instant } from "./instant.ts"
import * as Text from "./text.ts"
import type { Here } from "./time-grammar.ts"
import { addDays, daysBetween, endOfDay, isLocalDate, type LocalDate, localDate, weekday } from "./time-zone.ts"

const problems = {
  shape: "that cannot be read as a date",
  "no-such-day": "there is no such day in the coming year",
} as const

/** No date, or none that the calendar has. The message says which and what would do; nothing typed is repeated in it. */
export class DateNotUnderstood extends Schema.TaggedError<DateNotUnderstood>()("DateNotUnderstood", {
  problem: Schema.Literals(["shape", "no-such-day"]),
  example: Schema.String,
}) {
  override get message() {
    return `${problems[this.problem]}, for example ${this.example}`
  }
}

/** The day is over already. */
export class DatePast extends Schema.TaggedError<DatePast>()("DatePast", { example: Schema.String }) {
  override get message() {
    return `that day is over, for example ${this.example}`
  }
}

/** The day is more than a year ahead. */
export class DateTooFar extends Schema.TaggedError<DateTooFar>()("DateTooFar", {
  maxDays: Schema.Int,
  example: Schema.String,
}) {
  override get message() {
    return `a date is at most ${this.maxDays} days ahead, for example ${this.example}`
  }
}

export type DateRejection = DateNotUnderstood | DatePast | DateTooFar

const maxDays = 366
const weekdays = "sunday monday tuesday wednesday thursday friday saturday".split(" ")
const months = "january february march april may june july august september october november december".split(" ")

/** Where the name stands in the list, written out or cut to three letters or more; -1 if it does not. */
const named = (names: ReadonlyArray<string>, name: string) =>
  name.length < 3 ? -1 : names.findIndex((full) => full.startsWith(name))

const iso = /^([12]\d{3})-(\d\d?)-(\d\d?)$/
const dotted = /^(\d\d?)\. ?(\d\d?)(?:\. ?([12]\d{3})?)?$/
const dayFirst = /^(\d\d?)(?:st|nd|rd|th|\.)?(?: of)? ([a-z]{3,9})\.?,?(?: ([12]\d{3}))?$/
const monthFirst = /^([a-z]{3,9})\.? (\d\d?)(?:st|nd|rd|th)?,?(?: ([12]\d{3}))?$/

const two = (part: number) => String(part).padStart(2, "0")

interface Day {
  readonly year: string | undefined
  readonly month: number
  readonly day: number
}

const readDay = (text: string): Day | null => {
  const [isIso, isoYear, isoMonth, isoDay] = iso.exec(text) ?? []
  if (isIso !== undefined) return { year: isoYear, month: Number(isoMonth), day: Number(isoDay) }
  const [isDotted, dottedDay, dottedMonth, dottedYear] = dotted.exec(text) ?? []
  if (isDotted !== undefined) return { year: dottedYear, month: Number(dottedMonth), day: Number(dottedDay) }
  const [, day, after, year] = dayFirst.exec(text) ?? []
  const [, before, dayBehind, yearBehind] = monthFirst.exec(text) ?? []
  const month = named(months, after ?? before ?? "") + 1
  return month === 0 ? null : { year: year ?? yearBehind, month, day: Number(day ?? dayBehind) }
}

/** The day meant: as written with a year, else its next occurrence, today included; `null` if there is none. */
const occurrence = ({ year, month, day }: Day, today: LocalDate): LocalDate | null => {
  const thisYear = Number(today.slice(0, 4))
  const years = year === undefined ? [thisYear, thisYear + 1] : [Number(year)]
  const dates = years.map((each) => `${each}-${two(month)}-${two(day)}`).filter(isLocalDate)
  return dates.find((date) => year !== undefined || date >= today) ?? null
}

const readDate = (text: string, today: LocalDate, example: string): Result.Result<LocalDate, DateNotUnderstood> => {
  if (text === "today") return Result.succeed(today)
  if (text === "tomorrow") return Result.succeed(addDays(today, 1))
  const wanted = named(weekdays, text)
  if (wanted >= 0) return Result.succeed(addDays(today, ((wanted - weekday(today) + 6) % 7) + 1))
  const day = readDay(text)
  if (day === null) return Result.fail(new DateNotUnderstood({ problem: "shape", example }))
  const date = occurrence(day, today)
  return date === null ? Result.fail(new DateNotUnderstood({ problem: "no-such-day", example })) : Result.succeed(date)
}

/**
 * Reads what stands after `/coffee out until` and gives the end of that day in the member's zone (exclusive), at most 366 days ahead:
 *
 * ```ebnf
 * until = [ "until" ] , [ "on" ] , ( "today" | "tomorrow" | weekday | date ) ;
 * date  = year-month-day | day "." month [ "." [ year ] ] | day [ "of" ] month [ year ] | month day [ year ] ;
 * ```
 *
 * Names of days and months are English, in full or from three letters on, days of the month may be `1st`. A weekday is the next one after
 * today; a date without a year its next occurrence, today included. `12/24` is refused: half the world reads it the other way round.
 */
export const parseUntil = (text: string, { now, zone }: Here): Result.Result<Instant, DateRejection> =>
  Result.gen(function* () {
    const today = localDate(now, zone)
    const example = `friday or ${addDays(today, 14)}`
    const words = Text.clean(text)
      .toLowerCase()
      .replace(/(?<![,;.!?])[,;.!?]+$/, "")
      .replace(/^until /, "")
      .replace(/^on /, "")
    const date = yield* readDate(words, today, example)
    const ahead = daysBetween(today, date)
    if (ahead < 0) return yield* Result.fail(new DatePast({ example }))
    if (ahead > maxDays) return yield* Result.fail(new DateTooFar({ maxDays, example }))
    return endOfDay(date, zone)
  })
