import { Context, Effect, Layer, Schema } from "effect"
import type { Details } from "@coffeebuddy/domain/ending"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import { Instant } from "@coffeebuddy/domain/instant"
import * as Opening from "@coffeebuddy/domain/opening"
import type { MemberSnapshot } from "@coffeebuddy/domain/snapshot"
import { Note, Place } from "@coffeebuddy/domain/text"
import * as TimeGrammar from "@coffeebuddy/domain/time-grammar"
import { Directory } from "@coffeebuddy/ports/directory"
import { Ids } from "@coffeebuddy/ports/ids"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { decide } from "./deciding.ts"
import { type Zone, utc, zoneOf } from "./member-zone.ts"
import type { Request } from "./request.ts"

/** The time read is past for today or far ahead; the run opens once the member says that it is meant. */
export class TimeToConfirm extends Schema.TaggedError<TimeToConfirm>()("TimeToConfirm", {
  asked: Schema.Literals(["tomorrow", "far"]),
  pickupAt: Instant,
  place: Schema.NullOr(Place),
  note: Schema.NullOr(Note),
}) {}

/** When and where: as the member typed it, or as they confirmed it. */
export type Wish = { readonly typed: string } | { readonly confirmed: Details }

const noZone: Zone = { name: utc, learned: null, assumed: null }

/** Opens a run in a channel, unless one is open there. */
export class OpenRun extends Context.Service<OpenRun>()("@coffeebuddy/application/OpenRun", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory
    const ids = yield* Ids
    const telemetry = yield* Telemetry

    const understand = Effect.fn("OpenRun.understand")(function* (at: MemberSnapshot, wish: Wish) {
      if ("confirmed" in wish) return { details: wish.confirmed, zone: noZone }
      const here = { now: at.now, zone: noZone.name }
      const anywhere = yield* Effect.fromResult(TimeGrammar.parse(wish.typed, here))
      const { place, note } = anywhere
      if (anywhere.pickup === null) return { details: { pickupAt: null, place, note }, zone: noZone }
      const zone = yield* zoneOf(directory, at)
      const { pickup } = yield* Effect.fromResult(TimeGrammar.parse(wish.typed, { now: at.now, zone: zone.name }))
      if (pickup === null) return { details: { pickupAt: null, place, note }, zone }
      if (pickup.asked !== "none") {
        return yield* new TimeToConfirm({ asked: pickup.asked, pickupAt: pickup.at, place, note })
      }
      return { details: { pickupAt: pickup.at, place, note }, zone }
    })

    const execute = Effect.fn("OpenRun.execute")(function* (request: Request, channel: ChannelId, wish: Wish) {
      const run = yield* ids.run
      const read = Effect.gen(function* () {
        const seen = yield* runs.readMember({ channel }, request.by, request.key)
        if (seen._tag === "Repeated") return seen
        const open = seen.at.run?.status === "open"
        const understood = open ? null : yield* understand(seen.at, wish)
        return { _tag: "Fresh" as const, at: { snapshot: seen.at, understood } }
      })
      const answer = yield* decide(
        request,
        read,
        ({ snapshot, understood }) =>
          Opening.open(snapshot, {
            run,
            channel,
            by: request.by,
            pickupAt: understood?.details.pickupAt ?? null,
            place: understood?.details.place ?? null,
            note: understood?.details.note ?? null,
            learnedZone: understood?.zone.learned ?? null,
            assumedZone: understood?.zone.assumed ?? null,
          }),
        runs.commit,
      )
      if (answer.change !== null) yield* telemetry.runStarted
      return answer
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
