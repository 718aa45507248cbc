import { Result, Schema } from "effect"
import { hours, type Instant, minutes } from "./instant.ts"
import * as Text from "./text.ts"
import { addDays, localDate, resolveLocal, type ZoneName } from "./time-zone.ts"

const problems = {
  shape: "that looks like a time but cannot be read as one",
  hour: "hours go from 0 to 23",
  minute: "minutes go from 00 to 59, in two digits",
  "half-day": "with am or pm, hours go from 1 to 12",
  "bare-number": "a number alone is no time",
  span: "a span is the word in and hours or minutes",
  day: "a day alone is no time",
} as const

/** A time was meant that cannot be read. The message says what is wrong and what would do; nothing typed is repeated in it. */
export class TimeNotUnderstood extends Schema.TaggedError<TimeNotUnderstood>()("TimeNotUnderstood", {
  problem: Schema.Literals(["shape", "hour", "minute", "half-day", "bare-number", "span", "day"]),
  example: Schema.String,
}) {
  override get message() {
    return `${problems[this.problem]}, for example ${this.example}`
  }
}

/** A pick-up lies ahead: `in 0m` and negative spans do not. */
export class TimeNotAhead extends Schema.TaggedError<TimeNotAhead>()("TimeNotAhead", { example: Schema.String }) {
  override get message() {
    return `a pick-up time lies ahead, for example ${this.example}`
  }
}

/** A pick-up is at most a day ahead. */
export class TimeTooFar extends Schema.TaggedError<TimeTooFar>()("TimeTooFar", {
  maxHours: Schema.Int,
  example: Schema.String,
}) {
  override get message() {
    return `a pick-up time is at most ${this.maxHours} hours ahead, for example ${this.example}`
  }
}

export type TimeRejection = TimeNotUnderstood | TimeNotAhead | TimeTooFar | Text.TextTooLong

/** Where a member is in time: their clock shows `now` as it is in their `zone`. */
export interface Here {
  readonly now: Instant
  readonly zone: ZoneName
}

/** `asked` is what the member has to confirm first: that `tomorrow` is meant, or a time so `far` ahead (more than 12 h). */
export interface Pickup {
  readonly at: Instant
  readonly asked: "none" | "tomorrow" | "far"
}

export interface Parsed {
  readonly pickup: Pickup | null
  readonly place: Text.Place | null
  readonly note: Text.Note | null
}

interface Clock {
  readonly _tag: "Clock"
  readonly hour: number
  readonly minute: number
  readonly tomorrow: boolean
}

interface Span {
  readonly _tag: "Span"
  readonly minutes: number
}

/** A value and how many words it took; `null` when the words start with something else. */
type Reading<A> = Result.Result<{ readonly value: A; readonly words: number } | null, TimeNotUnderstood>
type Words = ReadonlyArray<string>

const nothing = Result.succeed(null)
const misread = (problem: keyof typeof problems, example: string) =>
  Result.fail(new TimeNotUnderstood({ problem, example }))

const clock = (hour: number, minute: number, words: number): Reading<Clock> =>
  Result.succeed({ value: { _tag: "Clock", hour, minute, tomorrow: false }, words })

/** Lower case, without the punctuation behind it; the lookbehind keeps long runs of punctuation linear. */
const bare = (word = "") => word.toLowerCase().replace(/(?<![,;.!?])[,;.!?]+$/, "")

/** A number alone is a time only as `at 1030`; where it can hardly be anything else, we ask. */
const readNumber = (digits: string, words: Words, afterAt: boolean): Reading<Clock> => {
  const [, hour, minute] = /^([01]\d|2[0-3])([0-5]\d)$/.exec(digits) ?? []
  if (afterAt && hour !== undefined) return clock(Number(hour), Number(minute), 1)
  const alone = words.length === 1 || /^o['’]?clock$/.test(bare(words[1]))
  return afterAt || alone ? misread("bare-number", "10:30 or 3pm") : nothing
}

const readClock = (words: Words, afterAt: boolean): Reading<Clock> => {
  const word = bare(words[0])
  if (word === "noon") return clock(12, 0, 1)
  const [, hourDigits, separator, minuteDigits, attached] = /^(\d+)(?:([:.])(\d+))?([ap]\.?m)?$/.exec(word) ?? []
  if (hourDigits === undefined) {
    const meant = afterAt ? /^[+-]?\d/ : /^\d+(?::\d|(?:[:.]\d+)?[ap]\.?m\b)/
    return meant.test(word) ? misread("shape", "10:30 or 3pm") : nothing
  }
  const detached = attached === undefined ? /^[ap]\.?m$/.exec(bare(words[1]))?.[0] : undefined
  const half = (attached ?? detached)?.[0]
  const used = detached === undefined ? 1 : 2
  if (half === undefined && separator === undefined) return readNumber(hourDigits, words, afterAt)
  if (half === undefined && separator === "." && minuteDigits?.length !== 2 && !afterAt) return nothing
  if (!/^[0-5]\d$/.test(minuteDigits ?? "00")) return misread("minute", "10:30")
  const hour = Number(hourDigits)
  const minute = Number(minuteDigits ?? 0)
  if (half === undefined) return hour > 23 ? misread("hour", "15:00") : clock(hour, minute, used)
  if (hour < 1 || hour > 12) return misread("half-day", "3pm or 15:00")
  return clock((hour % 12) + (half === "p" ? 12 : 0), minute, used)
}

const phrases: Readonly<Record<string, number>> = { "half an hour": 30, "an hour": 60, "an hour and a half": 90 }
const phrase = /^(?:half an hour|an hour and a half|an hour(?! and))(?= |$)/
const hoursAndMinutes =
  /^[-−]?(\d+) ?(?:h|hrs?|hours?)(?: ?(?:and )?(\d+) ?(?:m|mins?|minutes?)|(?: (?=\d+$))?(\d+))?(?= |$)/
const onlyMinutes = /^[-−]?(\d+) ?(?:m|mins?|minutes?)(?= |$)/

const span = (text: string, length: number): Reading<Span> =>
  Result.succeed({
    value: { _tag: "Span", minutes: /^[-−]/.test(text) ? -length : length },
    words: text.split(" ").length,
  })

const readSpan = (words: Words): Reading<Span> => {
  // The longest span is five words: "1 hour and 30 minutes".
  const text = words.slice(0, 5).map(bare).join(" ")
  const spoken = phrase.exec(text)?.[0]
  if (spoken !== undefined) return span(spoken, phrases[spoken] ?? 0)
  const both = hoursAndMinutes.exec(text)
  if (both !== null) return span(both[0], Number(both[1]) * 60 + Number(both[2] ?? both[3] ?? 0))
  const some = onlyMinutes.exec(text)
  return some === null ? nothing : span(some[0], Number(some[1]))
}

const readSpanAfterIn = (words: Words): Reading<Span> =>
  Result.flatMap(readSpan(words), (read) => {
    if (read !== null) return Result.succeed({ ...read, words: read.words + 1 })
    return /^(?:[-−+]?\d|half an\b|an hour\b)/.test(words.slice(0, 2).map(bare).join(" "))
      ? misread("span", "in 20m or in 1h30")
      : nothing
  })

const readClockWithDay = (words: Words): Reading<Clock> => {
  const before = bare(words[0]) === "tomorrow" ? 1 : 0
  const preposition = /^(?:at|by|for)$/.exec(bare(words[before]))?.[0]
  const start = before + (preposition === undefined ? 0 : 1)
  return Result.flatMap(readClock(words.slice(start), preposition === "at"), (read) => {
    if (read === null) return before === 1 ? misread("day", "10:30 tomorrow") : nothing
    const end = start + read.words
    const behind = before === 0 && bare(words[end]) === "tomorrow" ? 1 : 0
    return Result.succeed({ value: { ...read.value, tomorrow: before + behind > 0 }, words: end + behind })
  })
}

const readPickup = (words: Words): Reading<Clock | Span> => {
  if (bare(words[0]) === "in") return readSpanAfterIn(words.slice(1))
  return Result.flatMap(readClockWithDay(words), (read): Reading<Clock | Span> => {
    if (read !== null) return Result.succeed(read)
    return Result.flatMap(readSpan(words), (loose) =>
      loose?.words === 1 || loose?.words === words.length ? misread("span", "in 20m or in 1h30") : nothing,
    )
  })
}

const maxHours = 24
const tooFar = Result.fail(new TimeTooFar({ maxHours, example: "in 1h30" }))
const farAway = (at: Instant, now: Instant) => (at - now > hours(12) ? "far" : "none")

const afterSpan = (span: Span, { now }: Here): Result.Result<Pickup, TimeRejection> => {
  if (span.minutes <= 0) return Result.fail(new TimeNotAhead({ example: "in 20m" }))
  if (span.minutes > maxHours * 60) return tooFar
  const at = now + minutes(span.minutes)
  return Result.succeed({ at, asked: farAway(at, now) })
}

const atClock = ({ hour, minute, tomorrow }: Clock, { now, zone }: Here): Result.Result<Pickup, TimeRejection> => {
  const date = localDate(now, zone)
  const today = resolveLocal({ date, hour, minute }, zone)
  if (today >= now && !tomorrow) return Result.succeed({ at: today, asked: farAway(today, now) })
  const at = resolveLocal({ date: addDays(date, 1), hour, minute }, zone)
  if (!tomorrow) return Result.succeed({ at, asked: "tomorrow" })
  // The next 10:30 is 25 hours away when the clocks go back, and still the next one.
  return today >= now && at - now > hours(maxHours) ? tooFar : Result.succeed({ at, asked: farAway(at, now) })
}

const optional = <A>(
  parsed: Result.Result<A, Text.TextEmpty | Text.TextTooLong>,
): Result.Result<A | null, Text.TextTooLong> => {
  if (Result.isSuccess(parsed)) return Result.succeed(parsed.success)
  return parsed.failure._tag === "TextEmpty" ? nothing : Result.fail(parsed.failure)
}

const readRest = (text: string): Result.Result<Omit<Parsed, "pickup">, Text.TextTooLong> =>
  Result.gen(function* () {
    const [all = "", where = ""] = /^(?:from|(?:for|at)(?! \d)) ([^,;]+)/i.exec(text) ?? []
    const place = yield* optional(Text.parsePlace(where))
    const note = yield* optional(Text.parseNote(text.slice(all.length).replace(/^[,;\s]+/, "")))
    return { place, note }
  })

const wordsOf = (text: string): Words => Text.clean(text).split(" ")

/** Whether the text begins with what is meant as a pick-up time, be it readable or not (`25:00` is). */
export const startsWithTime = (text: string): boolean => {
  const reading = readPickup(wordsOf(text))
  return Result.isFailure(reading) || reading.success !== null
}

/**
 * Reads what stands after `/coffee` or `/coffee start`, in English and in the member's zone, whatever the case and the punctuation between:
 *
 * ```ebnf
 * text   = [ pickup ] , [ place , [ ( "," | ";" ) , note ] | note ] ;
 * pickup = [ "tomorrow" ] , [ "at" | "by" | "for" ] , clock , [ "tomorrow" ] | "in" , span ;
 * clock  = hour , ( ":" | "." ) , minute , [ half ] | hour , half | "noon" | (* only after "at" *) hour , minute ;
 * half   = "am" | "pm" | "a.m." | "p.m." ;
 * span   = n , "h" , [ [ "and" ] , n , [ "m" ] ] | n , "m" | "half an hour" | "an hour" | "an hour and a half" ;
 * place  = ( "from" | "for" | "at" ) , words ;   (* after "for" and "at" no digit: "for 10 people" is a note *)
 * note   = words ;
 * ```
 *
 * (`h`, `hr`, `hour` and `m`, `min`, `minute`, with or without plural and space.) A number alone is no time: "10 people" is a note, "10" is
 * asked back. What is meant as a time but cannot be one is rejected with an example, never dropped into the note. A clock time is the next
 * such moment, today or (`asked: "tomorrow"`) tomorrow; daylight saving as in `resolveLocal`. Spans are at most 24 h.
 */
export const parse = (text: string, here: Here): Result.Result<Parsed, TimeRejection> =>
  Result.gen(function* () {
    const words = wordsOf(text)
    const read = yield* readPickup(words)
    if (read === null) return { pickup: null, ...(yield* readRest(words.join(" "))) }
    const pickup = yield* read.value._tag === "Span" ? afterSpan(read.value, here) : atClock(read.value, here)
    const rest = words.slice(read.words).join(" ")
    return { pickup, ...(yield* readRest(rest.replace(/^(?:[,;.:]\s*|[-–—]\s+)+/, ""))) }
  })
