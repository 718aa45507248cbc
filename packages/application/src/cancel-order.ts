import { Context, Effect, Layer } from "effect"
import * as Ordering from "@coffeebuddy/domain/ordering"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Takes the requester's order out of an open run, and with it their offer to go. */
export class CancelOrder extends Context.Service<CancelOrder>()("@coffeebuddy/application/CancelOrder", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("CancelOrder.execute")(function* (request: Request, subject: Subject) {
      const read = runs.readMember(subject, request.by, request.key)
      return yield* decide(request, read, (at) => Ordering.cancelOrder(at), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
