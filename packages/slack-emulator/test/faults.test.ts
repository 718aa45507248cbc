import { assert, describe, it } from "@effect/vitest"
import { office, refusal } from "./workspace.ts"

const post = { channel: "C1", text: "hi" }

describe("a call that is made to fail", () => {
  it("before it is accepted leaves nothing behind", async () => {
    const { slack, client } = await office()
    slack.fail("chat.postMessage", { status: 503 })
    slack.fail("chat.postMessage", { error: "fatal_error" })
    slack.fail("chat.postMessage", { reset: true })
    assert.include(await refusal(client.chat.postMessage(post)), "503")
    assert.strictEqual(await refusal(client.chat.postMessage(post)), "fatal_error")
    assert.notStrictEqual(await refusal(client.chat.postMessage(post)), "ok")
    assert.strictEqual(await refusal(client.chat.postMessage(post)), "ok")
    assert.lengthOf(slack.messages("C1"), 1)
    assert.deepStrictEqual(
      slack.calls("chat.postMessage").map(({ outcome, accepted }) => [outcome, accepted]),
      [
        ["http 503", false],
        ["fatal_error", false],
        ["reset", false],
        ["ok", true],
      ],
    )
  })

  it("after it was accepted leaves the message, and the caller cannot know", async () => {
    const { slack, client } = await office()
    slack.fail("chat.postMessage", { reset: true, afterAccepting: true })
    slack.fail("chat.postMessage", { status: 500, afterAccepting: true })
    assert.notStrictEqual(await refusal(client.chat.postMessage(post)), "ok")
    assert.include(await refusal(client.chat.postMessage(post)), "500")
    assert.lengthOf(slack.messages("C1"), 2)
    assert.isTrue(slack.calls().every((call) => call.accepted && call.ts !== undefined))
  })

  it("by never answering makes the caller give up", async () => {
    const { slack, client } = await office()
    slack.fail("chat.postMessage", { hang: true, afterAccepting: true })
    const given = await Promise.race([
      refusal(client.chat.postMessage(post)),
      slack
        .waitFor(() => slack.calls().some((call) => call.outcome === "hang"), { what: "the hanging call" })
        .then(() => "hangs"),
    ])
    assert.strictEqual(given, "hangs")
    assert.lengthOf(slack.messages("C1"), 1)
  })

  it("by answering late is accepted at once and answered afterwards", async () => {
    const { slack, client } = await office()
    slack.fail("chat.postMessage", { late: 50 })
    const answered = client.chat.postMessage(post)
    await slack.waitFor(() => slack.messages("C1").length === 1, { what: "the message" })
    assert.strictEqual(slack.calls()[0]?.outcome, "late")
    assert.isTrue((await answered).ok)
  })

  it("can be chosen by channel, count and argument", async () => {
    const { slack, client } = await office()
    let seen = 0
    const everySecond = slack.fail("*", { status: 500, times: 2, when: () => (seen += 1) % 2 === 0 })
    const outcomes: Array<string> = []
    for (let call = 0; call < 6; call += 1) outcomes.push(await refusal(client.auth.test()))
    assert.deepStrictEqual(
      outcomes.map((outcome) => outcome === "ok"),
      [true, false, true, false, true, true],
    )
    assert.strictEqual(everySecond.hits, 2)
    const inCoffee = slack.fail("chat.postMessage", { status: 500, channel: "C1", times: 9 })
    assert.strictEqual(await refusal(client.chat.postMessage({ channel: "U1", text: "hi" })), "ok")
    assert.notStrictEqual(await refusal(client.chat.postMessage(post)), "ok")
    inCoffee.clear()
    assert.strictEqual(await refusal(client.chat.postMessage(post)), "ok")
    slack.fail("auth.test", { status: 500, times: 9 })
    slack.heal()
    assert.strictEqual(await refusal(client.auth.test()), "ok")
  })

  it("can also be slow", async () => {
    const { slack, client } = await office()
    slack.delay("auth.test", 60)
    const begun = performance.now()
    await client.auth.test()
    assert.isAtLeast(performance.now() - begun, 55)
  })
})

describe("waiting", () => {
  it("names what did not come, and the last calls", async () => {
    const { slack, client } = await office()
    await client.auth.test()
    const failed = await slack.waitFor(() => false, { what: "a miracle", within: 10 }).then(() => "", String)
    assert.include(failed, "waited 10 ms for a miracle; last calls: auth.test")
  })

  it("passes on what the predicate throws", async () => {
    const { slack } = await office()
    const failed = await slack
      .waitFor(() => {
        throw new Error("broken test")
      })
      .then(() => "", String)
    assert.include(failed, "broken test")
  })

  it("hears of every change until it stops listening", async () => {
    const { slack, client } = await office()
    let heard = 0
    const stop = slack.on("change", () => (heard += 1))
    await client.auth.test()
    stop()
    await client.auth.test()
    assert.strictEqual(heard, 1)
  })
})
