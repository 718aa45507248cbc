import { Context, Effect, Layer } from "effect"
import * as HandingOver from "@coffeebuddy/domain/handing-over"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"
import { logRunner } from "./who-goes.ts"

/** The requester is to go and cannot: the next fairest goes, or nobody. */
export class HandOver extends Context.Service<HandOver>()("@coffeebuddy/application/HandOver", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("HandOver.execute")(function* (request: Request, subject: Subject) {
      const read = runs.readRun(subject, request.by, request.key)
      const answer = yield* decide(request, read, (at) => HandingOver.handOver(at, request.by), runs.commit)
      yield* logRunner(answer)
      return answer
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
