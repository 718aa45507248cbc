import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { MemberId } from "@coffeebuddy/domain/ids"
import { Directory } from "@coffeebuddy/ports/directory"
import { Ids } from "@coffeebuddy/ports/ids"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import * as InMemoryDirectory from "../../src/memory/directory.ts"
import * as InMemoryIds from "../../src/memory/ids.ts"
import * as InMemoryTelemetry from "../../src/memory/telemetry.ts"

const ada = MemberId.make("UADA")

describe("people in memory", () => {
  it.effect("are strangers until they are introduced", () =>
    Effect.gen(function* () {
      const directory = yield* Directory
      const people = yield* InMemoryDirectory.People
      assert.deepStrictEqual(yield* directory.profile(ada), { zone: null, admin: false })
      yield* people.know(ada, { admin: true })
      yield* people.know(ada, { zone: "Europe/Berlin" })
      assert.deepStrictEqual(yield* directory.profile(ada), { zone: "Europe/Berlin", admin: true })
    }).pipe(Effect.provide(InMemoryDirectory.layer)),
  )

  it.effect("cannot be asked about while the directory is down", () =>
    Effect.gen(function* () {
      const directory = yield* Directory
      const people = yield* InMemoryDirectory.People
      yield* people.fail(true)
      assert.strictEqual((yield* Effect.flip(directory.profile(ada)))._tag, "DirectoryUnavailable")
      yield* people.fail(false)
      yield* directory.profile(ada)
    }).pipe(Effect.provide(InMemoryDirectory.layer)),
  )
})

describe("ids in memory", () => {
  it.effect("are the same in every test, never given twice, and sort by the time they were made", () =>
    Effect.gen(function* () {
      const ids = yield* Ids
      const runs = [yield* ids.run, yield* ids.run, yield* ids.run]
      assert.strictEqual(runs[0], "00000001-0000-7000-8000-000000000000")
      assert.deepStrictEqual(
        runs.toSorted((one, other) => (one < other ? -1 : 1)),
        runs,
      )
      assert.notStrictEqual(yield* ids.correlation, yield* ids.correlation)
    }).pipe(Effect.provide(InMemoryIds.layer)),
  )
})

describe("counts in memory", () => {
  it.effect("tell what was counted, by its labels", () =>
    Effect.gen(function* () {
      const telemetry = yield* Telemetry
      const { count, counts } = yield* InMemoryTelemetry.Counted
      yield* telemetry.runStarted
      yield* telemetry.runEnded("closed", 1_000)
      yield* telemetry.slackRequest("command", "done", 12)
      yield* telemetry.delivered("summary", "Sent")
      yield* telemetry.delivered("summary", "Sent")
      yield* telemetry.error("store")
      assert.strictEqual(yield* count("delivered summary Sent"), 2)
      assert.strictEqual(yield* count("error bug"), 0)
      assert.strictEqual((yield* counts).size, 5)
      assert.include((yield* telemetry.render).text, "runEnded closed 1\n")
    }).pipe(Effect.provide(InMemoryTelemetry.layer)),
  )
})
