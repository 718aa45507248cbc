import { Result, Schema } from "effect"

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

/** What a clock shows; `tomorrow` when the words said so. */
export interface Clock {
  readonly _tag: "Clock"
  readonly hour: number
  readonly minute: number
  readonly tomorrow: boolean
}

/** So long from now; negative when the words said so. */
export interface Span {
  readonly _tag: "Span"
  readonly minutes: number
}

/** A value and how many words it took; `null` when the words start with something else. */
export type Reading<A> = Result.Result<{ readonly value: A; readonly words: number } | null, TimeNotUnderstood>
export type Words = ReadonlyArray<string>

const nothing = Result.succeed(null)
const misread = (problem: keyof typeof problems, example: string) =>
  Result.fail(new TimeNotUnderstood({ problem, example }))

const clock = (hour: number, minute: number, words: number): Reading<Clock> =>
  Result.succeed({ value: { _tag: "Clock", hour, minute, tomorrow: false }, words })

/** Lower case, without the punctuation behind it; the lookbehind keeps long runs of punctuation linear. */
const bare = (word = "") => word.toLowerCase().replace(/(?<![,;:.!?])[,;:.!?]+$/, "")

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

const phrases: ReadonlyArray<readonly [phrase: RegExp, minutes: number]> = [
  [/^half an hour(?= |$)/, 30],
  [/^an hour and a half(?= |$)/, 90],
  [/^an hour(?! and)(?= |$)/, 60],
]
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
  for (const [phrase, length] of phrases) {
    const spoken = phrase.exec(text)
    if (spoken !== null) return span(spoken[0], length)
  }
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
    if (read === null) return before === 1 ? misread("day", "8:00 tomorrow") : nothing
    const end = start + read.words
    const behind = before === 0 && bare(words[end]) === "tomorrow" ? 1 : 0
    return Result.succeed({ value: { ...read.value, tomorrow: before + behind > 0 }, words: end + behind })
  })
}

/** The pick-up time that the words begin with, in the grammar of `time-grammar.ts`, before anybody looks at a clock. */
export const readPickup = (words: Words): Reading<Clock | Span> => {
  if (bare(words[0]) === "in") return readSpanAfterIn(words.slice(1))
  return Result.flatMap(readClockWithDay(words), (read): Reading<Clock | Span> => {
    if (read !== null) return Result.succeed(read)
    return Result.flatMap(readSpan(words), (loose) =>
      loose?.words === 1 || loose?.words === words.length ? misread("span", "in 20m or in 1h30") : nothing,
    )
  })
}
