import { randomUUID } from "node:crypto"
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
import { Clock, Effect, FiberSet, Option, Redacted, Ref, Schema } from "effect"
import { isSslCheck } from "@coffeebuddy/adapters/slack/request"
import { verify } from "@coffeebuddy/adapters/slack/signature"
import { CorrelationId } from "@coffeebuddy/domain/ids"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import type { Health } from "./health.ts"
import { healthAnswer } from "./internal-listener.ts"
import { type Body, listen, readBody, send } from "./listener.ts"
import { type Handled, SlackApp } from "./slack-app.ts"
import { type SlackRoute, slackRoutes } from "./slack-routes.ts"

const json = { "content-type": "application/json; charset=utf-8" }

const readCorrelation = Schema.decodeUnknownOption(CorrelationId)

/** The caller's correlation id when it is a decent one, else a new one. */
const correlationOf = (headers: IncomingHttpHeaders): CorrelationId => {
  const given = headers["x-correlation-id"]
  const read = given === undefined ? Option.none() : readCorrelation(given)
  return Option.getOrElse(read, () => CorrelationId.make(randomUUID()))
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

const one = (header: string | ReadonlyArray<string> | undefined): string | undefined =>
  typeof header === "string" ? header : undefined

const traceOf = (headers: IncomingHttpHeaders): string | null => {
  const value = one(headers["traceparent"])
  return value !== undefined && TRACEPARENT.test(value) ? value : null
}

/** How long answers that are under way may still take when the listener closes, in milliseconds. */
const FINISH = 3_000

/** At most one warning in so many milliseconds. */
const WARN_EVERY = 10_000

export interface SlackListenerOptions {
  readonly port: number
  readonly host: string | undefined
  /** Any of them may have signed. */
  readonly secrets: ReadonlyArray<Redacted.Redacted<string>>
}

/**
 * The listener for Slack. A plain node:http handler, because it is the path that every request takes (docs/adr): it takes the body within
 * the route's limit, checks the signature over its bytes, decodes it, and hands it to the app. 413, 401, 400: nothing was done.
 */
export const slackListener = Effect.fn("slackListener")(function* (options: SlackListenerOptions) {
  const app = yield* SlackApp
  const telemetry = yield* Telemetry
  const inHand = yield* FiberSet.make()
  // Runs once nothing new is accepted: answers that follow by response_url are owed all the same.
  yield* Effect.addFinalizer(() => Effect.timeoutOption(FiberSet.awaitEmpty(inHand), FINISH))
  const run = yield* FiberSet.runtime(inHand)<Health>()
  const warned = yield* Ref.make(-Infinity)
  const secrets = options.secrets.map(Redacted.value)

  /** An operator has to hear of it, but whoever knocks in vain all day may not fill the log. */
  const warn = Effect.fn("slackListener.warn")(function* (error: string, status: number) {
    const now = yield* Clock.currentTimeMillis
    if (now - (yield* Ref.get(warned)) < WARN_EVERY) return
    yield* Ref.set(warned, now)
    yield* Effect.logWarning("a request was refused unread", { error, status })
  })

  const refuse = (route: SlackRoute, response: ServerResponse, status: number, error: string, close = false) => {
    run(Effect.andThen(telemetry.slackRequest(route.kind, "refused", null), warn(error, status)))
    send(response, status, json, JSON.stringify({ error }), close)
  }

  const receive = (
    request: IncomingMessage,
    response: ServerResponse,
    route: SlackRoute,
    body: Body,
    arrived: number,
  ) => {
    if (body === "aborted") return
    if (body === "too-large") return refuse(route, response, 413, `the body is larger than ${route.limit} bytes`, true)
    const { headers } = request
    const genuine = verify({
      secrets,
      timestamp: one(headers["x-slack-request-timestamp"]),
      signature: one(headers["x-slack-signature"]),
      rawBody: body,
      nowSeconds: Math.floor(Date.now() / 1000),
    })
    if (!genuine) {
      if (route.formEncoded && isSslCheck(body)) return send(response, 200, {}, "")
      return refuse(route, response, 401, "the signature does not match")
    }
    const incoming = route.decode(body)
    if (incoming._tag === "Failure") return refuse(route, response, 400, incoming.failure.message)
    const correlation = correlationOf(headers)
    const answered = { ...json, "x-correlation-id": correlation }
    const reply = ({ status, body: content }: Handled) =>
      send(response, status, content === null ? { "x-correlation-id": correlation } : answered, content ?? "")
    run(
      app
        .handle(incoming.success, { correlation, trace: traceOf(headers), arrived }, reply)
        .pipe(Effect.annotateLogs({ correlationId: correlation })),
    )
  }

  const health = (response: ServerResponse, path: string) =>
    healthAnswer(path).pipe(
      Effect.map((answer) => send(response, answer?.status ?? 404, json, answer?.body ?? '{"error":"not found"}')),
    )

  return yield* listen(options.port, options.host, (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/"
    const route = slackRoutes.get(path)
    if (route === undefined) return void run(health(response, path))
    if (request.method !== "POST") return send(response, 405, { ...json, allow: "POST" }, '{"error":"only POST"}', true)
    const arrived = Date.now()
    readBody(request, route.limit, (body) => receive(request, response, route, body, arrived))
  })
})
