import { Agent, request } from "node:http"
import { connect } from "node:net"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Layer, Logger, Option, Redacted, References } from "effect"
import * as Prometheus from "@coffeebuddy/adapters/metrics/prometheus"
import type { Incoming } from "@coffeebuddy/adapters/slack/request"
import { type Finding, layer as healthLayer } from "@coffeebuddy/http/health"
import { internalListener } from "@coffeebuddy/http/internal-listener"
import { listen } from "@coffeebuddy/http/listener"
import { SlackApp } from "@coffeebuddy/http/slack-app"
import { slackListener } from "@coffeebuddy/http/slack-listener"
import type { Context } from "@coffeebuddy/http/telling"
import { ask, command, signed, signingSecret } from "./slack-requests.ts"

interface Handed {
  readonly incoming: Incoming
  readonly context: Context
  readonly logged: Readonly<Record<string, unknown>>
}

const handed: Array<Handed> = []

/** Notes what it is handed, and answers commands with their own words and everything else with nothing. */
const app = Layer.succeed(
  SlackApp,
  SlackApp.of({
    handle: Effect.fn(function* (incoming, context, reply) {
      handed.push({ incoming, context, logged: yield* References.CurrentLogAnnotations })
      if (incoming._tag === "Challenge") return reply({ status: 200, body: JSON.stringify(incoming) })
      reply({ status: 200, body: incoming._tag === "Command" ? JSON.stringify({ text: incoming.text }) : null })
    }),
  }),
)

const well = (part: Finding["part"]) => Effect.succeed<Finding>({ part, state: "ok", blocking: false, detail: null })

const dependencies = Layer.mergeAll(
  app,
  healthLayer({ database: well("database"), slack: well("slack") }),
  Logger.layer([]),
).pipe(Layer.provideMerge(Prometheus.layer))

const listening = Effect.gen(function* () {
  handed.length = 0
  const secrets = [Redacted.make(signingSecret), Redacted.make("the-former-secret")]
  const port = yield* slackListener({ port: 0, host: "127.0.0.1", secrets })
  const internal = yield* internalListener(0, "127.0.0.1")
  return { port, internal }
})

const KIB = 1024
const send = (...asked: Parameters<typeof ask>) => Effect.promise(() => ask(...asked))
const metrics = (internal: number) => Effect.map(send(internal, "/metrics", { method: "GET" }), ({ body }) => body)

layer(dependencies, { excludeTestServices: true })("Slack's listener", (it) => {
  it.effect("hands a signed request to the app and answers with its words", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      const body = command("order café au lait")
      const answer = yield* send(port, "/slack/commands", { body, headers: signed(body) })
      assert.deepStrictEqual([answer.status, answer.body], [200, '{"text":"order café au lait"}'])
      assert.match(answer.headers["content-type"] ?? "", /^application\/json; charset=utf-8$/)
    }),
  )

  it.effect("takes a former secret while it is being rotated", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      const body = command("")
      const headers = signed(body, { secret: "the-former-secret" })
      assert.strictEqual((yield* send(port, "/slack/commands", { body, headers })).status, 200)
    }),
  )

  const body = command("order mocha")
  for (const [rule, headers] of [
    ["another secret", signed(body, { secret: "not-the-secret" })],
    ["another body", signed(`${body}&text=more`)],
    ["a timestamp of six minutes ago", signed(body, { at: Math.floor(Date.now() / 1000) - 360 })],
    ["no signature", { "content-type": "application/x-www-form-urlencoded" }],
    ["a signature that is none", { ...signed(body), "x-slack-signature": "v0=" }],
  ] as const) {
    it.effect(`refuses ${rule} with 401: nothing is done and nothing is given away`, () =>
      Effect.gen(function* () {
        const { port } = yield* listening
        const answer = yield* send(port, "/slack/commands", { body, headers })
        assert.deepStrictEqual([answer.status, answer.body], [401, '{"error":"the signature does not match"}'])
        assert.deepStrictEqual(handed, [])
      }),
    )
  }

  it.effect("refuses what it cannot read with 400, naming the field and never its contents", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      for (const [path, body] of [
        ["/slack/commands", command("order mocha", { user_id: "planted contents" })],
        ["/slack/interactions", `payload=${encodeURIComponent('{"type":"planted contents')}`],
        ["/slack/interactions", "planted=contents"],
        ["/slack/events", "planted contents"],
      ] as const) {
        const answer = yield* send(port, path, { body, headers: signed(body) })
        assert.strictEqual(answer.status, 400, body)
        assert.match(answer.body, /^\{"error":"cannot read [\w.]+"\}$/)
      }
      assert.deepStrictEqual(handed, [])
    }),
  )

  for (const chunked of [false, true]) {
    it.effect(`refuses a body past its route's limit with 413, ${chunked ? "chunked" : "by its length"}`, () =>
      Effect.gen(function* () {
        const { port } = yield* listening
        for (const [path, limit] of [
          ["/slack/commands", 16 * KIB],
          ["/slack/interactions", 1024 * KIB],
          ["/slack/events", 1024 * KIB],
        ] as const) {
          const body = "x".repeat(limit + 1)
          const answer = yield* send(port, path, { body, chunked, headers: signed(body) })
          assert.deepStrictEqual([answer.status, answer.headers.connection], [413, "close"])
          const fits = "x".repeat(limit)
          assert.strictEqual((yield* send(port, path, { body: fits, chunked, headers: signed(fits) })).status, 400)
        }
        assert.deepStrictEqual(handed, [])
      }),
    )
  }

  it.effect("counts what it refuses by kind", () =>
    Effect.gen(function* () {
      const { port, internal } = yield* listening
      const count = (text: string) =>
        Number(/requests_total\{kind="action",outcome="refused"\} (\d+)/.exec(text)?.[1] ?? 0)
      const before = count(yield* metrics(internal))
      yield* send(port, "/slack/interactions", { body: "x" })
      assert.strictEqual(count(yield* metrics(internal)), before + 1)
    }),
  )

  it.effect("takes nothing but POST at Slack's addresses", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      for (const method of ["GET", "PUT", "DELETE"]) {
        const { status, headers } = yield* send(port, "/slack/commands", { method })
        assert.deepStrictEqual([status, headers["allow"]], [405, "POST"])
      }
      assert.strictEqual((yield* send(port, "/slack/elsewhere")).status, 404)
    }),
  )

  it.effect("drops a body that is never finished, and goes on", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      yield* Effect.callback<void>((resume) => {
        const socket = connect(port, "127.0.0.1", () => {
          socket.write("POST /slack/commands HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf", () => {
            socket.destroy()
          })
        })
        socket.once("close", () => resume(Effect.void))
      })
      const body = command("status")
      assert.strictEqual((yield* send(port, "/slack/commands", { body, headers: signed(body) })).status, 200)
      assert.lengthOf(handed, 1)
    }),
  )

  it.effect("answers many requests over one kept connection", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (const text of ["one", "two", "three"]) {
        const body = command(text)
        const answer = yield* send(port, "/slack/commands", { body, headers: signed(body), agent })
        assert.deepStrictEqual([answer.body, answer.headers.connection], [`{"text":"${text}"}`, "keep-alive"])
      }
      const sockets = Object.values(agent.freeSockets).flat()
      assert.lengthOf(sockets, 1)
      agent.destroy()
    }),
  )

  it.effect("lets Slack check the certificate without a signature, and does nothing else for it", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      const checked = yield* send(port, "/slack/commands", { body: "ssl_check=1&text=close" })
      assert.deepStrictEqual([checked.status, checked.body], [200, ""])
      assert.strictEqual((yield* send(port, "/slack/events", { body: "ssl_check=1" })).status, 401)
      assert.deepStrictEqual(handed, [])
    }),
  )

  it.effect("gives Slack's challenge to the app only when it is signed", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aB" })
      assert.strictEqual((yield* send(port, "/slack/events", { body })).status, 401)
      const answer = yield* send(port, "/slack/events", { body, headers: signed(body) })
      assert.include(answer.body, '"challenge":"3eZbrw1aB"')
    }),
  )

  it.effect(
    "takes a decent correlation id and makes one otherwise; it is in the answer, the logs and the request",
    () =>
      Effect.gen(function* () {
        const { port } = yield* listening
        const body = command("")
        const ask = (given: Record<string, string>) =>
          send(port, "/slack/commands", { body, headers: { ...signed(body), ...given } })
        const taken = yield* ask({ "x-correlation-id": "edge-4711" })
        assert.strictEqual(taken.headers["x-correlation-id"], "edge-4711")
        for (const bad of ["", "a b", "x".repeat(500), "<script>"]) {
          const made = (yield* ask({ "x-correlation-id": bad })).headers["x-correlation-id"]
          assert.match(String(made), /^[0-9a-f-]{36}$/)
        }
        const [first] = handed
        assert.strictEqual(first?.context.correlation, "edge-4711")
        assert.strictEqual(first?.logged["correlationId"], "edge-4711")
      }),
  )

  it.effect("passes on a trace context, and no broken one", () =>
    Effect.gen(function* () {
      const { port } = yield* listening
      const trace = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`
      for (const traceparent of [trace, "00-broken"]) {
        const body = command("")
        yield* send(port, "/slack/commands", { body, headers: { ...signed(body), traceparent } })
      }
      assert.deepStrictEqual(
        handed.map(({ context }) => context.trace),
        [trace, null],
      )
    }),
  )
})

layer(dependencies, { excludeTestServices: true })("the internal listener", (it) => {
  it.effect("alone shows metrics, as Prometheus reads them", () =>
    Effect.gen(function* () {
      const { port, internal } = yield* listening
      const { status, headers, body } = yield* send(internal, "/metrics", { method: "GET" })
      assert.strictEqual(status, 200)
      assert.match(headers["content-type"] ?? "", /^text\/plain; version=0\.0\.4/)
      const sample = /^[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\\n]|\\.)*",?)*\})? (-?[\d.]+(e[+-]?\d+)?|NaN|[+-]Inf)$/i
      for (const line of body.split("\n").filter((line) => line !== "")) {
        assert.isTrue(/^# (HELP|TYPE) [a-zA-Z_:][\w:]* \S/.test(line) || sample.test(line), line)
      }
      assert.isTrue(body.endsWith("\n"))
      for (const name of ["runs_started_total", "slack_request_seconds", "deliveries_total", "errors_total"]) {
        assert.include(body, `# TYPE coffeebuddy_${name} `)
      }
      assert.strictEqual((yield* send(port, "/metrics", { method: "GET" })).status, 404)
    }),
  )

  it.effect("answers health on both listeners, and nothing else", () =>
    Effect.gen(function* () {
      const { port, internal } = yield* listening
      for (const listener of [port, internal]) {
        for (const path of ["/health/live", "/health/ready?full=1"]) {
          assert.strictEqual((yield* send(listener, path, { method: "GET" })).status, 200, path)
        }
        assert.strictEqual((yield* send(listener, "/", { method: "GET" })).status, 404)
      }
      assert.strictEqual((yield* send(internal, "/metrics")).status, 405)
    }),
  )
})

describe("listening", () => {
  it.live("says which port is taken", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const port = yield* listen(0, "127.0.0.1", () => {})
        const refused = yield* Effect.flip(listen(port, "127.0.0.1", () => {}))
        assert.strictEqual(refused.message, `cannot listen on port ${port}: EADDRINUSE`)
      }),
    ),
  )

  it.live("ends only when requests in flight are answered, and takes no new ones meanwhile", () =>
    Effect.gen(function* () {
      let finish: Option.Option<() => void> = Option.none()
      const asked = Promise.withResolvers<void>()
      const answered = Promise.withResolvers<number>()
      yield* Effect.scoped(
        Effect.gen(function* () {
          const port = yield* listen(0, "127.0.0.1", (_, response) => {
            finish = Option.some(() => void response.end("done"))
            asked.resolve()
          })
          yield* Effect.addFinalizer(() => Effect.sync(() => setImmediate(Option.getOrThrow(finish))))
          request({ host: "127.0.0.1", port, path: "/" }, (response) => {
            response.resume()
            answered.resolve(response.statusCode ?? 0)
          }).end()
          yield* Effect.promise(() => asked.promise)
        }),
      )
      assert.strictEqual(yield* Effect.promise(() => answered.promise), 200)
    }),
  )
})
