import { Effect, Layer } from "effect"
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client"
import { Telemetry } from "@coffeebuddy/ports/telemetry"

/** Seconds; fine around the 2 s we promise and the 3 s after which Slack gives up. */
const latency = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 5]

/** Seconds: from a hasty minute to a whole day. */
const runDuration = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]

/** Telemetry in a registry of its own, one per process. */
export const layer: Layer.Layer<Telemetry> = Layer.effect(
  Telemetry,
  Effect.acquireRelease(
    Effect.sync(() => {
      const registry = new Registry()
      collectDefaultMetrics({ register: registry })
      return registry
    }),
    (registry) => Effect.sync(() => registry.clear()),
  ).pipe(Effect.map(telemetry)),
)

function telemetry(registry: Registry) {
  const registers = [registry]
  const counter = <const Label extends string>(name: string, help: string, labelNames: ReadonlyArray<Label>) =>
    new Counter<Label>({ name, help, labelNames: [...labelNames], registers })
  const started = counter("coffeebuddy_runs_started_total", "Runs opened.", [])
  const ended = counter("coffeebuddy_runs_ended_total", "Runs that ended, by final state.", ["status"])
  const requests = counter("coffeebuddy_slack_requests_total", "Requests from Slack, by kind and how they ended.", [
    "kind",
    "outcome",
  ])
  const deliveries = counter("coffeebuddy_deliveries_total", "Attempts to bring an owed message to Slack.", [
    "kind",
    "result",
  ])
  const ambiguous = counter(
    "coffeebuddy_delivery_ambiguous_total",
    "Messages sent again although an earlier attempt may have arrived.",
    ["kind"],
  )
  const errors = counter("coffeebuddy_errors_total", "Errors, by whose fault they are.", ["category"])
  const dependencies = new Gauge({
    name: "coffeebuddy_dependency_up",
    help: "Whether a part that CoffeeBuddy depends on answers: 1, or 0.",
    labelNames: ["part"],
    registers,
  })
  const took = new Histogram({
    name: "coffeebuddy_slack_request_seconds",
    help: "From a request's arrival to its answer; requests refused unread are left out.",
    labelNames: ["kind"],
    buckets: latency,
    registers,
  })
  const lasted = new Histogram({
    name: "coffeebuddy_run_duration_seconds",
    help: "From a run's opening to its end.",
    labelNames: ["status"],
    buckets: runDuration,
    registers,
  })
  return Telemetry.of({
    runStarted: Effect.sync(() => started.inc()),
    runEnded: (status, milliseconds) =>
      Effect.sync(() => {
        ended.inc({ status })
        lasted.observe({ status }, milliseconds / 1_000)
      }),
    slackRequest: (kind, outcome, milliseconds) =>
      Effect.sync(() => {
        requests.inc({ kind, outcome })
        if (milliseconds !== null) took.observe({ kind }, milliseconds / 1_000)
      }),
    delivered: (kind, result) =>
      Effect.sync(() => {
        deliveries.inc({ kind, result })
        if (result === "ResentUnknown") ambiguous.inc({ kind })
      }),
    dependency: (part, up) => Effect.sync(() => dependencies.set({ part }, up ? 1 : 0)),
    error: (category) => Effect.sync(() => errors.inc({ category })),
    render: Effect.promise(() => registry.metrics()).pipe(
      Effect.map((text) => ({ contentType: registry.contentType, text })),
    ),
  })
}
