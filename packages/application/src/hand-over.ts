import { Context, Effect, Layer } from "effect"
import * as HandingOver from "@coffeebuddy/domain/handing-over"
import { Directory } from "@coffeebuddy/ports/directory"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { asMemberThenAdmin } from "./administering.ts"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** The runner cannot go (said by them or a channel admin): the next fairest goes, or nobody. */
export class HandOver extends Context.Service<HandOver>()("@coffeebuddy/application/HandOver", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory
    const execute = Effect.fn("HandOver.execute")(function* (request: Request, subject: Subject) {
      const read = runs.readRun(subject, request.by, request.key)
      return yield* asMemberThenAdmin(directory, request.by, (by) =>
        decide(request, read, (at) => HandingOver.handOver(at, by), runs.commit),
      )
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
