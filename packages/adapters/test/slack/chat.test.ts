import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted, Schema } from "effect"
import { ChannelId } from "@coffeebuddy/domain/ids"
import { ZoneName } from "@coffeebuddy/domain/time-zone"
import { Chat, type ChatMessage, ChatRefused, ChatUnknown } from "@coffeebuddy/ports/chat"
import type { SlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import { layer } from "../../src/slack/chat.ts"
import { refusal } from "../../src/slack/refusals.ts"
import { meaning, type WebApiOptions } from "../../src/slack/web-api.ts"
import { ana, at, ben, candidate, channelId, closedAt, decision, mark, order, runId, seenBy } from "./fixtures.ts"
import { emulator, options, token } from "./slack.ts"

const withSlack = <A, E>(
  test: (slack: SlackEmulator, chat: Chat["Service"]) => Effect.Effect<A, E>,
  more: Partial<WebApiOptions> = {},
) =>
  Effect.gen(function* () {
    const slack = yield* emulator
    return yield* Effect.flatMap(Chat, (chat) => test(slack, chat)).pipe(Effect.provide(layer(options(slack, more))))
  })

const newYork = ZoneName.make("America/New_York")
const runMessage: ChatMessage = { kind: "run_message", to: channelId, view: at(), mark: runId }
const list: ChatMessage = {
  kind: "runner_dm",
  to: ben,
  view: closedAt([order(ana, "tea"), order(ben, "secret drink")], decision([candidate(ben)])),
  mark,
}

const refused = (effect: Effect.Effect<unknown, ChatRefused | ChatUnknown>) =>
  Effect.flatMap(Effect.flip(effect), (error) =>
    error instanceof ChatRefused ? Effect.succeed(error) : Effect.die(`not refused but ${error.code}`),
  )
const unknown = (effect: Effect.Effect<unknown, ChatRefused | ChatUnknown>) =>
  Effect.flatMap(Effect.flip(effect), (error) =>
    error instanceof ChatUnknown ? Effect.succeed(error) : Effect.die(`not unknown but ${error.code}`),
  )

describe("posting", () => {
  it.live("puts the message into the channel and answers where it is", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        const ts = yield* chat.post(runMessage)
        const [message, ...more] = slack.messages("coffee")
        assert.strictEqual(message?.ts, ts)
        assert.deepStrictEqual(more, [])
        assert.include(message?.text, "Coffee run open")
        assert.isAbove(message?.blocks?.length ?? 0, 2)
      }),
    ),
  )

  it.live("reaches a member in their direct messages, whose conversation is asked for once", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        yield* chat.post(list)
        yield* chat.post(list)
        assert.strictEqual(slack.messages(ben).length, 2)
        assert.strictEqual(slack.calls("conversations.open").length, 1)
      }),
    ),
  )

  it.live("marks the message with what it is and nothing personal", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        yield* chat.post(list)
        assert.deepStrictEqual(slack.messages(ben)[0]?.metadata, {
          event_type: "coffeebuddy_owed",
          event_payload: { mark, kind: "runner_dm" },
        })
      }),
    ),
  )

  it.live("never posts what is no message, and Slack is not asked", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        const error = yield* refused(chat.post({ ...runMessage, kind: "deadline" }))
        assert.strictEqual(error.kind, "never")
        assert.deepStrictEqual(slack.calls(), [])
      }),
    ),
  )
})

describe("editing", () => {
  it.live("replaces the message and can be done twice", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        const ts = yield* chat.post(runMessage)
        const edited = { ...runMessage, view: at({ orders: [order(ana, "flat white")] }) }
        yield* chat.edit(edited, ts)
        yield* chat.edit(edited, ts)
        assert.strictEqual(slack.messages("coffee").length, 1)
        assert.include(JSON.stringify(slack.messages("coffee")[0]), "flat white")
        assert.isTrue((yield* chat.marksSince(channelId, 0)).has(runId))
      }),
    ),
  )

  it.live("a message that somebody deleted says that it is gone", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        const ts = yield* chat.post(runMessage)
        slack.deleteMessage("coffee", ts)
        assert.strictEqual((yield* refused(chat.edit(runMessage, ts))).kind, "gone")
      }),
    ),
  )
})

describe("looking for what was posted", () => {
  it.live("finds every mark of ours to the end of the history, in channels and direct messages", () =>
    withSlack(
      (slack, chat) =>
        Effect.gen(function* () {
          const ts = yield* chat.post({ ...runMessage, mark })
          for (let more = 0; more < 205; more++) yield* chat.post(runMessage)
          const found = yield* chat.marksSince(channelId, 0)
          assert.strictEqual(found.get(mark), ts)
          assert.deepStrictEqual([...found.keys()].toSorted(), [mark, runId].toSorted())
          assert.strictEqual(slack.calls("conversations.history").length, 2)

          const direct = yield* chat.post(list)
          assert.strictEqual((yield* chat.marksSince(ben, 0)).get(mark), direct)
        }),
      { timeout: 10_000 },
    ),
  )

  it.live("finds nothing where nothing is, or nothing since", () =>
    withSlack((_, chat) =>
      Effect.gen(function* () {
        assert.strictEqual((yield* chat.marksSince(channelId, 0)).size, 0)
        const posted = yield* chat.post(runMessage)
        assert.strictEqual((yield* chat.marksSince(channelId, Math.ceil(Number(posted) * 1_000) + 60_000)).size, 0)
      }),
    ),
  )
})

describe("dialogs", () => {
  const press = (slack: SlackEmulator) =>
    Effect.gen(function* () {
      const triggers: Array<string> = []
      const app = createServer((request, response) => {
        let body = ""
        request.on("data", (chunk) => (body += String(chunk)))
        request.on("end", () => {
          triggers.push(new URLSearchParams(body).get("trigger_id") ?? "")
          response.end()
        })
      })
      yield* Effect.acquireRelease(
        Effect.promise(() => new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve))),
        () => Effect.promise(() => new Promise((resolve) => app.close(resolve))),
      )
      const address: AddressInfo | string | null = app.address()
      if (address === null || typeof address === "string") return yield* Effect.die("no port")
      slack.connect(`http://127.0.0.1:${address.port}`)
      yield* Effect.promise(() => slack.as(ana).command("coffee", "/coffee order"))
      return triggers[0] ?? ""
    }).pipe(Effect.scoped)

  it.live("open for whoever pressed, prefilled", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        const trigger = yield* press(slack)
        const form = {
          _tag: "OrderForm" as const,
          at: seenBy(ana, { order: order(ana, "flat white") }),
          noUsual: false,
        }
        yield* chat.openForm(trigger, form)
        assert.include(JSON.stringify(slack.as(ana).openView()), "flat white")
        assert.strictEqual((yield* refused(chat.openForm(trigger, form))).kind, "never")
      }),
    ),
  )

  it.live("to edit a run open with its details", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        const trigger = yield* press(slack)
        yield* chat.openForm(trigger, { _tag: "DetailsForm", at: seenBy(ana), zone: newYork })
        const { content } = slack.as(ana).openView() ?? {}
        assert.strictEqual(content?.callback_id, "details-form")
        assert.include(JSON.stringify(content), newYork)
      }),
    ),
  )

  it.live("do not open where there is no run", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        yield* chat.openForm("1.2.3", { _tag: "DetailsForm", at: seenBy(ana, { run: null }), zone: newYork })
        assert.deepStrictEqual(slack.calls(), [])
      }),
    ),
  )
})

describe("a refusal", () => {
  const cases: ReadonlyArray<
    readonly [string, (slack: SlackEmulator) => void, ChatRefused["kind"], ChatRefused["failure"]]
  > = [
    ["not a member of the channel", (slack) => slack.removeBot("coffee"), "never", "not-in-channel"],
    ["an archived channel", (slack) => slack.archive("coffee"), "never", "archived"],
    ["a missing permission", (slack) => slack.removeScope("chat:write"), "never", "missing-scope"],
    ["a revoked token", (slack) => slack.revokeToken(), "paused", null],
    ["an invalid token", (slack) => slack.revokeToken("invalid_auth"), "paused", null],
  ]
  for (const [about, breakIt, kind, failure] of cases) {
    it.live(`for ${about} is ${kind}, with what it means for the run`, () =>
      withSlack((slack, chat) =>
        Effect.gen(function* () {
          breakIt(slack)
          const error = yield* refused(chat.post(runMessage))
          assert.strictEqual(error.kind, kind)
          assert.strictEqual(error.failure, failure)
          assert.deepStrictEqual(slack.messages("coffee"), [])
        }),
      ),
    )
  }

  it.live("for an unknown channel or somebody who left is final for that target", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        const nowhere = { ...runMessage, to: ChannelId.make("C0NOWHERE") }
        assert.strictEqual((yield* refused(chat.post(nowhere))).failure, "channel-not-found")
        slack.deactivate(ben)
        assert.strictEqual((yield* refused(chat.post(list))).kind, "never")
      }),
    ),
  )

  it.live("with 429 says when to try again, and holds up nobody else", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        slack.throttle(7, { channel: "coffee" })
        const error = yield* refused(chat.post(runMessage))
        assert.strictEqual(error.kind, "later")
        assert.isAbove(error.retryAfter, 5_000)
        assert.isAtMost(error.retryAfter, 7_000)
        yield* chat.post(list)
        assert.strictEqual(slack.calls("chat.postMessage").length, 2)
      }),
    ),
  )

  it.live("that a new token cures is cured by the next call", () => {
    let present = token
    return withSlack(
      (slack, chat) =>
        Effect.gen(function* () {
          slack.rotateToken("xoxb-2-new")
          assert.strictEqual((yield* refused(chat.post(runMessage))).kind, "paused")
          present = "xoxb-2-new"
          yield* chat.post(runMessage)
        }),
      { token: Effect.sync(() => Redacted.make(present)) },
    )
  })

  it("for restrictions of any kind is final, for a code we never saw it is unknown", () => {
    assert.strictEqual(refusal("restricted_action_read_only_channel")?.failure, "restricted")
    assert.strictEqual(refusal("restricted_action")?.kind, "never")
    assert.strictEqual(refusal("msg_blocks_too_long")?.failure, "rejected-message")
    assert.strictEqual(refusal("message_limit_exceeded")?.kind, "later")
    assert.isAbove(refusal("message_limit_exceeded")?.retryAfter ?? 0, 0)
    for (const code of ["fatal_error", "internal_error", "service_unavailable", "request_timeout", "brand_new"]) {
      assert.isNull(refusal(code))
    }
  })
})

describe("an unclear answer", () => {
  const faults = [
    ["http_500", { status: 500 }],
    ["http_503", { status: 503, afterAccepting: true }],
    ["fatal_error", { error: "fatal_error", afterAccepting: true }],
    ["internal_error", { error: "internal_error" }],
    ["timeout", { hang: true, afterAccepting: true }],
  ] as const
  for (const [code, fault] of faults) {
    it.live(`such as ${JSON.stringify(fault)} is unknown, and the call is never repeated`, () =>
      withSlack((slack, chat) =>
        Effect.gen(function* () {
          slack.fail("chat.postMessage", fault)
          assert.strictEqual((yield* unknown(chat.post(runMessage))).code, code)
          assert.strictEqual(slack.calls("chat.postMessage").length, 1)
          assert.strictEqual(slack.messages("coffee").length, "afterAccepting" in fault ? 1 : 0)
          assert.strictEqual((yield* chat.marksSince(channelId, 0)).size, slack.messages("coffee").length)
        }),
      ),
    )
  }

  it.live("such as a dropped connection is unknown, whether Slack took the message or not", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        for (const afterAccepting of [true, false]) {
          slack.fail("chat.postMessage", { reset: true, afterAccepting })
          yield* unknown(chat.post(runMessage))
        }
        assert.strictEqual(slack.calls("chat.postMessage").length, 2)
        assert.strictEqual(slack.messages("coffee").length, 1)
      }),
    ),
  )

  it.live("when looking for a person's conversation is a clear refusal: nothing was sent", () =>
    withSlack((slack, chat) =>
      Effect.gen(function* () {
        for (const fault of [{ status: 500 }, { hang: true }, { reset: true }]) {
          slack.fail("conversations.open", fault)
          assert.strictEqual((yield* refused(chat.post(list))).kind, "later")
        }
        assert.deepStrictEqual(slack.messages(ben), [])
        yield* chat.post(list)
      }),
    ),
  )

  it.live("is none where nobody answers the door: nothing was sent", () =>
    Effect.gen(function* () {
      const { url } = yield* Effect.scoped(proxy(200, {}, ""))
      const post = Effect.flatMap(Chat, (chat) => chat.post(runMessage))
      const error = yield* refused(
        Effect.provide(post, layer({ token: Effect.succeed(Redacted.make(token)), apiUrl: url })),
      )
      assert.strictEqual(error.kind, "later")
      assert.strictEqual(error.code, "ECONNREFUSED")
    }),
  )

  it("from outside the SDK's own errors is unknown too", () => {
    assert.strictEqual(meaning(new TypeError("no JSON")).code, "unreadable")
    assert.strictEqual(meaning("text").code, "unreadable")
  })
})

/** A web server that is not Slack, such as a proxy on the way. */
const proxy = (status: number, headers: Record<string, string>, body: string) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<{ url: string; close: () => void }>((resolve) => {
          const server = createServer((_, response) => response.writeHead(status, headers).end(body))
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            const port = typeof address === "object" && address !== null ? address.port : 0
            resolve({ url: `http://127.0.0.1:${port}/api/`, close: () => server.close() })
          })
        }),
    ),
    ({ close }) => Effect.sync(close),
  )

const through = (status: number, headers: Record<string, string>, body: string) =>
  Effect.gen(function* () {
    const { url } = yield* proxy(status, headers, body)
    return yield* Effect.flip(Effect.flatMap(Chat, (chat) => chat.post(runMessage))).pipe(
      Effect.provide(layer({ token: Effect.succeed(Redacted.make(token)), apiUrl: url, timeout: 1_500 })),
    )
  })

describe("a proxy in between", () => {
  it.live("that throttles without saying for how long is waited for", () =>
    Effect.gen(function* () {
      const error = yield* through(429, {}, "slow down")
      assert.strictEqual(error._tag === "ChatRefused" && error.kind, "later")
      assert.strictEqual(error._tag === "ChatRefused" && error.retryAfter, 30_000)
    }),
  )

  it.live("that answers with a page of its own leaves it unknown", () =>
    Effect.gen(function* () {
      for (const [status, body] of [
        [502, "<html>"],
        [200, "<html>"],
        [200, "{}"],
        [200, '{"ok":true}'],
      ] as const) {
        assert.strictEqual((yield* through(status, { "content-type": "text/html" }, body))._tag, "ChatUnknown", body)
      }
    }),
  )
})

/** A server that takes requests and never answers; both promises of the first one. */
const silence = Effect.acquireRelease(
  Effect.sync(() => {
    const asked = Promise.withResolvers<void>()
    const hungUp = Promise.withResolvers<void>()
    const server = createServer((_, response) => {
      response.on("close", hungUp.resolve)
      asked.resolve()
    })
    return { server, asked: asked.promise, hungUp: hungUp.promise }
  }),
  ({ server }) => Effect.sync(() => server.close()),
)

it.live("an interrupted call hangs up, so that its request cannot reach Slack later", () =>
  Effect.gen(function* () {
    const { asked, hungUp, server } = yield* silence
    yield* Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)))
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const quiet = layer({
      token: Effect.succeed(Redacted.make(token)),
      apiUrl: `http://127.0.0.1:${port}/api/`,
      timeout: 600_000,
    })
    const posting = yield* Effect.forkChild(
      Effect.flatMap(Chat, (chat) => chat.post(runMessage)).pipe(Effect.provide(quiet)),
    )
    yield* Effect.promise(() => asked)
    yield* Fiber.interrupt(posting)
    yield* Effect.promise(() => hungUp)
  }),
)

it.live("errors hold a code and never a text, a name or the token", () =>
  withSlack((slack, chat) =>
    Effect.gen(function* () {
      const errors: Array<unknown> = []
      for (const fault of [{ status: 500 }, { error: "invalid_blocks" }, { reset: true }, { error: "fatal_error" }]) {
        slack.fail("chat.postMessage", fault)
        const error = yield* Effect.flip(chat.post(list))
        errors.push(error._tag, error.message, error.stack, Schema.encodeUnknownSync(Schema.Unknown)({ ...error }))
      }
      const said = JSON.stringify(errors)
      for (const secret of ["secret drink", ben, token]) assert.notInclude(said, secret)
    }),
  ),
)
