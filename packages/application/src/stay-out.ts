import { Context, Effect, Layer } from "effect"
import * as DateGrammar from "@coffeebuddy/domain/date-grammar"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import type { MemberSnapshot } from "@coffeebuddy/domain/snapshot"
import * as Switching from "@coffeebuddy/domain/switching"
import { Directory } from "@coffeebuddy/ports/directory"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { decide, informed } from "./deciding.ts"
import { zoneOf } from "./member-zone.ts"
import type { Request } from "./request.ts"

/** Keeps the requester from being picked in the channel until the end of a day (as typed, in their zone), or until further notice. */
export class StayOut extends Context.Service<StayOut>()("@coffeebuddy/application/StayOut", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory

    const endOf = Effect.fn("StayOut.endOf")(function* (at: MemberSnapshot, day: string | null) {
      if (day === null) return null
      const zone = yield* zoneOf(directory, at)
      return yield* Effect.fromResult(DateGrammar.parseUntil(day, { now: at.now, zone: zone.name }))
    })

    const execute = Effect.fn("StayOut.execute")(function* (request: Request, channel: ChannelId, day: string | null) {
      const read = informed(runs.readMember({ channel }, request.by, request.key), (at) => endOf(at, day))
      return yield* decide(request, read, ({ seen, known: until }) => Switching.out(seen, until), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
