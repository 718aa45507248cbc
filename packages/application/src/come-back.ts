import { Context, Effect, Layer } from "effect"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import * as Switching from "@coffeebuddy/domain/switching"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Lets the requester be picked again in the channel. */
export class ComeBack extends Context.Service<ComeBack>()("@coffeebuddy/application/ComeBack", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("ComeBack.execute")(function* (request: Request, channel: ChannelId) {
      const read = runs.readMember({ channel }, request.by, request.key)
      return yield* decide(request, read, (at) => Switching.backIn(at), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
