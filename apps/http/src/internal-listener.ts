import { Effect } from "effect"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { Health } from "./health.ts"
import { listen, send } from "./listener.ts"

const json = { "content-type": "application/json" }

/** Answers `/health/live`, `/health/ready`, or nothing (null) when the path is another's. */
export const healthAnswer = (path: string): Effect.Effect<{ status: number; body: string } | null, never, Health> =>
  Effect.gen(function* () {
    if (path === "/health/live") return { status: 200, body: JSON.stringify({ live: true }) }
    if (path !== "/health/ready") return null
    const health = yield* Health
    const readiness = yield* health.readiness
    return { status: readiness.ready ? 200 : 503, body: JSON.stringify(readiness) }
  })

/** The listener for Kubernetes and Prometheus: health and metrics. Answers the port. */
export const internalListener = Effect.fn("internalListener")(function* (port: number, host: string | undefined) {
  const telemetry = yield* Telemetry
  const run = Effect.runPromiseWith(yield* Effect.context<Health>())
  const answer = (method: string, path: string) =>
    Effect.gen(function* () {
      if (method !== "GET") return { status: 405, headers: json, body: JSON.stringify({ error: "only GET" }) }
      if (path === "/metrics") {
        const { contentType, text } = yield* telemetry.render
        return { status: 200, headers: { "content-type": contentType }, body: text }
      }
      const health = yield* healthAnswer(path)
      return health === null
        ? { status: 404, headers: json, body: JSON.stringify({ error: "not found" }) }
        : { ...health, headers: json }
    })
  return yield* listen(port, host, (request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/"
    run(answer(request.method ?? "GET", path)).then(
      ({ status, headers, body }) => send(response, status, headers, body),
      () => send(response, 500, json, JSON.stringify({ error: "internal" })),
    )
  })
})
