import { Effect, Layer } from "effect"
import { CorrelationId, RunId } from "@coffeebuddy/domain/ids"
import { Ids } from "@coffeebuddy/ports/ids"
import { uuid } from "./uuid.ts"

/** Counts up from 1, the same way in every test: the runs are `uuid("8", 1)` and so on, the correlations `correlation-1` and so on. */
export const layer = Layer.sync(Ids, () => {
  let runs = 0
  let correlations = 0
  return Ids.of({
    run: Effect.sync(() => RunId.make(uuid("8", (runs += 1)))),
    correlation: Effect.sync(() => CorrelationId.make(`correlation-${(correlations += 1)}`)),
  })
})
