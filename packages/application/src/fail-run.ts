import { Context, Effect, Layer } from "effect"
import * as Ending from "@coffeebuddy/domain/ending"
import type { Failure } from "@coffeebuddy/domain/run"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { decide } from "./deciding.ts"
import type { Request } from "./request.ts"
import { countEnd } from "./run-end.ts"

/** Ends an open run whose message Slack refuses to post. */
export class FailRun extends Context.Service<FailRun>()("@coffeebuddy/application/FailRun", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const telemetry = yield* Telemetry
    const execute = Effect.fn("FailRun.execute")(function* (request: Request, subject: Subject, failure: Failure) {
      const read = runs.readRun(subject, null, request.key)
      const answer = yield* decide(request, read, (at) => Ending.fail(at, failure), runs.commit)
      yield* countEnd(telemetry, answer)
      return answer
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
