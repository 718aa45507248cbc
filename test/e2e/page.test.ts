import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, it, vi } from "vitest"
import type { Browser } from "playwright-core"
import { chromium, missingChromium } from "./browser.ts"
import { channel, startBench } from "./page-bench.ts"
import type { Bench } from "./page-bench.ts"

const plain = (text: string) => ({ type: "plain_text", text })
const button = (action_id: string, text: string, more: object = {}) => ({
  type: "button",
  action_id,
  text: plain(text),
  value: `${action_id} 1`,
  ...more,
})
const run = (...elements: ReadonlyArray<object>) => ({
  channel,
  text: "Coffee run at 10:30",
  blocks: [
    { type: "section", text: { type: "mrkdwn", text: "*Coffee run* at 10:30" } },
    { type: "actions", block_id: "run", elements },
  ],
})
const drink = (more: object = {}) => ({
  type: "input",
  block_id: "drink",
  label: plain("What would you like?"),
  hint: plain("As you would say it at the counter"),
  element: { type: "plain_text_input", action_id: "text", max_length: 40, ...more },
})
const modal = (...blocks: ReadonlyArray<object>) => ({
  type: "modal",
  callback_id: "order",
  title: plain("Order"),
  submit: plain("Send order"),
  close: plain("Never mind"),
  notify_on_close: true,
  blocks,
})

describe.skipIf(missingChromium !== undefined)("the sandbox page", () => {
  let browser: Browser
  let bench: Bench
  beforeAll(async () => {
    browser = await chromium()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    bench = await startBench(browser)
  })
  afterEach(async () => {
    await bench.stop()
    assert.deepStrictEqual(bench.complaints, [])
  })

  /** The button "Order" opens this modal. */
  const opensModal = async (...blocks: ReadonlyArray<object>) => {
    bench.behaviour.interaction = async ({ type, trigger_id }) => {
      if (type === "block_actions") await bench.call("views.open", { trigger_id, view: modal(...blocks) })
      return undefined
    }
    await bench.call("chat.postMessage", run(button("order", "Order")))
  }

  it("shows the answer to a command to the one who typed it, and to nobody else", async () => {
    bench.behaviour.command = (text) => ({ response_type: "ephemeral", text: `You said *${text}*` })
    const alice = await bench.tab("U0ALICE")
    const bob = await bench.tab("U0BOB")
    await alice.getByRole("combobox", { name: "Message #coffee" }).fill("/coffee 10:30")
    await alice.keyboard.press("Enter")
    const answer = alice.locator(".message", { hasText: "You said 10:30" })
    await answer.getByText("Only visible to you").waitFor()
    await bench.call("chat.postMessage", { channel, text: "for all" })
    await bob.locator(".message", { hasText: "for all" }).waitFor()
    assert.strictEqual(await bob.getByText("You said").count(), 0)
  })

  it("brings back a command that no app took, with the reason", async () => {
    const alice = await bench.tab("U0ALICE")
    const line = alice.locator("#composer-text")
    await line.fill("/tea now")
    await line.press("Enter")
    await alice.locator("#composer").getByText("No app here knows that command.").waitFor()
    assert.strictEqual(await line.inputValue(), "/tea now")
  })

  it("acts as somebody else after one click, in the same channel and the address", async () => {
    const page = await bench.tab("U0ALICE")
    await page.getByRole("link", { name: "Bob Lindqvist" }).click()
    await page.locator("#sidebar [aria-current=true]", { hasText: "Bob Lindqvist" }).waitFor()
    assert.match(page.url(), /#U0BOB\/C0COFFEE$/)
    await page.locator("#composer-text").fill("morning")
    await page.keyboard.press("Enter")
    await page.locator(".message", { hasText: "morning" }).getByText("Bob Lindqvist").waitFor()
    assert.strictEqual(bench.slack.messages(channel).at(-1)?.user, "U0BOB")
  })

  it("sends the pressed button's own ids and value, once, however often it is pressed meanwhile", async () => {
    let release = () => {}
    bench.behaviour.interaction = () => new Promise((resolve) => (release = () => resolve(undefined)))
    const { ts } = await bench.call("chat.postMessage", run(button("order", "Order"), button("usual", "My usual")))
    const alice = await bench.tab("U0ALICE")
    const usual = alice.getByRole("button", { name: "My usual" })
    await usual.click()
    await alice.locator("[data-action=usual][aria-busy=true]").waitFor()
    await usual.click({ force: true })
    release()
    await alice.locator("[data-action=usual]:not([aria-busy])").waitFor()
    assert.strictEqual(bench.heard.length, 1)
    const [heard] = bench.heard
    assert.deepInclude(heard?.actions?.[0], { block_id: "run", action_id: "usual", value: "usual 1", type: "button" })
    assert.deepInclude(heard, { type: "block_actions" })
    assert.strictEqual(heard?.user.id, "U0ALICE")
    assert.strictEqual(heard?.message?.ts, ts)
  })

  it("says under the button that the app failed", async () => {
    bench.behaviour.interaction = () => 500
    await bench.call("chat.postMessage", run(button("order", "Order")))
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Order" }).click()
    await alice.getByRole("alert").getByText("The app is not running, or answered with an error.").waitFor()
  })

  it("asks before a button with a confirm dialog, and takes Escape for no", async () => {
    const confirm = {
      title: plain("Close it?"),
      text: plain("I will pick who goes"),
      confirm: plain("Yes"),
      deny: plain("No"),
    }
    await bench.call("chat.postMessage", run(button("close", "Close", { confirm })))
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Close" }).click()
    await alice.getByRole("alertdialog", { name: "Close it?" }).waitFor()
    await alice.keyboard.press("Escape")
    await alice.getByRole("alertdialog").waitFor({ state: "detached" })
    assert.strictEqual(bench.heard.length, 0)
    await alice.getByRole("button", { name: "Close" }).click()
    await alice.getByRole("button", { name: "Yes" }).click()
    await vi.waitFor(() => assert.strictEqual(bench.heard.length, 1))
    assert.deepInclude(bench.heard[0]?.actions?.[0], { action_id: "close" })
  })

  it("shows the app's mistakes at their fields, keeps what was typed, and focuses the first", async () => {
    await opensModal(drink(), { ...drink(), block_id: "note", label: plain("Note"), optional: true })
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Order" }).click()
    const dialog = alice.getByRole("dialog", { name: "Order" })
    const field = dialog.getByRole("textbox", { name: "What would you like?" })
    await field.fill("green tea")
    await dialog.getByLabel("Note").fill("in my own cup")
    bench.behaviour.interaction = () => ({ response_action: "errors", errors: { drink: "Tea is another day." } })
    await dialog.getByRole("button", { name: "Send order" }).click()
    await dialog.getByText("Tea is another day.").waitFor()
    assert.strictEqual(await field.inputValue(), "green tea")
    assert.strictEqual(await dialog.getByLabel("Note").inputValue(), "in my own cup")
    assert.strictEqual(await field.getAttribute("aria-invalid"), "true")
    await alice.locator("[aria-invalid=true]:focus").waitFor()
    bench.behaviour.interaction = () => undefined
    await alice.keyboard.press("ControlOrMeta+a")
    await alice.keyboard.type("flat white")
    assert.strictEqual(await dialog.getByText("Tea is another day.").count(), 0)
    await alice.keyboard.press("Enter")
    await dialog.waitFor({ state: "hidden" })
    assert.deepStrictEqual(bench.heard.at(-1)?.view?.state.values["drink"]?.["text"], {
      type: "plain_text_input",
      value: "flat white",
    })
  })

  it("refuses an empty required field without asking the app", async () => {
    await opensModal(drink())
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Order" }).click()
    await alice.getByRole("button", { name: "Send order" }).click()
    await alice.getByText("Please complete this required field.").waitFor()
    assert.deepStrictEqual(
      bench.heard.map(({ type }) => type),
      ["block_actions"],
    )
  })

  it("keeps typed text and the caret when the app updates the view under the same ids", async () => {
    await opensModal(drink())
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Order" }).click()
    const field = alice.getByRole("textbox", { name: "What would you like?" })
    await field.pressSequentially("flat whte")
    await field.press("ArrowLeft")
    await field.press("ArrowLeft")
    const view = bench.slack.state().views["U0ALICE"]?.at(-1)
    const more = { type: "section", text: plain("Two minutes left") }
    await bench.call("views.update", { view_id: view?.id, view: modal(more, drink({ placeholder: plain("new") })) })
    await alice.getByText("Two minutes left").waitFor()
    await alice.keyboard.type("i")
    assert.strictEqual(await field.inputValue(), "flat white")
  })

  it("sends every kind of field as Slack's view.state.values", async () => {
    const option = (value: string) => ({ text: plain(value), value })
    const input = (block_id: string, element: object) => ({
      type: "input",
      block_id,
      label: plain(block_id),
      element: { action_id: "it", ...element },
    })
    const options = [option("small"), option("large")]
    await opensModal(
      input("cup", { type: "static_select", options }),
      input("size", { type: "radio_buttons", options, initial_option: options[0] }),
      input("extras", { type: "checkboxes", options }),
      input("time", { type: "timepicker", initial_time: "10:15" }),
      input("day", { type: "datepicker" }),
      input("people", { type: "multi_users_select" }),
      input("person", { type: "users_select" }),
      input("note", { type: "plain_text_input", multiline: true }),
    )
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Order" }).click()
    const dialog = alice.getByRole("dialog")
    await dialog.getByLabel("cup").selectOption("large")
    await dialog.getByRole("radiogroup", { name: "size" }).getByLabel("large").check()
    for (const name of ["small", "large"]) await dialog.getByRole("group", { name: "extras" }).getByLabel(name).check()
    await dialog.getByLabel("day").fill("2026-12-24")
    await dialog.getByRole("group", { name: "people" }).getByLabel("Bob Lindqvist").check()
    await dialog.getByLabel("person").selectOption({ label: "Bob Lindqvist" })
    await dialog.getByLabel("note").fill("line one\nline two")
    await dialog.getByRole("button", { name: "Send order" }).click()
    await dialog.waitFor({ state: "hidden" })
    const values = bench.heard.at(-1)?.view?.state.values
    assert.deepStrictEqual(
      Object.fromEntries(Object.entries(values ?? {}).map(([block, { it: held }]) => [block, held])),
      {
        cup: { type: "static_select", selected_option: option("large") },
        size: { type: "radio_buttons", selected_option: option("large") },
        extras: { type: "checkboxes", selected_options: options },
        time: { type: "timepicker", selected_time: "10:15" },
        day: { type: "datepicker", selected_date: "2026-12-24" },
        people: { type: "multi_users_select", selected_users: ["U0BOB"] },
        person: { type: "users_select", selected_user: "U0BOB" },
        note: { type: "plain_text_input", value: "line one\nline two" },
      },
    )
  })

  it("can be used with the keyboard alone, and gives the focus back when a modal closes", async () => {
    await opensModal(drink())
    const alice = await bench.tab("U0ALICE")
    const focused = (selector: string) => alice.locator(`${selector}:focus`).waitFor()
    await focused("#composer-text")
    await alice.keyboard.type("/coffee he")
    await alice.keyboard.press("ArrowDown")
    await alice.keyboard.press("Enter")
    assert.strictEqual(await alice.locator("#composer-text").inputValue(), "/coffee help")
    await alice.keyboard.press("Shift+Tab")
    await focused("[data-action=order]")
    await alice.keyboard.press("Enter")
    await focused("dialog [data-action=text]")
    await alice.keyboard.type("espresso")
    await alice.keyboard.press("Escape")
    await alice.getByRole("dialog").waitFor({ state: "hidden" })
    await focused("[data-action=order]")
    assert.deepStrictEqual(
      bench.heard.map(({ type }) => type),
      ["block_actions", "view_closed"],
    )
  })

  it("moves through an overflow menu with arrows and sends the chosen option", async () => {
    const options = [
      { text: plain("I will go"), value: "go" },
      { text: plain("Cancel the run"), value: "cancel" },
    ]
    await bench.call("chat.postMessage", run({ type: "overflow", action_id: "more", options }))
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "More actions" }).press("Enter")
    await alice.getByRole("menuitem", { name: "I will go" }).and(alice.locator(":focus")).waitFor()
    await alice.keyboard.press("ArrowDown")
    await alice.keyboard.press("Enter")
    await vi.waitFor(() => assert.strictEqual(bench.heard.length, 1))
    assert.deepInclude(bench.heard[0]?.actions?.[0], { action_id: "more", selected_option: options[1] })
  })

  it("follows the app live: an edited message changes in place and the focus stays on its button", async () => {
    const { ts } = await bench.call("chat.postMessage", run(button("order", "Order")))
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Order" }).focus()
    await bench.call("chat.update", { ...run(button("order", "Order"), button("close", "Close")), ts })
    await alice.getByRole("button", { name: "Close" }).waitFor()
    await alice.locator("[data-action=order]:focus").waitFor()
    assert.strictEqual(await alice.locator(".message").count(), 1)
  })

  it("loses no click when the message changes between pressing and letting go", async () => {
    const { ts } = await bench.call("chat.postMessage", run(button("order", "Order")))
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("button", { name: "Order" }).hover()
    await alice.mouse.down()
    const fetched = alice.waitForResponse(/sandbox\/state/)
    await bench.call("chat.update", { ...run(button("order", "Order"), button("close", "Close")), ts })
    await (await fetched).finished()
    await alice.evaluate(() => new Promise((drawn) => setTimeout(drawn, 50)))
    await alice.mouse.up()
    await vi.waitFor(() => assert.deepInclude(bench.heard[0]?.actions?.[0], { action_id: "order" }))
    await alice.getByRole("button", { name: "Close" }).waitFor()
  })

  it("publishes the home tab to the person who opens it", async () => {
    bench.behaviour.event = ({ user }) => {
      const view = { type: "home", blocks: [{ type: "header", text: plain(`Balance of ${String(user)}`) }] }
      void bench.call("views.publish", { user_id: user, view })
    }
    const alice = await bench.tab("U0ALICE")
    await alice.getByRole("link", { name: "CoffeeBuddy" }).click()
    await alice.getByRole("heading", { name: "Balance of U0ALICE" }).waitFor()
  })

  it("shows mrkdwn as Slack does", async () => {
    const text = [
      "*bold* _italic_ ~gone~ `a*b*c` snake_case_name 2*3*4 :coffee: :no_such_emoji: &amp;lt; &lt;b&gt;",
      "&gt; quoted <https://example.com/a?b=c|the menu> <@U0BOB> <#C0COFFEE> <!here>",
      "```\n*raw* &amp; <https://example.com|site>\n```",
      "at <!date^1767607200^{date_short} {time}|soon> or <!date^x^{time}|later>",
      "<javascript:alert(1)|bad> <mailto:a@b.example|mail>",
    ].join("\n")
    await bench.call("chat.postMessage", { channel, text })
    const alice = await bench.tab("U0ALICE")
    const shown = alice.locator(".message .text")
    await shown.waitFor()
    const texts = (selector: string) => shown.locator(selector).allTextContents()
    assert.deepStrictEqual(await texts("strong"), ["bold"])
    assert.deepStrictEqual(await texts("em"), ["italic"])
    assert.deepStrictEqual(await texts("s"), ["gone"])
    assert.deepStrictEqual(await texts("code"), ["a*b*c"])
    assert.deepStrictEqual(await texts("pre"), ["*raw* & site"])
    assert.deepStrictEqual(await texts(".mention"), ["@Bob Lindqvist", "#coffee", "@here"])
    assert.deepStrictEqual(await texts("time"), ["Jan 5, 2026 11:00 AM"])
    assert.deepStrictEqual(await texts("blockquote a[href^='https://example.com']"), ["the menu"])
    assert.strictEqual(await shown.getByRole("img", { name: "coffee" }).textContent(), "☕")
    assert.strictEqual(await shown.locator("a[href^='javascript']").count(), 0)
    const whole = (await shown.textContent()) ?? ""
    for (const kept of ["snake_case_name 2*3*4", ":no_such_emoji:", "&lt; <b>", "bad"]) assert.include(whole, kept)
  })

  it("stays calm with 500 messages: the newest is in view, and new ones do not pull a reader down", async () => {
    const alice = bench.slack.as("U0ALICE")
    for (let at = 1; at <= 500; at++) await alice.command(channel, `message ${at}`)
    const page = await bench.tab("U0BOB")
    await page.getByText("message 500", { exact: true }).waitFor()
    assert.strictEqual(await page.locator(".message").count(), 500)
    const inView = async (text: string) => {
      const box = await page.getByText(text, { exact: true }).boundingBox()
      return box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0)
    }
    assert.isTrue(await inView("message 500"))
    await page.getByText("message 100", { exact: true }).scrollIntoViewIfNeeded()
    await alice.command(channel, "message 501")
    await page.getByRole("button", { name: "New messages" }).waitFor()
    assert.isTrue(await inView("message 100"))
  })
})

describe.skipIf(missingChromium !== undefined)("the sandbox page among hostile texts", () => {
  const evil = `<img src=x onerror=alert(1)><script>alert(2)</script>"'><svg onload=alert(3)>\u202e`

  it("shows names, messages and blocks with markup in them as text", async () => {
    await using browser = await chromium()
    const bench = await startBench(browser, [
      { id: "U0ALICE", name: "alice", real_name: evil },
      { id: "U0BOB", name: "bob", real_name: "شمس الدين".repeat(12) },
    ])
    const mrkdwn = { type: "mrkdwn", text: evil }
    bench.behaviour.interaction = async ({ type, trigger_id }) => {
      const view = {
        ...modal(drink({ placeholder: plain(evil), initial_value: evil.slice(0, 40) })),
        title: plain("<b>Order</b>"),
      }
      if (type === "block_actions") await bench.call("views.open", { trigger_id, view })
      return type === "view_submission" ? { response_action: "errors", errors: { drink: evil } } : undefined
    }
    await bench.slack.as("U0ALICE").command(channel, evil)
    await bench.call("chat.postMessage", {
      channel,
      text: evil,
      blocks: [
        { type: "header", text: plain(evil) },
        { type: "section", text: mrkdwn, fields: [mrkdwn, plain(evil)] },
        { type: "context", elements: [mrkdwn, plain(evil)] },
        { type: "image", image_url: "https://example.com/a.png", alt_text: evil },
        {
          type: "section",
          text: { type: "mrkdwn", text: "<javascript:alert(4)|x> <https://a.example|<b>y</b>> <@U0ALICE>" },
        },
        { type: "section", text: { type: "mrkdwn", text: "<!date^0^{date_num}^javascript:alert(5)|then>" } },
        {
          type: "rich_text",
          elements: [
            { type: "rich_text_section", elements: [{ type: "link", url: "javascript:alert(6)", text: "rich" }] },
          ],
        },
        { type: "actions", elements: [button("order", `<b>${"Order".repeat(9)}</b>`)] },
      ],
    })
    const page = await bench.tab("U0ALICE")
    await page.locator("[data-action=order]").click()
    await page.getByRole("dialog", { name: "<b>Order</b>" }).getByRole("button", { name: "Send order" }).click()
    await page.locator(".field-error").getByText("<script>alert(2)</script>").waitFor()
    assert.strictEqual(await page.locator("img, script:not([src]), svg[onload], [onerror], b").count(), 0)
    assert.strictEqual(await page.locator("a[href^='javascript']").count(), 0)
    assert.strictEqual(await page.locator(".author", { hasText: "<img src=x" }).count(), 1)
    const overflow = "document.documentElement.scrollWidth - innerWidth"
    await page.setViewportSize({ width: 360, height: 640 })
    assert.isAtMost(Number(await page.evaluate(overflow)), 0)
    assert.deepStrictEqual(bench.complaints, [])
    await bench.stop()
  })
})
