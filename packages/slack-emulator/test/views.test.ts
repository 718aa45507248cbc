import { assert, describe, it } from "@effect/vitest"
import type { HomeView, ModalView } from "@slack/web-api"
import { json } from "./app.ts"
import { office, refusal } from "./workspace.ts"
import type { Bench } from "./workspace.ts"

const modal = (title: string, more: Partial<ModalView> = {}): ModalView => ({
  type: "modal",
  title: { type: "plain_text", text: title },
  submit: { type: "plain_text", text: "Save" },
  blocks: [
    {
      type: "input",
      block_id: "drink",
      optional: true,
      label: { type: "plain_text", text: "Drink" },
      element: { type: "plain_text_input", action_id: "text", max_length: 5 },
    },
    {
      type: "actions",
      block_id: "more",
      elements: [{ type: "button", action_id: "again", text: { type: "plain_text", text: "Again" } }],
    },
  ],
  ...more,
})

/** A trigger as a command brings it. */
const trigger = async ({ slack, app }: Bench): Promise<string> => {
  await slack.as("U1").command("coffee", "/coffee")
  return String(app.received.at(-1)?.payload.trigger_id)
}

const opened = async (bench: Bench, view = modal("One")) => {
  await bench.client.views.open({ trigger_id: await trigger(bench), view })
  const shown = bench.slack.as("U1").openView()
  assert.exists(shown)
  return shown
}

describe("a trigger", () => {
  it("opens one modal", async () => {
    const bench = await office()
    const id = await trigger(bench)
    const { view } = await bench.client.views.open({ trigger_id: id, view: modal("One") })
    assert.strictEqual(view?.root_view_id, view?.id)
    assert.isNull(view?.previous_view_id)
    assert.strictEqual(
      await refusal(bench.client.views.open({ trigger_id: id, view: modal("Two") })),
      "exchanged_trigger_id",
    )
    assert.strictEqual(
      await refusal(bench.client.views.open({ trigger_id: "1.2.3", view: modal("Two") })),
      "invalid_trigger_id",
    )
  })

  it("is good for three seconds", async () => {
    let now = 1_700_000_000_000
    const bench = await office({ clock: () => now })
    const [early, late] = [await trigger(bench), await trigger(bench)]
    now += 3_000
    assert.strictEqual(await refusal(bench.client.views.open({ trigger_id: early, view: modal("One") })), "ok")
    now += 1
    assert.strictEqual(
      await refusal(bench.client.views.open({ trigger_id: late, view: modal("One") })),
      "expired_trigger_id",
    )
  })

  it("is not spent by a view that Slack refuses", async () => {
    const bench = await office()
    const id = await trigger(bench)
    const tooLong = modal("A title that is far too long")
    assert.strictEqual(await refusal(bench.client.views.open({ trigger_id: id, view: tooLong })), "invalid_arguments")
    assert.strictEqual(await refusal(bench.client.views.open({ trigger_id: id, view: modal("One") })), "ok")
  })
})

describe("an open modal", () => {
  it("is updated by id or external id, but not over a newer hash", async () => {
    const bench = await office()
    const { id, hash } = await opened(bench, modal("One", { external_id: "run-1" }))
    const update = (args: Record<string, unknown>) =>
      refusal(bench.client.apiCall("views.update", { view: modal("Two"), ...args }))
    assert.strictEqual(await update({ external_id: "run-1", hash }), "ok")
    assert.strictEqual(await update({ view_id: id, hash }), "hash_conflict")
    assert.strictEqual(await update({ view_id: id }), "ok")
    assert.strictEqual(await update({ view_id: "V9" }), "not_found")
    await opened(bench, modal("Three", { external_id: "run-2" }))
    const again = bench.client.views.open({
      trigger_id: await trigger(bench),
      view: modal("Four", { external_id: "run-2" }),
    })
    assert.strictEqual(await refusal(again), "duplicate_external_id")
  })

  it("keeps what is typed when it is updated with the same ids", async () => {
    const bench = await office()
    const view = await opened(bench)
    bench.app.answer = (_, response) => json(response, { response_action: "update", view: modal("Two") })
    await bench.slack.as("U1").submit(view, { Drink: "latte" })
    const after = bench.slack.as("U1").openView()
    assert.strictEqual(after?.values.drink?.text?.value, "latte")
    assert.deepInclude(after?.content.title, { text: "Two" })
  })

  it("stacks up to three and closes one by one", async () => {
    const bench = await office()
    await opened(bench)
    const ada = bench.slack.as("U1")
    const push = async () => {
      const view = ada.openView()
      assert.exists(view)
      await ada.press(view, "again")
      return refusal(
        bench.client.views.push({
          trigger_id: String(bench.app.received.at(-1)?.payload.trigger_id),
          view: modal("More"),
        }),
      )
    }
    assert.strictEqual(await push(), "ok")
    assert.strictEqual(await push(), "ok")
    assert.strictEqual(await push(), "push_limit_reached")
    for (const left of [2, 1, 0]) {
      await ada.closeView()
      assert.lengthOf(bench.slack.state().views.U1 ?? [], left)
    }
  })

  it("is pushed on or cleared by an answer", async () => {
    const bench = await office()
    const view = await opened(bench)
    const ada = bench.slack.as("U1")
    bench.app.answer = (_, response) => json(response, { response_action: "push", view: modal("Sure?") })
    const pushed = await ada.submit(view)
    assert.strictEqual(pushed.view?.previous_view_id, view.id)
    bench.app.answer = (_, response) => json(response, { response_action: "clear" })
    assert.exists(pushed.view)
    await ada.submit(pushed.view)
    assert.isUndefined(ada.openView())
  })

  it("tells the app that it was closed only when the app asked", async () => {
    const bench = await office()
    await opened(bench)
    const before = bench.app.received.length
    await bench.slack.as("U1").closeView()
    assert.lengthOf(bench.app.received, before)
    await opened(bench, modal("Two", { notify_on_close: true }))
    await bench.slack.as("U1").closeView()
    assert.deepInclude(bench.app.received.at(-1)?.payload, { type: "view_closed", is_cleared: false })
  })

  it("checks lengths itself before it asks the app", async () => {
    const bench = await office()
    const view = await opened(bench)
    const before = bench.app.received.length
    const outcome = await bench.slack.as("U1").submit(view, { drink: "cappuccino" })
    assert.deepStrictEqual(outcome.errors, { drink: "Must be no more than 5 characters." })
    assert.lengthOf(bench.app.received, before)
  })
})

describe("a modal whose app answers badly", () => {
  const cases: ReadonlyArray<[string, unknown, string]> = [
    [
      "with a view Slack refuses",
      { response_action: "update", view: modal("A title that is far too long") },
      "invalid_arguments",
    ],
    ["with errors for no field", { response_action: "errors", errors: { nowhere: "no" } }, "invalid_errors"],
    ["with no object", [], "invalid_response"],
  ]
  for (const [how, answer, error] of cases) {
    it(`${how} stays open with Slack's own words`, async () => {
      const bench = await office()
      const view = await opened(bench)
      bench.app.answer = (_, response) => json(response, answer)
      const outcome = await bench.slack.as("U1").submit(view)
      assert.strictEqual(outcome.error, error)
      assert.strictEqual(outcome.view?.trouble, "We had some trouble connecting. Try again?")
    })
  }

  it("too late stays open too", async () => {
    const bench = await office()
    const view = await opened(bench)
    bench.app.answer = () => undefined
    const outcome = await bench.slack.as("U1").submit(view)
    assert.strictEqual(outcome.error, "operation_timeout")
    assert.strictEqual(bench.slack.as("U1").openView()?.id, view.id)
  })
})

describe("the home tab", () => {
  const home: HomeView = { type: "home", blocks: [{ type: "divider" }] }

  it("is published when a person opens it, for them alone", async () => {
    const bench = await office()
    bench.app.answer = async ({ payload }, response) => {
      response.writeHead(200).end()
      if (payload.type === "event_callback") await bench.client.views.publish({ user_id: "U1", view: home })
    }
    await bench.slack.as("U1").openHome()
    const shown = await bench.slack.waitFor(() => bench.slack.as("U1").home(), { what: "Ada's home tab" })
    assert.lengthOf(shown.content.blocks as ReadonlyArray<unknown>, 1)
    assert.isUndefined(bench.slack.as("U2").home())
    const { event } = (bench.app.received[0]?.payload ?? {}) as { event?: Record<string, unknown> }
    assert.deepInclude(event, { type: "app_home_opened", user: "U1", tab: "home" })
  })

  it("is published again only over the hash one knows", async () => {
    const { client } = await office()
    const { view } = await client.views.publish({ user_id: "U1", view: home })
    assert.strictEqual(await refusal(client.views.publish({ user_id: "U1", view: home, hash: view?.hash ?? "" })), "ok")
    assert.strictEqual(
      await refusal(client.views.publish({ user_id: "U1", view: home, hash: view?.hash ?? "" })),
      "hash_conflict",
    )
    assert.strictEqual(await refusal(client.views.publish({ user_id: "U9", view: home })), "invalid_arguments")
  })
})
