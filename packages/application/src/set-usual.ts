import { Context, Effect, Layer } from "effect"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import * as Ordering from "@coffeebuddy/domain/ordering"
import type { OrderText } from "@coffeebuddy/domain/text"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Stores what the requester usually has in the channel, without ordering it. */
export class SetUsual extends Context.Service<SetUsual>()("@coffeebuddy/application/SetUsual", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("SetUsual.execute")(function* (request: Request, channel: ChannelId, text: OrderText) {
      const read = runs.readMember({ channel }, request.by, request.key)
      return yield* decide(request, read, (at) => Ordering.setUsual(at, text), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
