import { assert, describe, it } from "@effect/vitest"
import { request } from "node:http"
import { at } from "../src/json.ts"
import { json } from "./app.ts"
import { office } from "./workspace.ts"
import type { Bench } from "./workspace.ts"

const send = async ({ slack }: Bench, path: string, body: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${slack.url}/sandbox/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, ...((await answer.json()) as { ok: boolean; error?: string }) }
}

interface Seen {
  readonly me: string
  readonly channels: ReadonlyArray<Record<string, unknown>>
  readonly messages: Record<string, ReadonlyArray<{ readonly text: string; readonly ephemeral: boolean }>>
  readonly view: { readonly id: string; readonly callback_id: string; readonly errors?: Record<string, string> } | null
  readonly home: { readonly id: string } | null
}

const state = async ({ slack }: Bench, as: string) =>
  (await (await fetch(`${slack.url}/sandbox/state?as=${as}`)).json()) as Seen

/** A request with headers that fetch would not let through. */
const raw = (url: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    request({ hostname, port, path, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on("error", reject)
      .end()
  })

const modal = {
  type: "modal",
  callback_id: "order",
  title: { type: "plain_text", text: "Order" },
  submit: { type: "plain_text", text: "Save" },
  blocks: [
    {
      type: "input",
      block_id: "drink",
      label: { type: "plain_text", text: "Drink" },
      element: { type: "plain_text_input", action_id: "text" },
    },
  ],
} as const

describe("the page's state", () => {
  it("shows a person their channels, messages and ephemerals, and nothing of others", async () => {
    const bench = await office()
    await bench.client.chat.postMessage({ channel: "C1", text: "for all" })
    await bench.client.chat.postEphemeral({ channel: "C1", user: "U1", text: "for Ada" })
    const { channel = "" } = await bench.client.chat.postMessage({ channel: "U2", text: "for Ben" })
    const ada = await state(bench, "U1")
    const ben = await state(bench, "U2")
    assert.deepStrictEqual(
      ada.messages.C1?.map((message) => [message.text, message.ephemeral]),
      [
        ["for all", false],
        ["for Ada", true],
      ],
    )
    assert.isUndefined(ada.messages[channel])
    assert.lengthOf(ben.messages.C1 ?? [], 1)
    assert.lengthOf(ben.messages[channel] ?? [], 1)
    assert.deepStrictEqual(
      ben.channels.find((one) => one.id === channel),
      { id: channel, name: "directmessage", is_im: true, with: "U0COFFEEBOT", topic: "" },
    )
    assert.notInclude(JSON.stringify(ben), "secret")
    assert.notInclude(JSON.stringify(ada), "xoxb")
  })

  it("of nobody in the workspace is not there", async () => {
    const bench = await office()
    assert.strictEqual((await fetch(`${bench.slack.url}/sandbox/state?as=U9`)).status, 404)
    assert.strictEqual(((await (await fetch(`${bench.slack.url}/sandbox/state`)).json()) as Seen).me, "U1")
  })

  it("is announced as it changes", async () => {
    const bench = await office()
    const stream = await fetch(`${bench.slack.url}/sandbox/events`)
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    assert.strictEqual((await reader?.read())?.value, "event: change\ndata: 0\n\n")
    await bench.client.auth.test()
    assert.strictEqual((await reader?.read())?.value, "event: change\ndata: 1\n\n")
    await reader?.cancel()
  })
})

describe("the page's acts", () => {
  it("type, press, submit and close as the person", async () => {
    const bench = await office()
    assert.deepInclude(await send(bench, "command", { as: "U1", channel: "C1", text: "hello" }), { ok: true })
    bench.app.answer = async ({ payload }, response) => {
      if (payload.type !== "view_submission") {
        await bench.client.views.open({ trigger_id: String(payload.trigger_id), view: structuredClone(modal) as never })
      }
      response.writeHead(200).end()
    }
    const button = { type: "button", action_id: "order", text: { type: "plain_text", text: "Order" } } as const
    const { ts } = await bench.client.chat.postMessage({
      channel: "C1",
      text: "run",
      blocks: [{ type: "actions", block_id: "run", elements: [button] }],
    })
    const press = { as: "U1", channel: "C1", ts, block_id: "run", action_id: "order" }
    assert.deepInclude(await send(bench, "action", press), { ok: true })
    const { view } = await state(bench, "U1")
    assert.deepInclude(view, { callback_id: "order" })
    assert.isNull((await state(bench, "U2")).view)
    const values = { drink: { text: { type: "plain_text_input", value: "" } } }
    assert.deepInclude(await send(bench, "submit", { as: "U1", view_id: view?.id, values }), { ok: true })
    assert.deepStrictEqual((await state(bench, "U1")).view?.errors, { drink: "Please complete this required field." })
    values.drink.text.value = "latte"
    assert.deepInclude(await send(bench, "submit", { as: "U1", view_id: view?.id, values }), { ok: true })
    assert.isNull((await state(bench, "U1")).view)
    await send(bench, "action", press)
    const again = (await state(bench, "U1")).view
    assert.deepInclude(await send(bench, "close", { as: "U2", view_id: again?.id }), { error: "view_not_found" })
    assert.deepInclude(await send(bench, "close", { as: "U1", view_id: again?.id }), { ok: true })
  })

  it("reach elements inside a modal and the home tab", async () => {
    const bench = await office()
    const menu = {
      type: "static_select",
      action_id: "size",
      options: [{ text: { type: "plain_text", text: "Small" }, value: "s" }],
    } as const
    const home = { type: "home", blocks: [{ type: "actions", block_id: "b", elements: [menu] }] } as const
    bench.app.answer = async ({ payload }, response) => {
      response.writeHead(200).end()
      if (payload.type === "event_callback")
        await bench.client.views.publish({ user_id: "U1", view: structuredClone(home) as never })
    }
    assert.deepInclude(await send(bench, "home", { as: "U1" }), { ok: true })
    await bench.slack.waitFor(() => bench.slack.as("U1").home(), { what: "the home tab" })
    const shown = await state(bench, "U1")
    const selected = {
      as: "U1",
      view_id: shown.home?.id,
      block_id: "b",
      action_id: "size",
      selected_option: menu.options[0],
    }
    assert.deepInclude(await send(bench, "action", selected), { ok: true })
    assert.deepInclude(at(bench.app.received.at(-1)?.payload, "actions.0"), { selected_option: menu.options[0] })
    assert.deepInclude(bench.app.received.at(-1)?.payload, {
      type: "block_actions",
      container: { type: "view", view_id: shown.home?.id },
    })
  })

  it("say what Slack would when the app fails", async () => {
    const bench = await office({ deadline: 100, eventRetries: [] })
    bench.app.answer = () => undefined
    assert.deepInclude(await send(bench, "command", { as: "U1", channel: "C1", text: "/coffee" }), {
      ok: false,
      error: "operation_timeout",
    })
    assert.deepInclude(await send(bench, "home", { as: "U1" }), { ok: false, error: "http_timeout" })
    bench.app.answer = (_, response) => json(response, [])
    assert.deepInclude(await send(bench, "command", { as: "U1", channel: "C1", text: "/coffee" }), {
      error: "invalid_command_response",
    })
  })

  it("are refused where the person is not, or the thing is not", async () => {
    const bench = await office()
    const wrong: ReadonlyArray<[string, Record<string, unknown>, string]> = [
      ["command", { as: "U9", channel: "C1", text: "x" }, "user_not_found"],
      ["command", { as: "U0COFFEEBOT", channel: "C1", text: "x" }, "user_not_found"],
      ["command", { as: "U2", channel: "C3", text: "x" }, "channel_not_found"],
      ["command", { as: "U2", channel: "C1", text: " " }, "no_text"],
      ["action", { as: "U2", channel: "C1", ts: "1.1", block_id: "a", action_id: "b" }, "action_not_found"],
      ["submit", { as: "U2", view_id: "V1" }, "view_not_found"],
      ["dance", { as: "U2" }, "unknown_path"],
    ]
    for (const [path, body, error] of wrong) assert.deepInclude(await send(bench, path, body), { ok: false, error })
  })
})

describe("the page's server", () => {
  it("serves the page and nothing beside it", async () => {
    const { slack } = await office()
    const page = await fetch(`${slack.url}/`)
    assert.strictEqual(page.status, 200)
    assert.strictEqual(page.headers.get("content-type"), "text/html; charset=utf-8")
    assert.include(page.headers.get("content-security-policy"), "frame-ancestors 'none'")
    assert.strictEqual(
      (await fetch(`${slack.url}/main.js`)).headers.get("content-type"),
      "text/javascript; charset=utf-8",
    )
    const host = { host: new URL(slack.url).host }
    for (const path of [
      "/../emulator.ts",
      "/%2e%2e/emulator.ts",
      "/..%2f..%2fpackage.json",
      "//etc/passwd",
      "/wire.ts",
      "/tsconfig.json",
      "/none.js",
    ]) {
      assert.strictEqual(await raw(slack.url, path, host), 404, path)
    }
  })

  it("knows itself only by its own names, so that no other page can rebind one", async () => {
    const { slack } = await office()
    const { port } = new URL(slack.url)
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
      assert.strictEqual(await raw(slack.url, "/sandbox/state", { host }), 200)
    for (const host of [
      "evil.example",
      `evil-localhost:${port}`,
      `localhost.evil.example:${port}`,
      `10.0.0.1:${port}`,
    ]) {
      assert.strictEqual(await raw(slack.url, "/sandbox/state", { host }), 403, host)
    }
  })

  it("takes acts only from its own page and only as JSON", async () => {
    const bench = await office()
    const act = { as: "U1", channel: "C1", text: "x" }
    assert.deepInclude(await send(bench, "command", act, { origin: "https://evil.example" }), {
      status: 403,
      error: "cross_origin",
    })
    assert.deepInclude(await send(bench, "command", act, { origin: "null" }), { status: 403 })
    assert.deepInclude(await send(bench, "command", act, { "content-type": "text/plain" }), {
      status: 415,
      error: "json_only",
    })
    assert.deepInclude(await send(bench, "command", act, { origin: bench.slack.url }), { status: 200, ok: true })
    assert.strictEqual((await fetch(`${bench.slack.url}/sandbox/state`, { method: "DELETE" })).status, 405)
    const bad = await fetch(`${bench.slack.url}/sandbox/command`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "[",
    })
    assert.strictEqual(bad.status, 400)
  })
})
