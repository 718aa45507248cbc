import { assert, describe, it } from "@effect/vitest"
import type { InputBlock, ModalView } from "@slack/web-api"
import { controls, textOf } from "../src/actor.ts"
import { at } from "../src/json.ts"
import { json } from "./app.ts"
import { office } from "./workspace.ts"

const orderModal: ModalView = {
  type: "modal",
  callback_id: "order",
  title: { type: "plain_text", text: "Order" },
  submit: { type: "plain_text", text: "Save" },
  private_metadata: "run-1",
  blocks: [
    {
      type: "input",
      block_id: "drink",
      label: { type: "plain_text", text: "Drink" },
      element: { type: "plain_text_input", action_id: "text" },
    },
  ],
}

const runBlocks = [
  { type: "section", text: { type: "mrkdwn", text: "A run is open" } },
  {
    type: "actions",
    block_id: "run",
    elements: [
      { type: "button", action_id: "order", text: { type: "plain_text", text: "Order" }, value: "run-1" },
      {
        type: "overflow",
        action_id: "more",
        options: [
          { text: { type: "plain_text", text: "Volunteer" }, value: "volunteer" },
          { text: { type: "plain_text", text: "Cancel run" }, value: "cancel" },
        ],
      },
    ],
  },
]

const option = (text: string) => ({ text: { type: "plain_text" as const, text }, value: text.toLowerCase() })
const options = (...texts: ReadonlyArray<string>) => texts.map(option)
const input = (block_id: string, label: string, element: InputBlock["element"]): InputBlock => ({
  type: "input",
  block_id,
  label: { type: "plain_text", text: label },
  element,
})

describe("slash commands", () => {
  it("arrive with every field Slack sends, in the sender's name", async () => {
    const { slack, app } = await office()
    const outcome = await slack.as("U2").command("coffee", "/coffee 10:30 downstairs")
    assert.isTrue(outcome.ok)
    const { trigger_id, response_url, ...rest } = app.received[0]?.payload ?? {}
    assert.deepStrictEqual(rest, {
      token: "deprecated",
      team_id: "T1",
      team_domain: "sandbox",
      channel_id: "C1",
      channel_name: "coffee",
      user_id: "U2",
      user_name: "ben",
      command: "/coffee",
      text: "10:30 downstairs",
      api_app_id: "A0COFFEE",
      is_enterprise_install: "false",
    })
    assert.match(String(trigger_id), /^\d+\.\d+\.[0-9a-f]{32}$/)
    assert.include(String(response_url), slack.url)
  })

  it("answered with JSON are seen by the sender alone, or by all when in_channel", async () => {
    const { slack, app } = await office()
    app.answer = (_, response) => json(response, { text: "only you" })
    const outcome = await slack.as("U2").command("coffee", "/coffee")
    assert.strictEqual(outcome.ephemeral?.text, "only you")
    assert.lengthOf(slack.as("U1").messages("coffee"), 0)
    app.answer = (_, response) => json(response, { response_type: "in_channel", text: "everybody" })
    await slack.as("U2").command("coffee", "/coffee")
    assert.deepStrictEqual(
      slack
        .as("U1")
        .messages("coffee")
        .map((message) => message.text),
      ["everybody"],
    )
  })

  it("not answered in time are told to the sender as a timeout, and a late answer is not shown", async () => {
    const { slack, app } = await office()
    app.answer = () => undefined
    const outcome = await slack.as("U1").command("coffee", "/coffee")
    assert.strictEqual(outcome.error, "operation_timeout")
    assert.strictEqual(outcome.ephemeral?.text, '/coffee failed with the error "operation_timeout"')
    assert.isAtLeast(outcome.took, 300)
  })

  it("to a dead app are told to the sender as dispatch_failed", async () => {
    const { slack } = await office()
    slack.connect("http://127.0.0.1:9")
    const outcome = await slack.as("U1").command("coffee", "/coffee")
    assert.strictEqual(outcome.ephemeral?.text, '/coffee failed with the error "dispatch_failed"')
    assert.lengthOf(slack.as("U2").messages("coffee"), 0)
  })
})

describe("modals", () => {
  it("open from a button, take what is typed, show errors and close when accepted", async () => {
    const { slack, app, client } = await office()
    await client.chat.postMessage({ channel: "C1", text: "A run is open", blocks: runBlocks })
    app.answer = async ({ payload }, response) => {
      if (payload.type === "block_actions") {
        await client.views.open({ trigger_id: String(payload.trigger_id), view: orderModal })
        return void response.writeHead(200).end()
      }
      const text = JSON.stringify(payload.view).includes("water")
      if (text) return json(response, { response_action: "errors", errors: { drink: "No water today" } })
      response.writeHead(200).end()
    }
    const ben = slack.as("U2")
    const pressed = await ben.press("coffee", "Order")
    assert.strictEqual(pressed.view?.content.callback_id, "order")
    const view = ben.openView()
    assert.exists(view)
    const refused = await ben.submit(view, { Drink: "water" })
    assert.deepStrictEqual(refused.errors, { drink: "No water today" })
    const saved = await ben.submit(view, { drink: "flat white" })
    assert.isTrue(saved.ok)
    assert.isUndefined(ben.openView())
    const submission = app.received.at(-1)?.payload
    assert.strictEqual(submission?.type, "view_submission")
    assert.deepStrictEqual(at(submission, "view.state.values"), {
      drink: { text: { type: "plain_text_input", value: "flat white" } },
    })
  })

  it("are not sent to the app while a required field is empty", async () => {
    const { slack, app, client } = await office()
    app.answer = async ({ payload }, response) => {
      await client.views.open({ trigger_id: String(payload.trigger_id), view: orderModal })
      response.writeHead(200).end()
    }
    const ben = slack.as("U2")
    const { view } = await ben.command("coffee", "/coffee order")
    assert.exists(view)
    const outcome = await ben.submit(view, {})
    assert.deepStrictEqual(outcome.errors, { drink: "Please complete this required field." })
    assert.lengthOf(app.received, 1)
  })
})

describe("buttons and menus", () => {
  it("send the action with its message, state, response_url and trigger", async () => {
    const { slack, app, client } = await office()
    const { ts } = await client.chat.postMessage({ channel: "C1", text: "A run is open", blocks: runBlocks })
    await slack.as("U2").press("coffee", "order")
    const payload = app.received[0]?.payload ?? {}
    assert.deepInclude(payload, {
      type: "block_actions",
      user: { id: "U2", username: "ben", name: "ben", team_id: "T1" },
      container: { type: "message", message_ts: ts, channel_id: "C1", is_ephemeral: false },
      channel: { id: "C1", name: "coffee" },
      team: { id: "T1", domain: "sandbox" },
      enterprise: null,
      state: { values: {} },
    })
    const [action] = payload.actions as ReadonlyArray<Record<string, unknown>>
    assert.deepInclude(action, { action_id: "order", block_id: "run", type: "button", value: "run-1" })
    assert.match(String(action?.action_ts), /^\d+\.\d{6}$/)
  })

  it("can be named by an option's label", async () => {
    const { slack, app, client } = await office()
    await client.chat.postMessage({ channel: "C1", text: "A run is open", blocks: runBlocks })
    await slack.as("U2").press("coffee", "Volunteer")
    const [action] = (app.received[0]?.payload.actions ?? []) as ReadonlyArray<{ selected_option: { value: string } }>
    assert.strictEqual(action?.selected_option.value, "volunteer")
  })

  it("that are not there are named in the error, with those that are", async () => {
    const { slack, client } = await office()
    await client.chat.postMessage({ channel: "C1", text: "A run is open", blocks: runBlocks })
    const failed = await slack
      .as("U2")
      .press("coffee", "Close")
      .then(() => "", String)
    assert.include(failed, 'nothing called "Close"')
    assert.include(failed, "order (Order)")
  })
})

const wholeForm: ModalView = {
  type: "modal",
  title: { type: "plain_text", text: "Settings" },
  submit: { type: "plain_text", text: "Save" },
  blocks: [
    input("size", "Size", {
      type: "static_select",
      action_id: "v",
      options: options("Small", "Large"),
      initial_option: option("Small"),
    }),
    input("milk", "Milk", { type: "radio_buttons", action_id: "v", options: options("Oat", "Cow") }),
    input("extras", "Extras", { type: "checkboxes", action_id: "v", options: options("Sugar", "Cinnamon") }),
    input("people", "People", { type: "multi_users_select", action_id: "v" }),
    input("who", "Who", { type: "users_select", action_id: "v", initial_user: "U1" }),
    input("day", "Day", { type: "datepicker", action_id: "v" }),
    input("at", "At", { type: "timepicker", action_id: "v" }),
    input("note", "Note", { type: "plain_text_input", action_id: "v", min_length: 3 }),
  ],
}

describe("a form", () => {
  it("is filled in by label with what a person would choose", async () => {
    const { slack, app, client } = await office()
    app.answer = async ({ payload }, response) => {
      if (payload.command !== undefined)
        await client.views.open({ trigger_id: String(payload.trigger_id), view: wholeForm })
      response.writeHead(200).end()
    }
    const ben = slack.as("U2")
    const { view } = await ben.command("coffee", "/coffee admin")
    assert.exists(view)
    const short = await ben.submit(view, {
      Milk: "Oat",
      Extras: "Sugar",
      People: ["U1"],
      Day: "2026-11-23",
      At: "10:30",
      Note: "no",
    })
    assert.deepStrictEqual(short.errors, { note: "Must be at least 3 characters." })
    await ben.submit(view, {
      Extras: ["Sugar", "Cinnamon"],
      People: ["U1", "U3"],
      note: { type: "plain_text_input", value: "two bags" },
    })
    const values = at(app.received.at(-1)?.payload, "view.state.values")
    assert.deepStrictEqual(values, {
      size: { v: { type: "static_select", selected_option: option("Small") } },
      milk: { v: { type: "radio_buttons", selected_option: option("Oat") } },
      extras: { v: { type: "checkboxes", selected_options: options("Sugar", "Cinnamon") } },
      people: { v: { type: "multi_users_select", selected_users: ["U1", "U3"] } },
      who: { v: { type: "users_select", selected_user: "U1" } },
      day: { v: { type: "datepicker", selected_date: "2026-11-23" } },
      at: { v: { type: "timepicker", selected_time: "10:30" } },
      note: { v: { type: "plain_text_input", value: "two bags" } },
    })
  })

  it("says which fields and options there are when one is not", async () => {
    const { slack, app, client } = await office()
    app.answer = async ({ payload }, response) => {
      await client.views.open({ trigger_id: String(payload.trigger_id), view: wholeForm })
      response.writeHead(200).end()
    }
    const ben = slack.as("U2")
    const { view } = await ben.command("coffee", "/coffee admin")
    assert.exists(view)
    const why = (values: Parameters<typeof ben.submit>[1]) => ben.submit(view, values).then(() => "", String)
    assert.include(await why({ Colour: "red" }), 'nothing called "Colour"')
    assert.include(await why({ Milk: "Soy" }), "Oat | Cow")
    await ben.closeView()
    assert.include(await why({}), "is closed")
    assert.deepStrictEqual(controls(view).length, 8)
  })
})

describe("what a person sees", () => {
  it("is the message with its blocks, as a reader would read it", async () => {
    const { slack, client } = await office()
    await client.chat.postMessage({ channel: "C1", text: "fallback", blocks: runBlocks })
    const [message] = slack.as("U2").messages("coffee")
    assert.exists(message)
    assert.include(textOf(message), "A run is open")
  })
})
