import { assert, describe, it } from "@effect/vitest"
import type { State } from "../src/model.ts"
import { office } from "./workspace.ts"

/** Keeps the last state as JSON, as a database would, and counts the saves. */
const drawer = () => {
  const kept: { text: string | undefined; saves: number; fail: boolean } = { text: undefined, saves: 0, fail: false }
  const persistence = {
    load: async () => (kept.text === undefined ? undefined : (JSON.parse(kept.text) as State)),
    save: async (state: unknown) => {
      kept.saves += 1
      if (kept.fail) throw new Error("disk full")
      kept.text = JSON.stringify(state)
    },
  }
  return { kept, persistence }
}

describe("a workspace that is saved", () => {
  it("comes back with its messages, modals and response_urls, and goes on with later stamps", async () => {
    const { persistence } = drawer()
    const before = await office({ persistence })
    const { ts = "" } = await before.client.chat.postMessage({ channel: "C1", text: "one" })
    await before.slack.as("U2").command("coffee", "/coffee")
    const url = new URL(String(before.app.received[0]?.payload.response_url))
    await before.slack.stop()
    const after = await office({ persistence, clock: () => 0 })
    assert.deepStrictEqual(
      after.slack.messages("coffee").map((message) => message.ts),
      [ts],
    )
    const again = await after.client.chat.postMessage({ channel: "C1", text: "two" })
    assert.isAbove(Number(again.ts), Number(ts))
    const said = await fetch(`${after.slack.url}${url.pathname}`, { method: "POST", body: '{"text":"later"}' })
    assert.strictEqual(said.status, 200)
  })

  it("is saved a few times for many changes, the last one included", async () => {
    const { kept, persistence } = drawer()
    const { slack, client } = await office({ persistence })
    await Promise.all(Array.from({ length: 50 }, () => client.chat.postMessage({ channel: "C1", text: "hi" })))
    await slack.stop()
    assert.isBelow(kept.saves, 60)
    assert.lengthOf((JSON.parse(kept.text ?? "{}") as State).messages.C1 ?? [], 50)
  })

  it("goes on when saving fails, and says so", async () => {
    const { kept, persistence } = drawer()
    kept.fail = true
    const lines: Array<string> = []
    const { slack, client } = await office({ persistence, log: (line) => lines.push(line) })
    await client.chat.postMessage({ channel: "C1", text: "hi" })
    await slack.stop()
    assert.include(lines.join("\n"), "state not saved: Error: disk full")
  })

  it("begins anew when what was saved is of another kind", async () => {
    const { kept, persistence } = drawer()
    kept.text = '{"version":2}'
    const { slack } = await office({ persistence })
    assert.deepStrictEqual(slack.messages("coffee"), [])
  })
})

describe("a test that asks for what is not there", () => {
  it("is told by name", async () => {
    const { slack } = await office()
    assert.throws(() => slack.as("U9"), "no member U9")
    assert.throws(() => slack.messages("tea"), "no channel tea")
    assert.throws(() => slack.as("U2").messages("secret"), "ben sees no channel secret")
    assert.throws(() => slack.deactivate("U9"), "no member U9")
    assert.throws(() => slack.deleteMessage("coffee", "1.1"), "no message 1.1 in coffee")
    assert.include(await slack.redeliver().then(() => "", String), "nothing was sent yet")
    assert.include(
      await slack
        .as("U1")
        .closeView()
        .then(() => "", String),
      "no modal open",
    )
  })
})
