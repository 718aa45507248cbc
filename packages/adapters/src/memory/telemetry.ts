import { Context, Effect, Layer } from "effect"
import { Telemetry } from "@coffeebuddy/ports/telemetry"

/** What was counted: `runStarted`, `runEnded closed`, `delivered summary Sent` and so on, with how often. */
export class Counted extends Context.Service<
  Counted,
  {
    readonly counts: Effect.Effect<ReadonlyMap<string, number>>
    /** How often this was counted, e.g. `error store`; 0 when never. */
    readonly count: (what: string) => Effect.Effect<number>
  }
>()("@coffeebuddy/adapters/memory/Counted") {}

/** Counts in memory; durations are not kept. */
export const layer = Layer.effectContext(
  Effect.sync(() => {
    const counts = new Map<string, number>()
    const count = (...words: ReadonlyArray<string>) =>
      Effect.sync(() => void counts.set(words.join(" "), (counts.get(words.join(" ")) ?? 0) + 1))
    const telemetry = Telemetry.of({
      runStarted: count("runStarted"),
      runEnded: (status) => count("runEnded", status),
      slackRequest: (kind, outcome) => count("slackRequest", kind, outcome),
      delivered: (kind, result) => count("delivered", kind, result),
      dependency: (part, up) => count("dependency", part, up ? "up" : "down"),
      error: (category) => count("error", category),
      render: Effect.sync(() => ({
        contentType: "text/plain",
        text: [...counts].map(([what, times]) => `${what} ${times}\n`).join(""),
      })),
    })
    const counted = Counted.of({
      counts: Effect.sync(() => new Map(counts)),
      count: (what) => Effect.sync(() => counts.get(what) ?? 0),
    })
    return Context.make(Counted, counted).pipe(Context.add(Telemetry, telemetry))
  }),
)
