import { Context, Effect, Layer, Result, Schema } from "effect"
import type { Details } from "@coffeebuddy/domain/ending"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import { Instant } from "@coffeebuddy/domain/instant"
import * as Opening from "@coffeebuddy/domain/opening"
import type { MemberSnapshot } from "@coffeebuddy/domain/snapshot"
import { Note, Place } from "@coffeebuddy/domain/text"
import * as TimeGrammar from "@coffeebuddy/domain/time-grammar"
import { UTC } from "@coffeebuddy/domain/time-zone"
import { Directory } from "@coffeebuddy/ports/directory"
import { Ids } from "@coffeebuddy/ports/ids"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { decide, informed } from "./deciding.ts"
import { type Zone, zoneOf } from "./member-zone.ts"
import type { Request } from "./request.ts"

/** The time read is past for today or far ahead; the run opens once the member says that it is meant. */
export class TimeToConfirm extends Schema.TaggedError<TimeToConfirm>()("TimeToConfirm", {
  asked: Schema.Literals(["tomorrow", "far"]),
  pickupAt: Instant,
  place: Schema.NullOr(Place),
  note: Schema.NullOr(Note),
  /** The zone in which the time was read for want of the member's own; null when it is theirs. */
  assumed: Schema.NullOr(Schema.String),
}) {}

/** When and where: as the member typed it, or as they confirmed it. */
export type Wish = { readonly typed: string } | { readonly confirmed: Details }

/** A question that stayed unanswered for so long that its time has passed asks for a new one. */
const stillAhead = (details: Details, now: Instant): Result.Result<Details, TimeGrammar.TimeNotAhead> =>
  details.pickupAt !== null && details.pickupAt <= now
    ? Result.fail(new TimeGrammar.TimeNotAhead({ example: "10:30 or in 20m" }))
    : Result.succeed(details)

/** What says no time of day is read in any zone. */
const anyZone: Zone = { name: UTC, learned: null, assumed: null }

/** Opens a run in a channel, unless one is open there. */
export class OpenRun extends Context.Service<OpenRun>()("@coffeebuddy/application/OpenRun", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory
    const ids = yield* Ids
    const telemetry = yield* Telemetry

    const understand = Effect.fn("OpenRun.understand")(function* (at: MemberSnapshot, wish: Wish) {
      yield* Effect.fromResult(Opening.openable(at))
      if ("confirmed" in wish)
        return {
          ...(yield* Effect.fromResult(stillAhead(wish.confirmed, at.now))),
          learnedZone: null,
          assumedZone: null,
        }
      const zone = TimeGrammar.startsWithTime(wish.typed) ? yield* zoneOf(directory, at) : anyZone
      const here = { now: at.now, zone: zone.name }
      const { pickup, place, note } = yield* Effect.fromResult(TimeGrammar.parse(wish.typed, here))
      if (pickup !== null && pickup.asked !== "none") {
        const { asked, at: pickupAt } = pickup
        return yield* new TimeToConfirm({ asked, pickupAt, place, note, assumed: zone.assumed })
      }
      const { learned: learnedZone, assumed: assumedZone } = zone
      return { pickupAt: pickup?.at ?? null, place, note, learnedZone, assumedZone }
    })

    const execute = Effect.fn("OpenRun.execute")(function* (request: Request, channel: ChannelId, wish: Wish) {
      const run = yield* ids.run
      const read = informed(runs.readMember({ channel }, request.by, request.key), (at) => understand(at, wish))
      const answer = yield* decide(
        request,
        read,
        ({ seen, known }) => Opening.open(seen, { run, channel, by: request.by, ...known }),
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
