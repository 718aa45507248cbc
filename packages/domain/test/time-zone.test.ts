import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import fc from "fast-check"
import {
  addDays,
  daysBetween,
  endOfDay,
  isLocalDate,
  isZone,
  LocalDate,
  localDate,
  resolveLocal,
  weekday,
  ZoneName,
} from "../src/time-zone.ts"
import { oddDays, wallClock } from "./wall-clock.ts"

const zones = [...new Set(oddDays.map(({ zone }) => zone))]
const moments = fc.record({
  zone: fc.constantFrom(...zones),
  // From 1973, the first full year in which every zone's offset is whole minutes.
  instant: fc
    .integer({ min: Date.UTC(1973, 0, 1) / 60_000, max: Date.UTC(2099, 0, 1) / 60_000 })
    .map((n) => n * 60_000),
})
const dates = fc.integer({ min: 0, max: 60_000 }).map((days) => addDays(LocalDate.make("1970-01-01"), days))
const iso = (instant: number) => new Date(instant).toISOString()

describe("a local time", () => {
  it.each(oddDays)("is the moment at which clocks in $zone showed it, each minute of $date", ({ zone, date }) => {
    const resolved = Array.from({ length: 1440 }, (_, index) =>
      resolveLocal({ date, hour: Math.floor(index / 60), minute: index % 60 }, zone),
    )
    assert.deepStrictEqual(resolved.map(iso), wallClock(zone).day(date).map(iso))
  })

  it("moves forward by the gap when daylight saving skips it", () => {
    const at = resolveLocal({ date: LocalDate.make("2026-03-29"), hour: 2, minute: 30 }, ZoneName.make("Europe/Berlin"))
    assert.strictEqual(iso(at), "2026-03-29T01:30:00.000Z")
  })

  it("is the earlier one when daylight saving repeats it", () => {
    const at = resolveLocal({ date: LocalDate.make("2026-10-25"), hour: 2, minute: 30 }, ZoneName.make("Europe/Berlin"))
    assert.strictEqual(iso(at), "2026-10-25T00:30:00.000Z")
  })

  it("comes back from any moment, or is the earlier twin of it", () =>
    fc.assert(
      fc.property(moments, ({ zone, instant }) => {
        const { shown } = wallClock(zone)
        const wall = new Date(shown(instant))
        const date = LocalDate.make(wall.toISOString().slice(0, 10))
        const back = resolveLocal({ date, hour: wall.getUTCHours(), minute: wall.getUTCMinutes() }, zone)
        assert.isAtMost(back, instant)
        assert.strictEqual(shown(back), shown(instant))
      }),
    ))
})

describe("a member's day", () => {
  it("is the one that clocks in the zone show", () =>
    fc.assert(
      fc.property(moments, ({ zone, instant }) =>
        assert.strictEqual(localDate(instant, zone), iso(wallClock(zone).shown(instant)).slice(0, 10)),
      ),
    ))

  it.each(oddDays)("ends in $zone at the first moment after $date", ({ zone, date }) => {
    const end = endOfDay(date, zone)
    const shown = (instant: number) => iso(wallClock(zone).shown(instant)).slice(0, 10)
    assert.isAbove(shown(end).localeCompare(date), 0)
    assert.isAtMost(shown(end - 60_000).localeCompare(date), 0)
  })

  it("ends at one in the morning where midnight is skipped", () =>
    assert.strictEqual(
      iso(endOfDay(LocalDate.make("2026-04-23"), ZoneName.make("Africa/Cairo"))),
      "2026-04-23T22:00:00.000Z",
    ))

  it("that was skipped whole ends when it would have begun", () => {
    const apia = ZoneName.make("Pacific/Apia")
    assert.strictEqual(endOfDay(LocalDate.make("2011-12-29"), apia), endOfDay(LocalDate.make("2011-12-30"), apia))
  })
})

describe("a zone", () => {
  it.each(zones)("is known by its IANA name: %s", (name) => assert.isTrue(isZone(name)))
  it.each(["", "Mars/Olympus", "+02:00", "-05:00", "Europe", "Europe/Berlin ", "../etc"])("is not %j", (name) => {
    assert.isFalse(isZone(name))
    assert.isFalse(Schema.is(ZoneName)(name))
  })
})

describe("a calendar day", () => {
  it.each(["2026-12-24", "2028-02-29", "1000-01-01", "2999-12-31"])("is %s", (date) => assert.isTrue(isLocalDate(date)))
  it.each([
    "",
    "2026-02-29",
    "2026-02-30",
    "2026-13-01",
    "2026-00-10",
    "2026-1-1",
    "26-01-01",
    "3000-01-01",
    "2026-12-24T00:00Z",
  ])("is not %j", (date) => {
    assert.isFalse(isLocalDate(date))
    assert.isFalse(Schema.is(LocalDate)(date))
  })

  it("counts days as it adds them, and weekdays go round", () =>
    fc.assert(
      fc.property(dates, fc.integer({ min: -1000, max: 1000 }), (date, days) => {
        const there = addDays(date, days)
        assert.strictEqual(daysBetween(date, there), days)
        assert.strictEqual(weekday(there), (((weekday(date) + days) % 7) + 7) % 7)
        assert.strictEqual(addDays(there, -days), date)
      }),
    ))

  it("knows its weekday", () => assert.strictEqual(weekday(LocalDate.make("2026-11-01")), 0))
})
