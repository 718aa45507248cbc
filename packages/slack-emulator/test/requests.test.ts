import { assert, describe, it } from "@effect/vitest"
import { sign } from "../src/signature.ts"
import { startApp } from "./app.ts"
import { office, signingSecret } from "./workspace.ts"

const isSigned = (request: { headers: Record<string, unknown>; body: string }): boolean =>
  request.headers["x-slack-signature"] ===
  sign(signingSecret, String(request.headers["x-slack-request-timestamp"]), request.body)

describe("what Slack sends", () => {
  it("is signed over the raw body, except the certificate check", async () => {
    const { slack, app } = await office()
    await slack.as("U1").command("coffee", "/coffee für später & bald")
    await slack.sendEvent({ type: "app_home_opened", user: "U1" })
    await slack.sslCheck()
    assert.deepStrictEqual(app.received.map(isSigned), [true, true, false])
    assert.isUndefined(app.received[2]?.headers["x-slack-signature"])
    assert.deepStrictEqual(app.received[2]?.payload, { ssl_check: "1", token: "deprecated" })
    assert.deepStrictEqual(
      app.received.map(({ path }) => path),
      ["/slack/commands", "/slack/events", "/slack/commands"],
    )
  })

  it("goes to the app's addresses in turn", async () => {
    const { slack, app } = await office({ keepAlive: true })
    const other = await startApp()
    try {
      slack.connect([app.url, other.url])
      for (let count = 0; count < 4; count += 1) await slack.as("U1").command("coffee", "/coffee")
      assert.deepStrictEqual([app.received.length, other.received.length], [2, 2])
    } finally {
      await other.stop()
    }
  })

  it("checks the address of events with a challenge", async () => {
    const { slack, app } = await office()
    assert.isFalse(await slack.verifyUrl())
    app.answer = ({ payload }, response) => void response.writeHead(200).end(String(payload.challenge))
    assert.isTrue(await slack.verifyUrl())
  })
})

describe("repeats", () => {
  it("are the same request, byte for byte, as often and wherever asked", async () => {
    const { slack, app } = await office()
    const other = await startApp()
    try {
      await slack.as("U1").command("coffee", "/coffee")
      const replies = await slack.redeliver({ times: 2, to: [app.url, other.url] })
      assert.lengthOf(replies, 4)
      assert.deepStrictEqual([app.received.length, other.received.length], [3, 2])
      const all = [...app.received, ...other.received]
      assert.strictEqual(
        new Set(all.map(({ body, headers }) => `${body} ${String(headers["x-slack-signature"])}`)).size,
        1,
      )
    } finally {
      await other.stop()
    }
  })

  it("may be sent with every request, and only one answer is shown", async () => {
    const { slack, app } = await office()
    slack.sendEach(3)
    app.answer = (_, response) => void response.writeHead(200).end("got it")
    await slack.as("U1").command("coffee", "/coffee")
    assert.lengthOf(app.received, 3)
    assert.lengthOf(slack.as("U1").messages("coffee"), 1)
    assert.lengthOf(slack.sent("command"), 1)
  })

  it("of an event stop when it is taken and say why they come", async () => {
    const { slack, app } = await office({ eventRetries: [0, 1, 2] })
    app.answer = ({ headers }, response) =>
      void response.writeHead(headers["x-slack-retry-num"] === "2" ? 200 : 500).end()
    const reply = await slack.sendEvent({ type: "app_home_opened", user: "U1" })
    assert.strictEqual(reply.kind, "answered")
    assert.deepStrictEqual(
      app.received.map(({ headers }) => [headers["x-slack-retry-num"], headers["x-slack-retry-reason"]]),
      [
        [undefined, undefined],
        ["1", "http_error"],
        ["2", "http_error"],
      ],
    )
    assert.strictEqual(new Set(app.received.map(({ payload }) => payload.event_id)).size, 1)
  })

  it("of an event can be declined", async () => {
    const { slack, app } = await office({ eventRetries: [0, 0, 0] })
    app.answer = (_, response) => void response.writeHead(500, { "x-slack-no-retry": "1" }).end()
    await slack.sendEvent({ type: "app_home_opened", user: "U1" })
    assert.lengthOf(app.received, 1)
  })

  it("of an event to a dead or slow app name the connection or the timeout", async () => {
    const { slack, app } = await office({ eventRetries: [0], deadline: 100 })
    app.answer = () => undefined
    await slack.sendEvent({ type: "app_home_opened", user: "U1" })
    assert.strictEqual(app.received[1]?.headers["x-slack-retry-reason"], "http_timeout")
    slack.connect("http://127.0.0.1:9")
    assert.strictEqual((await slack.sendEvent({ type: "app_home_opened", user: "U1" })).kind, "unreachable")
    slack.connect([])
    assert.strictEqual((await slack.sendEvent({ type: "app_home_opened", user: "U1" })).kind, "unreachable")
  })
})

describe("a response_url", () => {
  const say = (url: unknown, payload: unknown) =>
    fetch(String(url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(payload),
    })

  it("speaks to the person, five times in thirty minutes", async () => {
    let now = 1_700_000_000_000
    const { slack, app } = await office({ clock: () => now })
    const ada = slack.as("U1")
    await ada.command("coffee", "/coffee")
    const url = app.received[0]?.payload.response_url
    for (let use = 0; use < 5; use += 1) assert.strictEqual((await say(url, { text: "still working" })).status, 200)
    assert.strictEqual(await (await say(url, { text: "again" })).text(), "used_url")
    assert.lengthOf(ada.messages("coffee"), 5)
    assert.lengthOf(slack.as("U2").messages("coffee"), 0)
    await ada.command("coffee", "/coffee")
    now += 30 * 60_000
    assert.strictEqual(await (await say(app.received[1]?.payload.response_url, { text: "late" })).text(), "expired_url")
    assert.strictEqual((await say(`${slack.url}/response/T1/unknown`, { text: "x" })).status, 404)
    assert.strictEqual(slack.calls("response_url").filter((call) => call.accepted).length, 5)
  })

  it("replaces or deletes the message whose button was pressed, and can speak to all", async () => {
    const { slack, app, client } = await office()
    const button = { type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } } as const
    const blocks = [{ type: "actions" as const, elements: [button] }]
    await client.chat.postEphemeral({ channel: "C1", user: "U1", text: "private", blocks })
    const ada = slack.as("U1")
    await ada.press("coffee", "Go")
    const { response_url: url, container, message } = app.received[0]?.payload ?? {}
    assert.deepInclude(container, { is_ephemeral: true })
    assert.isUndefined(message)
    await say(url, { replace_original: true, text: "done" })
    assert.deepStrictEqual(
      ada.messages("coffee").map(({ text }) => text),
      ["done"],
    )
    await say(url, { response_type: "in_channel", text: "for all" })
    assert.deepStrictEqual(
      slack
        .as("U2")
        .messages("coffee")
        .map(({ text }) => text),
      ["for all"],
    )
    await say(url, { delete_original: "true" })
    assert.lengthOf(ada.messages("coffee"), 1)
    assert.strictEqual((await say(url, { delete_original: true })).status, 404)
    assert.strictEqual((await say(url, { text: "" })).status, 400)
    assert.strictEqual((await say(url, [])).status, 400)
  })

  it("can be made to fail like a method", async () => {
    const { slack, app } = await office()
    await slack.as("U1").command("coffee", "/coffee")
    const url = app.received[0]?.payload.response_url
    slack.fail("response_url", { status: 503 })
    slack.fail("response_url", { reset: true, afterAccepting: true })
    slack.fail("response_url", { late: 10 })
    assert.strictEqual((await say(url, { text: "one" })).status, 503)
    assert.strictEqual(
      await say(url, { text: "two" }).then(
        () => "answered",
        () => "reset",
      ),
      "reset",
    )
    assert.strictEqual((await say(url, { text: "three" })).status, 200)
    assert.deepStrictEqual(
      slack
        .as("U1")
        .messages("coffee")
        .map(({ text }) => text),
      ["two", "three"],
    )
  })
})

describe("an app that answers a command badly", () => {
  const cases: ReadonlyArray<[string, number, string, string]> = [
    ["with an error status", 500, "text/plain", "dispatch_failed"],
    ["with a message Slack refuses", 200, "application/json", "invalid_command_response"],
    ["with JSON that is no object", 200, "application/json; charset=utf-8", "invalid_command_response"],
  ]
  for (const [how, status, type, error] of cases) {
    it(`${how} is told to the sender as ${error}`, async () => {
      const { slack, app } = await office()
      const body = how.includes("refuses") ? '{"blocks":[{"type":"paragraph"}]}' : "[]"
      app.answer = (_, response) => void response.writeHead(status, { "content-type": type }).end(body)
      const outcome = await slack.as("U1").command("coffee", "/coffee")
      assert.strictEqual(outcome.ephemeral?.text, `/coffee failed with the error "${error}"`)
    })
  }

  it("with an empty object says nothing", async () => {
    const { slack, app } = await office()
    app.answer = (_, response) => void response.writeHead(200, { "content-type": "application/json" }).end("{}")
    assert.isTrue((await slack.as("U1").command("coffee", "/coffee")).ok)
    assert.lengthOf(slack.as("U1").messages("coffee"), 0)
  })

  it("to a press tells the person too", async () => {
    const { slack, app, client } = await office()
    const button = { type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } } as const
    await client.chat.postMessage({ channel: "C1", text: "x", blocks: [{ type: "actions", elements: [button] }] })
    app.answer = (_, response) => void response.writeHead(500).end()
    const outcome = await slack.as("U2").press("coffee", "Go")
    assert.strictEqual(outcome.error, "dispatch_failed")
    assert.include(outcome.ephemeral?.text, "dispatch_failed")
  })

  it("is never asked about a command it did not register", async () => {
    const { slack, app } = await office({ commands: ["/coffee"] })
    const outcome = await slack.as("U1").command("coffee", "/tea now")
    assert.strictEqual(outcome.error, "unknown_command")
    assert.lengthOf(app.received, 0)
  })
})
