import { Context, Effect, Layer } from "effect"
import * as Ordering from "@coffeebuddy/domain/ordering"
import type { OrderText } from "@coffeebuddy/domain/text"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Sets the requester's order in the channel's open run, or in the run named; ordering again replaces it. */
export class PlaceOrder extends Context.Service<PlaceOrder>()("@coffeebuddy/application/PlaceOrder", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("PlaceOrder.execute")(function* (request: Request, subject: Subject, text: OrderText) {
      const read = runs.readMember(subject, request.by, request.key)
      return yield* decide(request, read, (at) => Ordering.place(at, text), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
