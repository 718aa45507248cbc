import { App, HTTPReceiver, LogLevel } from "@slack/bolt"
import { assert, describe, it } from "@effect/vitest"
import { office, signingSecret, token } from "./workspace.ts"
import type { Bench } from "./workspace.ts"

/** An app in Slack's own framework: it opens a modal, saves what is typed, and answers a button through its response_url. */
const boltApp = async ({ slack }: Bench) => {
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: ["/slack/commands", "/slack/interactions", "/slack/events"],
    port: 0,
  })
  const app = new App({
    token,
    receiver,
    clientOptions: { slackApiUrl: slack.apiUrl },
    logLevel: LogLevel.ERROR,
  })
  const saved: Array<string> = []
  app.command("/coffee", async ({ ack, body, client }) => {
    await ack()
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
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
      },
    })
  })
  app.view("order", async ({ ack, view }) => {
    const drink = view.state.values.drink?.text?.value ?? ""
    saved.push(drink)
    await ack(drink === "tea" ? { response_action: "errors", errors: { drink: "This is a coffee run" } } : undefined)
  })
  app.action("join", async ({ ack, respond, body }) => {
    await ack()
    await respond({ response_type: "ephemeral", replace_original: false, text: `welcome <@${body.user.id}>` })
  })
  app.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [{ type: "divider" }] } })
  })
  const server = await app.start(0)
  const address = server.address()
  slack.connect(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`)
  return { saved, stop: () => app.stop() }
}

describe("an app in Bolt, Slack's own framework,", () => {
  it("takes our commands, submissions, presses and events for Slack's", async () => {
    const bench = await office({ deadline: 3_000 })
    const { slack, client } = bench
    const app = await boltApp(bench)
    try {
      const ben = slack.as("U2")
      assert.strictEqual((await ben.command("coffee", "/coffee")).status, 200)
      const view = await slack.waitFor(() => ben.openView(), { what: "the order modal" })
      assert.deepStrictEqual((await ben.submit(view, { Drink: "tea" })).errors, { drink: "This is a coffee run" })
      assert.isTrue((await ben.submit(view, { Drink: "latte" })).ok)
      assert.deepStrictEqual(app.saved, ["tea", "latte"])

      const join = { type: "button", action_id: "join", text: { type: "plain_text", text: "Join" } } as const
      await client.chat.postMessage({ channel: "C1", text: "run", blocks: [{ type: "actions", elements: [join] }] })
      await ben.press("coffee", "Join")
      await slack.waitFor(() => ben.messages("coffee").some(({ text }) => text === "welcome <@U2>"), {
        what: "the welcome",
      })

      await ben.openHome()
      await slack.waitFor(() => ben.home(), { what: "the home tab" })
      assert.isTrue(await slack.verifyUrl())
      assert.strictEqual((await slack.sslCheck()).kind, "answered")
    } finally {
      await app.stop()
    }
  })
})
