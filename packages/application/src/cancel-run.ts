import { Context, Effect, Layer } from "effect"
import * as Ending from "@coffeebuddy/domain/ending"
import { Directory } from "@coffeebuddy/ports/directory"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { asMemberThenAdmin } from "./administering.ts"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"
import { countEnd } from "./run-end.ts"

/** Calls an open run off; its starter, its volunteer and channel admins may. */
export class CancelRun extends Context.Service<CancelRun>()("@coffeebuddy/application/CancelRun", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory
    const telemetry = yield* Telemetry
    const execute = Effect.fn("CancelRun.execute")(function* (request: Request, subject: Subject) {
      const read = runs.readRun(subject, request.by, request.key)
      const answer = yield* asMemberThenAdmin(directory, request.by, (by) =>
        decide(request, read, (at) => Ending.cancel(at, by), runs.commit),
      )
      yield* countEnd(telemetry, answer)
      return answer
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
