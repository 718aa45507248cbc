import { Context, Effect, Layer } from "effect"
import * as Ending from "@coffeebuddy/domain/ending"
import { Directory } from "@coffeebuddy/ports/directory"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { asMemberThenAdmin } from "./administering.ts"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** Replaces an open run's pick-up time, place and note; its starter, its volunteer and channel admins may. */
export class EditRun extends Context.Service<EditRun>()("@coffeebuddy/application/EditRun", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory
    const execute = Effect.fn("EditRun.execute")(function* (
      request: Request,
      subject: Subject,
      details: Ending.Details,
    ) {
      const read = runs.readRun(subject, request.by, request.key)
      return yield* asMemberThenAdmin(directory, request.by, (by) =>
        decide(request, read, (at) => Ending.edit(at, by, details), runs.commit),
      )
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
