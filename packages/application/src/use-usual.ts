import { Context, Effect, Layer } from "effect"
import * as Ordering from "@coffeebuddy/domain/ordering"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Orders what the requester usually has in the channel. `NoUsual` when they never confirmed an order there. */
export class UseUsual extends Context.Service<UseUsual>()("@coffeebuddy/application/UseUsual", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("UseUsual.execute")(function* (request: Request, subject: Subject) {
      const read = runs.readMember(subject, request.by, request.key)
      return yield* decide(request, read, (at) => Ordering.placeUsual(at), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
