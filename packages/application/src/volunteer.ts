import { Context, Effect, Layer } from "effect"
import * as Volunteering from "@coffeebuddy/domain/volunteering"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"

/** The requester offers to go: for an open run, or instead of whoever was picked when it closed. */
export class Volunteer extends Context.Service<Volunteer>()("@coffeebuddy/application/Volunteer", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const execute = Effect.fn("Volunteer.execute")(function* (request: Request, subject: Subject) {
      const read = runs.readRun(subject, request.by, request.key)
      return yield* decide(request, read, (at) => Volunteering.volunteer(at, request.by), runs.commit)
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
