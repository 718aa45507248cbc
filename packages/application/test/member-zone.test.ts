import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { zoneOf } from "@coffeebuddy/application/member-zone"
import { defaultSettings } from "@coffeebuddy/domain/channel"
import { UTC, ZoneName } from "@coffeebuddy/domain/time-zone"
import { Directory, DirectoryUnavailable } from "@coffeebuddy/ports/directory"
import { ada, kitchen } from "./office.ts"

const berlin = ZoneName.make("Europe/Berlin")
const tokyo = ZoneName.make("Asia/Tokyo")

const knowing = (zone: string | null) => Directory.of({ profile: () => Effect.succeed({ zone, admin: false }) })
const failing = Directory.of({ profile: () => Effect.fail(new DirectoryUnavailable({ code: "timeout" })) })
const unasked = Directory.of({ profile: () => Effect.die("asked who somebody is") })

const member = (stored: string | null, channelZone: string | null = null) => ({
  member: ada,
  zone: stored,
  channel: {
    id: kitchen,
    version: 1,
    season: 1,
    closedSeq: 0,
    settings: { ...defaultSettings({ window: 5, reminderOffset: 5 }), zone: channelZone },
  },
})

describe("the zone in which a member's times are read", () => {
  it.effect("is the one stored, and then nobody is asked", () =>
    Effect.gen(function* () {
      const zone = yield* zoneOf(unasked, member("Europe/Berlin", "Asia/Tokyo"))
      assert.deepStrictEqual(zone, { name: berlin, learned: null, assumed: null })
    }),
  )

  it.effect("else the directory's, to be remembered", () =>
    Effect.gen(function* () {
      const zone = yield* zoneOf(knowing("Europe/Berlin"), member(null, "Asia/Tokyo"))
      assert.deepStrictEqual(zone, { name: berlin, learned: "Europe/Berlin", assumed: null })
    }),
  )

  it.effect("else the channel's, to be named in the answer, and UTC at last", () =>
    Effect.gen(function* () {
      for (const directory of [failing, knowing(null), knowing("Mars/Olympus"), knowing("+02:00")]) {
        const channels = yield* zoneOf(directory, member(null, "Asia/Tokyo"))
        assert.deepStrictEqual(channels, { name: tokyo, learned: null, assumed: "Asia/Tokyo" })
        const last = yield* zoneOf(directory, member("Mars/Olympus", "Mars/Olympus"))
        assert.deepStrictEqual(last, { name: UTC, learned: null, assumed: "UTC" })
      }
    }),
  )
})
