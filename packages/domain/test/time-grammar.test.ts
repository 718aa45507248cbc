import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { type Here, parse, type Pickup, startsWithTime } from "../src/time-grammar.ts"
import { addDays, ZoneName } from "../src/time-zone.ts"
import { oddDays, wallClock } from "./wall-clock.ts"

/** Tuesday, 3 November 2026, nine in the morning in Berlin. */
const berlin: Here = { now: Date.parse("2026-11-03T08:00Z"), zone: ZoneName.make("Europe/Berlin") }

/** `today 10:30`, `tomorrow? 08:00`, `far? 23:00`, with what else was read. */
const said = (text: string, here = berlin) => {
  const { pickup, place, note } = Result.getOrThrow(parse(text, here))
  const time = pickup && new Intl.DateTimeFormat("en-GB", { timeZone: here.zone, timeStyle: "short" }).format(pickup.at)
  const asked = { none: "", tomorrow: "tomorrow? ", far: "far? " }[pickup?.asked ?? "none"]
  return {
    ...(pickup && { time: `${asked}${time}` }),
    ...(place && { place: place as string }),
    ...(note && { note: note as string }),
  }
}
const refusal = (text: string, here = berlin) => Result.getOrThrow(Result.flip(parse(text, here)))

describe("a pick-up time", () => {
  const same = [
    "10:30",
    "10.30",
    "at 10:30",
    "AT 10:30",
    "by 10:30",
    "for 10:30",
    "at 1030",
    "10:30am",
    "10:30 am",
    "10.30 A.M.",
    "at 10:30!",
    "\u3000at\u00a010:30\n",
  ]
  it.each(same)("can be written %j", (text) => assert.deepStrictEqual(said(text), { time: "10:30" }))

  const afternoon = ["3pm", "3 pm", "3PM", "3 p.m.", "3:00pm", "03:00 pm", "15:00", "15.00", "at 3pm", "at 1500"]
  it.each(afternoon)("of the afternoon can be written %j", (text) =>
    assert.deepStrictEqual(said(text), { time: "15:00" }),
  )

  const quarter = ["3:15pm", "3.15pm", "3:15 pm", "15:15"]
  it.each(quarter)("with minutes can be written %j", (text) => assert.deepStrictEqual(said(text), { time: "15:15" }))

  it.each(["noon", "at noon", "12pm", "12:00", "for noon"])("at noon can be written %j", (text) =>
    assert.deepStrictEqual(said(text), { time: "12:00" }),
  )

  it("has its midnight at 12am, as clocks in America do", () =>
    assert.deepStrictEqual(said("12am"), { time: "tomorrow? 00:00" }))

  const spans: ReadonlyArray<readonly [text: string, minutes: number]> = [
    ...["in 20m", "in 20 min", "in 20 mins", "in 20 minutes", "In 20M", "in 20min.", "in 020 minute"].map(
      (text) => [text, 20] as const,
    ),
    ...["in 1h", "in 1 h", "in 1 hr", "in 1 hour", "in an hour", "in 60m"].map((text) => [text, 60] as const),
    ...[
      "in 1h30",
      "in 1h30m",
      "in 1h 30m",
      "in 1h 30",
      "in 1 hour 30 min",
      "in 1 hour and 30 minutes",
      "in 90m",
      "in an hour and a half",
    ].map((text) => [text, 90] as const),
    ["in half an hour", 30],
    ["in 12h", 720],
  ]
  it.each(spans)("can be a span: %j is %i minutes", (text, minutes) =>
    assert.deepStrictEqual(Result.getOrThrow(parse(text, berlin)).pickup, {
      at: berlin.now + minutes * 60_000,
      asked: "none",
    }),
  )

  it("that has passed today means tomorrow once the member says so", () => {
    assert.deepStrictEqual(said("8:59"), { time: "tomorrow? 08:59" })
    assert.strictEqual(Result.getOrThrow(parse("8:59", berlin)).pickup?.at, Date.parse("2026-11-04T07:59Z"))
  })

  it("of this very moment is today", () => assert.deepStrictEqual(said("9:00"), { time: "09:00" }))

  it("is asked about when it is more than 12 hours away", () => {
    assert.deepStrictEqual(said("21:00"), { time: "21:00" })
    assert.deepStrictEqual(said("21:01"), { time: "far? 21:01" })
    assert.deepStrictEqual(said("in 12h1"), { time: "far? 21:01" })
    assert.deepStrictEqual(said("in 24h"), { time: "far? 09:00" })
  })

  it("may name tomorrow, before or behind, and is not asked about twice", () => {
    const evening = { ...berlin, now: Date.parse("2026-11-03T21:00Z") }
    for (const text of ["tomorrow 8:30", "tomorrow at 8:30", "8:30 tomorrow", "at 8:30 tomorrow"]) {
      assert.deepStrictEqual(said(`${text} for Nero`, evening), { time: "08:30", place: "Nero" })
    }
    assert.deepStrictEqual(said("tomorrow 8:30"), { time: "far? 08:30" })
  })

  it("of tomorrow is at most a day away, or the next of its kind when clocks go back", () => {
    assert.strictEqual(refusal("tomorrow 9:01")._tag, "TimeTooFar")
    const before = { ...berlin, now: Date.parse("2026-10-24T08:31Z") }
    assert.deepStrictEqual(Result.getOrThrow(parse("tomorrow 10:30", before)).pickup, {
      at: Date.parse("2026-10-25T09:30Z"),
      asked: "far",
    })
  })

  const clocks = Array.from(
    { length: 1440 },
    (_, index) => `${Math.floor(index / 60)}:${String(index % 60).padStart(2, "0")}`,
  )

  it.each(oddDays)("is what clocks in $zone show, for each minute of $date", ({ zone, date }) => {
    const today = wallClock(zone).day(date)
    const now = Math.min(...today)
    const read = clocks.map((text) => Result.getOrThrow(parse(text, { now, zone })).pickup)
    const expected = today.map((at): Pickup => ({ at, asked: at - now > 12 * 3_600_000 ? "far" : "none" }))
    assert.deepStrictEqual(read, expected)
  })

  const lived = oddDays.filter(({ date }) => date !== "2011-12-30")

  it.each(lived)("is today's or else tomorrow's, whatever the time is in $zone on $date", ({ zone, date }) => {
    const { day, shown } = wallClock(zone)
    const today = day(date)
    const tomorrow = day(addDays(date, 1))
    const moments = today.filter((at) => shown(at) < Date.parse(`${date}T24:00Z`))
    fc.assert(
      fc.property(fc.constantFrom(...moments), fc.nat(1439), (now, wanted) => {
        const at = today[wanted] ?? 0
        const expected = at >= now ? at : tomorrow[wanted]
        const { pickup } = Result.getOrThrow(parse(clocks[wanted] ?? "", { now, zone }))
        assert.deepStrictEqual([pickup?.at, pickup?.asked === "tomorrow"], [expected, at < now])
      }),
    )
  })

  it("never lies in the past, nor further than the next day", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...oddDays),
        fc.integer({ min: -172_800_000, max: 172_800_000 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 10, max: 59 }),
        ({ zone, date }, offset, hour, minute) => {
          const now = Date.parse(`${date}T12:00Z`) + offset
          const { pickup } = Result.getOrThrow(parse(`${hour}:${minute}`, { now, zone }))
          assert.isNotNull(pickup)
          assert.isAtLeast(pickup?.at ?? 0, now)
          assert.isAtMost((pickup?.at ?? 0) - now, 25 * 3_600_000)
        },
      ),
    ))
})

describe("what follows the time", () => {
  const read: ReadonlyArray<readonly [text: string, expected: ReturnType<typeof said>]> = [
    ["10:30 big order", { time: "10:30", note: "big order" }],
    ["10:30, big order", { time: "10:30", note: "big order" }],
    ["10:30 - big order", { time: "10:30", note: "big order" }],
    ["10:30: -20% today", { time: "10:30", note: "-20% today" }],
    ["10:30 for the corner café", { time: "10:30", place: "the corner café" }],
    ["in 20m from Joe's, bring cups; and milk", { time: "09:20", place: "Joe's", note: "bring cups; and milk" }],
    ["10:30 AT the kiosk", { time: "10:30", place: "the kiosk" }],
    ["10:30 for 10 people", { time: "10:30", note: "for 10 people" }],
    ["10:30 for", { time: "10:30", note: "for" }],
    ["10:30 from ,", { time: "10:30", note: "from ," }],
    ["in 1h 30 people", { time: "10:00", note: "30 people" }],
    ["in 1h, 30 people", { time: "10:00", note: "30 people" }],
    ["3 pm: am I late", { time: "15:00", note: "am I late" }],
  ]
  it.each(read)("is read as place and note: %j", (text, expected) => assert.deepStrictEqual(said(text), expected))

  it("may be too long, and then nothing is cut off silently", () => {
    const note = refusal(`10:30 ${"x".repeat(101)}`)
    assert.deepStrictEqual([note._tag, note.message], ["TextTooLong", "the note has 101 characters, at most 100 fit"])
    const place = refusal(`10:30 from ${"x".repeat(101)}`)
    assert.deepStrictEqual(
      [place._tag, place.message],
      ["TextTooLong", "the place has 101 characters, at most 100 fit"],
    )
  })
})

describe("words without a time", () => {
  it("are nothing when there are none", () => {
    for (const text of ["", " ", "\u200b\n"]) {
      assert.deepStrictEqual(Result.getOrThrow(parse(text, berlin)), { pickup: null, place: null, note: null })
    }
  })

  const notes = [
    "10 people",
    "2 lattes please",
    "2.5 lattes",
    "3.50€ each",
    "for 10 people",
    "in the kitchen",
    "in",
    "20 min walk",
    "3amigos",
    "noonish",
    "by Anna",
    "1030 is our room",
    "from",
    "-5 degrees",
    "10 a day",
    "half an hourglass",
    "in anger",
    "@ 10",
  ]
  it.each(notes)("are a note, not a time: %j", (text) => {
    assert.deepStrictEqual(said(text), { note: text })
    assert.isFalse(startsWithTime(text))
  })

  it.each(["for the corner café", "from the corner café", "at the corner café"])("are a place: %j", (text) => {
    assert.deepStrictEqual(said(text), { place: "the corner café" })
    assert.isFalse(startsWithTime(text))
  })
})

describe("what is meant as a time but is none", () => {
  const refused: ReadonlyArray<readonly [text: string, tag: string, message: string]> = [
    ...["25:00", "24:00", "99.99", "at 24.00"].map(
      (text) =>
        [
          text,
          "TimeNotUnderstood",
          text.endsWith("99")
            ? "minutes go from 00 to 59, in two digits, for example 10:30"
            : "hours go from 0 to 23, for example 15:00",
        ] as const,
    ),
    ...["10:60", "10:5", "10:300", "at 10.5", "3:5pm"].map(
      (text) => [text, "TimeNotUnderstood", "minutes go from 00 to 59, in two digits, for example 10:30"] as const,
    ),
    ...["13pm", "0am", "0:30pm", "15:00 pm"].map(
      (text) => [text, "TimeNotUnderstood", "with am or pm, hours go from 1 to 12, for example 3pm or 15:00"] as const,
    ),
    ...["10", "1030", "at 10", "at 10 sharp", "at 2460", "at 930", "10 o'clock", "10 o’clock coffee", "for 10"].map(
      (text) => [text, "TimeNotUnderstood", "a number alone is no time, for example 10:30 or 3pm"] as const,
    ),
    ...["10:30ish", "10:30-11:00", "3pm-4pm", "10:30:00", "at 10ish", "at -3"].map(
      (text) =>
        [
          text,
          "TimeNotUnderstood",
          "that looks like a time but cannot be read as one, for example 10:30 or 3pm",
        ] as const,
    ),
    ...[
      "in 20",
      "in 1.5h",
      "in 20 s",
      "in 20m30",
      "in an hour and 20 minutes",
      "in +5m",
      "20m",
      "1h30",
      "20 min",
      "half an hour",
    ].map(
      (text) =>
        [
          text,
          "TimeNotUnderstood",
          "a span is the word in and hours or minutes, for example in 20m or in 1h30",
        ] as const,
    ),
    ...["tomorrow", "tomorrow we move"].map(
      (text) => [text, "TimeNotUnderstood", "a day alone is no time, for example 8:00 tomorrow"] as const,
    ),
    ...["in 0m", "in 0h0m", "in -5m", "in −1h"].map(
      (text) => [text, "TimeNotAhead", "a pick-up time lies ahead, for example in 20m"] as const,
    ),
    ...["in 25h", "in 24h1", "in 1441m", `in ${"9".repeat(400)}h`].map(
      (text) => [text, "TimeTooFar", "a pick-up time is at most 24 hours ahead, for example in 1h30"] as const,
    ),
  ]
  it.each(refused)("is refused, saying why and what would do: %j", (text, tag, message) => {
    const error = refusal(text)
    assert.deepStrictEqual([error._tag, error.message], [tag, message])
    assert.isTrue(startsWithTime(text))
  })

  it("never finds its words in the refusal", () =>
    assert.notInclude(JSON.stringify(refusal("10:30zzyzx")) + String(refusal("10:30zzyzx")), "zzyzx"))

  it("is offered examples that can be read", () => {
    for (const [, , message] of refused) {
      for (const example of message.replace(/^.*for example /, "").split(" or ")) {
        assert.isNotNull(Result.getOrThrow(parse(example, berlin)).pickup, example)
      }
    }
  })
})

describe("any text at all", () => {
  const parts = fc.constantFrom(
    "10",
    ":",
    ".",
    "30",
    "am",
    "pm",
    "p.m.",
    " ",
    "in",
    "at",
    "for",
    "from",
    "by",
    "tomorrow",
    "noon",
    "h",
    "m",
    "min",
    "an hour",
    "half",
    "and",
    ",",
    ";",
    "-",
    "24",
    "0",
    "ß",
    "\u200d",
    "☕",
  )
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(parts, { maxLength: 12 }).map((each) => each.join("")),
    fc.array(parts, { maxLength: 12 }).map((each) => each.join(" ")),
  )

  it("is read or refused, never thrown at, and always the same way", () =>
    fc.assert(
      fc.property(texts, (text) => assert.deepStrictEqual(parse(text, berlin), parse(text, berlin))),
      { numRuns: 2_000 },
    ))

  it("starts with a time exactly when reading gives or refuses one", () =>
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parse(text, berlin)
        const timed = Result.isSuccess(parsed) ? parsed.success.pickup !== null : parsed.failure._tag !== "TextTooLong"
        if (Result.isSuccess(parsed) || timed) assert.strictEqual(startsWithTime(text), timed)
      }),
      { numRuns: 2_000 },
    ))

  it("that is hostile takes no longer than its length warrants", () => {
    // Anything quadratic would take minutes here.
    for (const part of [
      "1",
      "1:",
      ":",
      "in ",
      "in 1h ",
      "10:30 ",
      ",",
      ", ",
      "- ",
      "a ",
      "at ",
      "from x,",
      "an hour and ",
      ".",
      "9 m",
      "\u200d",
    ]) {
      for (const text of [part.repeat(50_000), `10:30 ${part.repeat(50_000)}x`, `in ${part.repeat(50_000)}x`]) {
        assert.isBoolean(Result.isFailure(parse(text, berlin)))
      }
    }
  })
})
