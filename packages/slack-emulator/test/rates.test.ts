import { assert, describe, it } from "@effect/vitest"
import { Rates } from "../src/rates.ts"
import { office } from "./workspace.ts"

const minute = 60_000

describe("Slack's rates", () => {
  it("let one message a second into a channel, after a short burst", () => {
    const rates = new Rates("slack")
    const post = (at: number, channel = "C1") => rates.wait("chat.postMessage", channel, at)
    assert.deepStrictEqual([post(0), post(0), post(0)], [0, 0, 0])
    assert.strictEqual(post(0), 1)
    assert.strictEqual(post(0, "C2"), 0)
    assert.strictEqual(post(1_000), 0)
    assert.strictEqual(post(1_000), 1)
  })

  it("let fifty edits a minute through and say when the next may come", () => {
    const rates = new Rates("slack")
    for (let call = 0; call < 50; call += 1) assert.strictEqual(rates.wait("chat.update", "C1", call * 100), 0)
    assert.strictEqual(rates.wait("chat.update", "C2", 10_000), 50)
    assert.strictEqual(rates.wait("chat.update", "C2", minute + 1), 0)
  })

  it("can be scaled and switched off", () => {
    const fast = new Rates({ scale: 10 })
    for (let call = 0; call < 3; call += 1) fast.wait("chat.postMessage", "C1", 0)
    assert.strictEqual(fast.wait("chat.postMessage", "C1", 100), 0)
    const off = new Rates("off")
    for (let call = 0; call < 500; call += 1) assert.strictEqual(off.wait("chat.update", "C1", 0), 0)
  })

  it("answer 429 with Retry-After, and remember who did not wait", async () => {
    let now = 1_700_000_000_000
    const { slack, client } = await office({ clock: () => now })
    slack.throttle(30, { channel: "coffee" })
    const post = (channel: string) =>
      client.chat.postMessage({ channel, text: "hi" }).then(
        () => 0,
        (error: { retryAfter?: number }) => error.retryAfter,
      )
    assert.strictEqual(await post("C1"), 30)
    assert.strictEqual(await post("U1"), 0)
    assert.deepStrictEqual(slack.impatientCalls(), [])
    now += 29_000
    assert.strictEqual(await post("C1"), 1)
    assert.lengthOf(slack.impatientCalls(), 1)
    now += 1_000
    assert.strictEqual(await post("C1"), 0)
    assert.lengthOf(slack.impatientCalls(), 1)
  })

  it("say ratelimited in the body", async () => {
    const { slack } = await office()
    slack.throttle(2, { method: "auth.test" })
    const answer = await fetch(`${slack.apiUrl}auth.test`, {
      method: "POST",
      headers: { authorization: "Bearer xoxb-test" },
    })
    assert.strictEqual(answer.status, 429)
    assert.strictEqual(answer.headers.get("retry-after"), "2")
    assert.deepStrictEqual(await answer.json(), { ok: false, error: "ratelimited" })
    slack.heal()
    slack.setRateLimits("slack")
    const healed = await fetch(`${slack.apiUrl}auth.test`, {
      method: "POST",
      headers: { authorization: "Bearer xoxb-test" },
    })
    assert.strictEqual(healed.status, 200)
  })
})
