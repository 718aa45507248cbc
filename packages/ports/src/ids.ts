import { Context, type Effect } from "effect"
import type { CorrelationId, RunId } from "@coffeebuddy/domain/ids"

/** Fresh identifiers, never given twice. */
export class Ids extends Context.Service<
  Ids,
  {
    /** UUIDv7: later ids sort after earlier ones of the same process. */
    readonly run: Effect.Effect<RunId>
    readonly correlation: Effect.Effect<CorrelationId>
  }
>()("@coffeebuddy/ports/Ids") {}
