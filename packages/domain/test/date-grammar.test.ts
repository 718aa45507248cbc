import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { parseUntil } from "../src/date-grammar.ts"
import type { Here } from "../src/time-grammar.ts"
import { addDays, endOfDay, localDate, ZoneName } from "../src/time-zone.ts"
import { oddDays } from "./wall-clock.ts"

/** Tuesday, 3 November 2026, nine in the morning in Berlin. */
const berlin: Here = { now: Date.parse("2026-11-03T08:00Z"), zone: ZoneName.make("Europe/Berlin") }

/** The last day of being out. */
const until = (text: string, here = berlin) =>
  localDate(Result.getOrThrow(parseUntil(text, here)) - 1, here.zone) as string
const refusal = (text: string, here = berlin) => {
  const error = Result.getOrThrow(Result.flip(parseUntil(text, here)))
  return `${error._tag}: ${error.message}`
}

describe("being out until a date", () => {
  const christmas = [
    "2026-12-24",
    "24 Dec",
    "24 dec.",
    "24 December",
    "24th of December",
    "24th Dec 2026",
    "24 Dec, 2026",
    "Dec 24",
    "December 24th, 2026",
    "DEC. 24",
    "24. Dec",
    "24.12.",
    "24.12",
    "24. 12.",
    "24.12.2026",
    "24. 12. 2026",
    "until 24 Dec",
    "until on 24 Dec!",
    "on\u00a024  Dec",
  ]
  it.each(christmas)("can be written %j", (text) => assert.strictEqual(until(text), "2026-12-24"))

  const named: ReadonlyArray<readonly [text: string, date: string]> = [
    ["today", "2026-11-03"],
    ["Tomorrow", "2026-11-04"],
    ["wednesday", "2026-11-04"],
    ["Fri", "2026-11-06"],
    ["sunday.", "2026-11-08"],
    ["mon", "2026-11-09"],
    ["Thurs", "2026-11-05"],
  ]
  it.each(named)("can be a day's name: %s", (text, date) => assert.strictEqual(until(text), date))

  it("on a Tuesday until Tuesday is a week", () => assert.strictEqual(until("tuesday"), "2026-11-10"))

  it("lasts to the end of that day in the member's zone", () => {
    assert.deepStrictEqual(Result.getOrThrow(parseUntil("2026-11-03", berlin)), Date.parse("2026-11-03T23:00Z"))
    const auckland = { ...berlin, zone: ZoneName.make("Pacific/Auckland") }
    assert.deepStrictEqual(Result.getOrThrow(parseUntil("today", auckland)), Date.parse("2026-11-03T11:00Z"))
  })

  it("without a year is the next such day, today included", () => {
    assert.strictEqual(until("3 Nov"), "2026-11-03")
    assert.strictEqual(until("2 Nov"), "2027-11-02")
    assert.strictEqual(until("1.2."), "2027-02-01")
  })

  it("knows leap years", () => {
    assert.strictEqual(until("29 feb", { ...berlin, now: Date.parse("2027-06-01T00:00Z") }), "2028-02-29")
    assert.strictEqual(until("29 feb", { ...berlin, now: Date.parse("2028-01-01T00:00Z") }), "2028-02-29")
    assert.match(refusal("29 feb"), /^DateNotUnderstood: there is no such day in the coming year/)
  })

  it("is at most 366 days ahead", () => {
    assert.strictEqual(until("2027-11-04"), "2027-11-04")
    assert.strictEqual(
      refusal("2027-11-05"),
      "DateTooFar: a date is at most 366 days ahead, for example friday or 2026-11-17",
    )
  })

  it("is not over yet", () => {
    assert.strictEqual(refusal("2026-11-02"), "DatePast: that day is over, for example friday or 2026-11-17")
    assert.strictEqual(until("2026-11-03"), "2026-11-03")
  })

  it.each(["2026-02-30", "31.6.", "Feb 30", "32 Dec 2026", "0.1.", "24.13."])(
    "is a day that the calendar has, not %s",
    (text) =>
      assert.strictEqual(
        refusal(text),
        "DateNotUnderstood: there is no such day in the coming year, for example friday or 2026-11-17",
      ),
  )

  const unread = [
    "",
    "until",
    "12/24",
    "next friday",
    "fr",
    "24",
    "Dec",
    "24 Foo",
    "foo 24",
    "in two weeks",
    "26-12-24",
    "24 Dec 26",
    "0999-01-01",
    "\u{1F385}",
    "24.12.2026 or so",
  ]
  it.each(unread)("is not guessed from %j", (text) =>
    assert.strictEqual(
      refusal(text),
      "DateNotUnderstood: that cannot be read as a date, for example friday or 2026-11-17",
    ),
  )

  it("reads its own examples", () => {
    assert.strictEqual(until("friday"), "2026-11-06")
    assert.strictEqual(until("2026-11-17"), "2026-11-17")
  })

  it("reads every date of the coming year in every way of writing it", () => {
    const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]
    fc.assert(
      fc.property(fc.constantFrom(...oddDays), fc.integer({ min: 0, max: 364 }), ({ zone, date: today }, days) => {
        const here = { now: endOfDay(addDays(today, 1), zone) - 1, zone }
        const date = addDays(localDate(here.now, zone), days)
        const [year, month, day] = date.split("-").map(Number)
        const name = months[(month ?? 0) - 1]
        for (const text of [
          date,
          `${day}.${month}.`,
          `${day}.${month}.${year}`,
          `${day} ${name}`,
          `${name} ${day}, ${year}`,
        ]) {
          assert.strictEqual(Result.getOrThrow(parseUntil(text, here)), endOfDay(date, zone), text)
        }
      }),
    )
  })

  it("is an end ahead of now, at most 367 days, or a refusal, whatever was typed", () => {
    const parts = fc.constantFrom(
      "24",
      "12",
      "2026",
      "2027",
      ".",
      "-",
      " ",
      "dec",
      "fri",
      "until ",
      "on ",
      "st",
      "th",
      ",",
      "0",
      "29",
      "feb",
    )
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(parts, { maxLength: 7 }).map((each) => each.join("")),
    )
    fc.assert(
      fc.property(texts, fc.constantFrom(...oddDays), (text, { zone, date }) => {
        const now = Date.parse(`${date}T12:00Z`)
        const end = parseUntil(text, { now, zone })
        if (Result.isSuccess(end)) assert.isTrue(end.success > now && end.success - now <= 367 * 86_400_000 + 7_50_000)
      }),
      { numRuns: 500 },
    )
  })

  it("takes no longer over hostile text than its length warrants", () => {
    // Anything quadratic would take minutes here.
    for (const part of ["1", "24.", ",", "until ", "on ", "december ", " ", "-", "1 "]) {
      assert.isTrue(Result.isFailure(parseUntil(`${part.repeat(50_000)}x`, berlin)))
    }
  })

  it("never repeats in a refusal what was typed", () => assert.notInclude(refusal("zzyzx 24"), "zzyzx"))
})
