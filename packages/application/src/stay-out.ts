import { Context, Effect, Layer } from "effect"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import * as Switching from "@coffeebuddy/domain/switching"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Keeps the requester from being picked in the channel until `until` (exclusive), or until further notice. */
export class StayOut extends Context.Service<StayOut>()("@coffeebuddy/application/StayOut", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("StayOut.execute")(function* (
      request: Request,
      channel: ChannelId,
      until: Instant | null,
    ) {
      const read = runs.readMember({ channel }, request.by, request.key)
      return yield* decide(request, read, (at) => Switching.out(at, until), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
