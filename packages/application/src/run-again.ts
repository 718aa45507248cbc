import { Context, Effect, Layer } from "effect"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import * as Switching from "@coffeebuddy/domain/switching"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Sets whether the requester may be picked although they ran last. */
export class RunAgain extends Context.Service<RunAgain>()("@coffeebuddy/application/RunAgain", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("RunAgain.execute")(function* (request: Request, channel: ChannelId, on: boolean) {
      const read = runs.readMember({ channel }, request.by, request.key)
      return yield* decide(request, read, (at) => Switching.setAgain(at, on), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
