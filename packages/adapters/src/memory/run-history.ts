import { Effect, Layer } from "effect"
import { RunHistory } from "@coffeebuddy/ports/run-history"
import { Memory } from "./state.ts"
import { runsOf } from "./tables.ts"

/** The past in memory. */
export const layer = Layer.effect(
  RunHistory,
  Effect.gen(function* () {
    const memory = yield* Memory
    return RunHistory.of({
      latest: (channel, { limit, status }) =>
        Effect.sync(() =>
          runsOf(memory.tables, channel)
            .filter((run) => status === undefined || run.status === status)
            .slice(0, limit),
        ),
      standings: memory.standings,
    })
  }),
)
