import { Result, Schema } from "effect"
import { hours, type Instant, minutes } from "./instant.ts"
import * as Text from "./text.ts"
import { type Clock, readPickup, type Span, type TimeNotUnderstood, type Words } from "./time-words.ts"
import { addDays, localDate, resolveLocal, type ZoneName } from "./time-zone.ts"

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

const maxHours = 24
const tooFar = () => Result.fail(new TimeTooFar({ maxHours, example: "in 1h30" }))
const farAway = (at: Instant, now: Instant) => (at - now > hours(12) ? "far" : "none")

const afterSpan = (span: Span, { now }: Here): Result.Result<Pickup, TimeRejection> => {
  if (span.minutes <= 0) return Result.fail(new TimeNotAhead({ example: "in 20m" }))
  if (span.minutes > maxHours * 60) return tooFar()
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
  return today >= now && at - now > hours(maxHours) ? tooFar() : Result.succeed({ at, asked: farAway(at, now) })
}

const optional = <A>(
  text: string,
  parse: (text: string) => Result.Result<A, Text.TextEmpty | Text.TextTooLong>,
): Result.Result<A | null, Text.TextTooLong> => {
  if (text === "") return Result.succeed(null)
  const parsed = parse(text)
  if (Result.isSuccess(parsed)) return Result.succeed(parsed.success)
  return parsed.failure._tag === "TextEmpty" ? Result.succeed(null) : Result.fail(parsed.failure)
}

const readRest = (text: string): Result.Result<Omit<Parsed, "pickup">, Text.TextTooLong> =>
  Result.gen(function* () {
    const [all = "", where = ""] = /^(?:from|(?:for|at)(?! \d)) ([^,;]+)/i.exec(text) ?? []
    const place = yield* optional(where, Text.parsePlace)
    const note = yield* optional(text.slice(all.length).replace(/^[,;\s]+/, ""), Text.parseNote)
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
