import { Context, Effect, Layer } from "effect"
import * as Closing from "@coffeebuddy/domain/closing"
import { RequestKey } from "@coffeebuddy/domain/ids"
import type { Actor } from "@coffeebuddy/domain/permission"
import { Directory } from "@coffeebuddy/ports/directory"
import { Conflict, RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { asMemberThenAdmin } from "./administering.ts"
import { crashPoint } from "./crash-point.ts"
import { decideOnce } from "./deciding.ts"
import type { Answer, Request } from "./request.ts"
import { countEnd } from "./run-end.ts"
import { logRunner } from "./who-goes.ts"

/** A close that was outrun this often by orders freezes the run before it tries again. */
const FREEZE_AFTER = 2

/** With ordering frozen only other closes, and the like, can still conflict. */
const ROUNDS = 12

/** Closes an open run and settles who goes. */
export class CloseRun extends Context.Service<CloseRun>()("@coffeebuddy/application/CloseRun", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory
    const telemetry = yield* Telemetry

    const freeze = Effect.fn("CloseRun.freeze")(function* (request: Request, subject: Subject, by: Actor) {
      yield* crashPoint("close.freeze")
      const key = RequestKey.make(`${request.key}:freeze`)
      const read = runs.readRun(subject, by.member, key)
      yield* decideOnce({ ...request, key }, read, (at) => Closing.freeze(at, by), runs.commit)
      yield* crashPoint("close.frozen")
    })

    const rounds = Effect.fn("CloseRun.rounds")(function* (request: Request, subject: Subject, by: Actor) {
      const read = runs.readRun(subject, by.member, request.key)
      for (let round = 1; round <= ROUNDS; round++) {
        const answer = yield* decideOnce(request, read, (at) => Closing.close(at, by), runs.commit)
        if (answer !== null) return answer
        if (round === FREEZE_AFTER) yield* freeze(request, subject, by)
      }
      return yield* new Conflict()
    })

    const finish = Effect.fn("CloseRun.finish")(function* (answer: Answer) {
      yield* countEnd(telemetry, answer)
      yield* logRunner(answer)
      return answer
    })

    /** As the requester: the starter, the volunteer, a channel admin, or anybody where the channel allows it. */
    const execute = Effect.fn("CloseRun.execute")(function* (request: Request, subject: Subject) {
      return yield* finish(yield* asMemberThenAdmin(directory, request.by, (by) => rounds(request, subject, by)))
    })

    /** For someone who was allowed to close when they froze the run, but did not live to. */
    const complete = Effect.fn("CloseRun.complete")(function* (request: Request, subject: Subject) {
      return yield* finish(yield* rounds(request, subject, { member: request.by, admin: true }))
    })

    return { execute, complete }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
