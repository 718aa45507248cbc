import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { MemberId } from "@coffeebuddy/domain/ids"
import { Directory } from "@coffeebuddy/ports/directory"
import type { SlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import { layer } from "../../src/slack/directory.ts"
import { ana, ben, cai, dee } from "./fixtures.ts"
import { emulator, options } from "./slack.ts"

const withDirectory = <A, E>(
  test: (slack: SlackEmulator, profile: Directory["Service"]["profile"]) => Effect.Effect<A, E>,
  admins: ReadonlyArray<MemberId> = [],
) =>
  Effect.gen(function* () {
    const slack = yield* emulator
    return yield* Effect.flatMap(Directory, ({ profile }) => test(slack, profile)).pipe(
      Effect.provide(layer(options(slack), new Set(admins))),
    )
  })

describe("who a member is", () => {
  it.live("is their zone, and whether Slack makes them an admin or owner", () =>
    withDirectory((_, profile) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* profile(ana), { zone: "Europe/Berlin", admin: true })
        assert.deepStrictEqual(yield* profile(ben), { zone: "America/New_York", admin: false })
        assert.isTrue((yield* profile(cai)).admin)
      }),
    ),
  )

  it.live("includes the installation's own admins", () =>
    withDirectory((_, profile) => Effect.map(profile(ben), ({ admin }) => assert.isTrue(admin)), [ben]),
  )

  it.effect("is asked once in 10 minutes, by however many at once", () =>
    withDirectory((slack, profile) =>
      Effect.gen(function* () {
        yield* Effect.all([profile(ana), profile(ana)], { concurrency: "unbounded" })
        yield* profile(ana)
        assert.strictEqual(slack.calls("users.info").length, 1)
        yield* TestClock.adjust("11 minutes")
        yield* profile(ana)
        assert.strictEqual(slack.calls("users.info").length, 2)
      }),
    ),
  )

  it.live("cannot be found out while Slack fails, and is asked anew the next time", () =>
    withDirectory((slack, profile) =>
      Effect.gen(function* () {
        slack.fail("users.info", { status: 500 })
        assert.strictEqual((yield* Effect.flip(profile(ana))).code, "http_500")
        assert.strictEqual((yield* profile(ana)).zone, "Europe/Berlin")
      }),
    ),
  )

  it.live("is given up after a second", () =>
    withDirectory((slack, profile) =>
      Effect.gen(function* () {
        slack.fail("users.info", { hang: true })
        assert.strictEqual((yield* Effect.flip(profile(ana)))._tag, "DirectoryUnavailable")
      }),
    ),
  )

  it.live("nobody knows of a stranger", () =>
    withDirectory((_, profile) =>
      Effect.map(Effect.flip(profile(dee)), ({ code }) => assert.strictEqual(code, "user_not_found")),
    ),
  )

  it.live("lets the installation's admins in while Slack fails, without a zone", () =>
    withDirectory(
      (slack, profile) =>
        Effect.gen(function* () {
          slack.fail("users.info", { status: 500 })
          assert.deepStrictEqual(yield* profile(ben), { zone: null, admin: true })
          assert.strictEqual((yield* profile(ben)).zone, "America/New_York")
        }),
      [ben],
    ),
  )
})
