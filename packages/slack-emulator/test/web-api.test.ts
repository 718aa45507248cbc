import { assert, describe, it } from "@effect/vitest"
import { clientOf, office, refusal } from "./workspace.ts"

const runEvent = { event_type: "run", event_payload: { delivery: "d1" } }

describe("the token", () => {
  it("tells who the bot is and what it may", async () => {
    const { client, slack } = await office({ scopes: ["chat:write", "users:read"] })
    const me = await client.auth.test()
    assert.deepInclude(me, { ok: true, team_id: "T1", user_id: "U0COFFEEBOT", bot_id: "B0COFFEEBOT" })
    assert.deepStrictEqual(me.response_metadata?.scopes, ["chat:write", "users:read"])
    assert.strictEqual(slack.calls("auth.test").length, 1)
  })

  it("is wanted, must be right, and may be revoked and rotated", async () => {
    const { slack, client } = await office()
    const bare = await fetch(`${slack.apiUrl}auth.test`, { method: "POST" })
    assert.deepStrictEqual(await bare.json(), { ok: false, error: "not_authed" })
    assert.strictEqual(await refusal(clientOf(slack, "xoxb-wrong").auth.test()), "invalid_auth")
    slack.revokeToken()
    assert.strictEqual(await refusal(client.auth.test()), "token_revoked")
    slack.rotateToken("xoxb-new")
    assert.strictEqual(await refusal(client.auth.test()), "invalid_auth")
    assert.strictEqual(await refusal(clientOf(slack, "xoxb-new").auth.test()), "ok")
  })

  it("is in no record", async () => {
    const { slack } = await office()
    await fetch(`${slack.apiUrl}api.test`, {
      method: "POST",
      body: new URLSearchParams({ token: "xoxb-test", foo: "1" }),
    })
    assert.deepStrictEqual(slack.calls().at(0)?.args, { foo: "1" })
    assert.strictEqual(slack.calls().at(0)?.outcome, "ok")
  })

  it("without a scope is told which one is needed", async () => {
    const { slack, client } = await office({ scopes: ["chat:write", "users:read", "im:write"] })
    slack.removeScope("users:read")
    const error = await client.users.info({ user: "U1" }).then(
      () => undefined,
      (cause: { data: Record<string, unknown> }) => cause.data,
    )
    assert.deepInclude(error, { error: "missing_scope", needed: "users:read", provided: "chat:write,im:write" })
    assert.strictEqual(await refusal(client.conversations.history({ channel: "C1" })), "missing_scope")
    slack.addScope("users:read")
    assert.strictEqual(await refusal(client.users.info({ user: "U1" })), "ok")
  })
})

describe("posting", () => {
  it("needs the bot in a living channel", async () => {
    const { slack, client } = await office()
    const post = (channel: string) => refusal(client.chat.postMessage({ channel, text: "hi" }))
    assert.strictEqual(await post("C1"), "ok")
    assert.strictEqual(await post("C2"), "not_in_channel")
    assert.strictEqual(await post("C3"), "channel_not_found")
    assert.strictEqual(await post("C4"), "is_archived")
    assert.strictEqual(await post("C9"), "channel_not_found")
    assert.strictEqual(await post("U0COFFEEBOT"), "cannot_dm_bot")
    slack.removeBot("coffee")
    assert.strictEqual(await post("C1"), "not_in_channel")
    slack.inviteBot("coffee")
    assert.strictEqual(await post("C1"), "ok")
    slack.archive("coffee")
    assert.strictEqual(await post("C1"), "is_archived")
  })

  it("needs something to say", async () => {
    const { client } = await office()
    assert.strictEqual(await refusal(client.chat.postMessage({ channel: "C1", text: "" })), "no_text")
  })

  it("to a member opens their direct messages, which nobody else sees", async () => {
    const { slack, client } = await office()
    const { channel } = await client.chat.postMessage({ channel: "U2", text: "you run today" })
    assert.match(String(channel), /^D/)
    assert.deepStrictEqual(
      slack
        .as("U2")
        .dms()
        .map((message) => message.text),
      ["you run today"],
    )
    assert.deepStrictEqual(slack.as("U1").dms(), [])
    const opened = await client.conversations.open({ users: "U2" })
    assert.isTrue(opened.already_open)
    assert.strictEqual(opened.channel?.id, channel)
  })

  it("gives every message its own, later ts, also at one instant", async () => {
    const { client } = await office({ clock: () => 1_700_000_000_000 })
    const stamps: Array<number> = []
    for (let count = 0; count < 5; count += 1) {
      stamps.push(Number((await client.chat.postMessage({ channel: "C1", text: "hi" })).ts))
    }
    assert.deepStrictEqual(
      stamps,
      [...new Set(stamps)].toSorted((one, other) => one - other),
    )
  })

  it("splits a long text and cuts an endless one", async () => {
    const { slack, client } = await office()
    await client.chat.postMessage({ channel: "C1", text: "x".repeat(4_000) })
    assert.lengthOf(slack.messages("C1"), 1)
    await client.chat.postMessage({ channel: "C1", text: "x".repeat(4_001) })
    assert.lengthOf(slack.messages("C1"), 3)
    const { channel } = await client.chat.postMessage({ channel: "U1", text: "x".repeat(50_000) })
    const kept = slack.messages(String(channel)).reduce((sum, message) => sum + message.text.length, 0)
    assert.strictEqual(kept, 40_000)
  })

  it("privately needs the reader in the channel, and stays out of history", async () => {
    const { slack, client } = await office({ channels: [{ id: "C1", name: "coffee", members: ["U1"] }] })
    const whisper = (user: string) => refusal(client.chat.postEphemeral({ channel: "C1", user, text: "psst" }))
    assert.strictEqual(await whisper("U1"), "ok")
    assert.strictEqual(await whisper("U2"), "user_not_in_channel")
    assert.strictEqual(await whisper("U9"), "user_not_found")
    assert.lengthOf(slack.as("U1").messages("coffee"), 1)
    assert.lengthOf((await client.conversations.history({ channel: "C1" })).messages ?? [], 0)
  })
})

describe("editing and deleting", () => {
  it("is for one's own messages that still exist", async () => {
    const { slack, client } = await office()
    await slack.as("U1").command("coffee", "good morning")
    const theirs = slack.messages("C1")[0]?.ts ?? ""
    const { ts = "" } = await client.chat.postMessage({ channel: "C1", text: "one" })
    await client.chat.update({ channel: "C1", ts, text: "two" })
    assert.deepInclude(slack.messages("C1")[1], { ts, text: "two" })
    assert.exists(slack.messages("C1")[1]?.edited)
    assert.strictEqual(
      await refusal(client.chat.update({ channel: "C1", ts: theirs, text: "mine" })),
      "cant_update_message",
    )
    assert.strictEqual(await refusal(client.chat.delete({ channel: "C1", ts: theirs })), "cant_delete_message")
    assert.strictEqual(await refusal(client.chat.update({ channel: "C1", ts: "1.1", text: "x" })), "message_not_found")
    slack.deleteMessage("coffee", ts)
    assert.strictEqual(await refusal(client.chat.update({ channel: "C1", ts, text: "three" })), "message_not_found")
  })

  it("drops the blocks when only a text is given, and keeps the metadata until it is taken away", async () => {
    const { slack, client } = await office()
    const blocks = [{ type: "divider" }]
    const { ts = "" } = await client.chat.postMessage({ channel: "C1", text: "one", blocks, metadata: runEvent })
    await client.chat.update({ channel: "C1", ts, text: "two" })
    assert.isUndefined(slack.messages("C1")[0]?.blocks)
    assert.deepStrictEqual(slack.messages("C1")[0]?.metadata, runEvent)
    await client.apiCall("chat.update", { channel: "C1", ts, text: "three", metadata: {} })
    assert.isUndefined(slack.messages("C1")[0]?.metadata)
    assert.strictEqual(await refusal(client.apiCall("chat.update", { channel: "C1", ts })), "no_text")
  })

  it("links to what exists", async () => {
    const { client } = await office()
    const { ts = "" } = await client.chat.postMessage({ channel: "C1", text: "one" })
    const { permalink } = await client.chat.getPermalink({ channel: "C1", message_ts: ts })
    assert.strictEqual(permalink, `https://sandbox.slack.com/archives/C1/p${ts.replace(".", "")}`)
    assert.strictEqual(
      await refusal(client.chat.getPermalink({ channel: "C1", message_ts: "1.1" })),
      "message_not_found",
    )
  })
})

describe("history", () => {
  it("is newest first, page by page, each message once", async () => {
    const { client } = await office()
    for (const text of ["1", "2", "3", "4", "5"]) await client.chat.postMessage({ channel: "C1", text })
    const texts: Array<string> = []
    let cursor = ""
    do {
      const page = await client.conversations.history({ channel: "C1", limit: 2, ...(cursor === "" ? {} : { cursor }) })
      texts.push(...(page.messages ?? []).map((message) => message.text ?? ""))
      cursor = page.response_metadata?.next_cursor ?? ""
      assert.strictEqual(page.has_more, cursor !== "")
    } while (cursor !== "")
    assert.deepStrictEqual(texts, ["5", "4", "3", "2", "1"])
  })

  it("is bounded by oldest and latest, which belong to it only when inclusive", async () => {
    const { client } = await office()
    const stamps: Array<string> = []
    for (const text of ["1", "2", "3"]) stamps.push((await client.chat.postMessage({ channel: "C1", text })).ts ?? "")
    const [oldest = "", , latest = ""] = stamps
    const read = async (inclusive: boolean) =>
      ((await client.conversations.history({ channel: "C1", oldest, latest, inclusive })).messages ?? []).map(
        (message) => message.text,
      )
    assert.deepStrictEqual(await read(false), ["2"])
    assert.deepStrictEqual(await read(true), ["3", "2", "1"])
  })

  it("tells the metadata only when asked", async () => {
    const { client } = await office()
    await client.chat.postMessage({ channel: "C1", text: "one", metadata: runEvent })
    const read = async (all: boolean) =>
      (await client.conversations.history({ channel: "C1", include_all_metadata: all })).messages?.[0]?.metadata
    assert.deepInclude(await read(true), runEvent)
    assert.isUndefined(await read(false))
    const bad = client.apiCall("chat.postMessage", { channel: "C1", text: "x", metadata: { event_type: "run" } })
    assert.strictEqual(await refusal(bad), "invalid_metadata_format")
  })

  it("may lag behind what was accepted", async () => {
    let now = 1_700_000_000_000
    const { slack, client } = await office({ clock: () => now })
    slack.showInHistoryAfter(2_000)
    await client.chat.postMessage({ channel: "C1", text: "one" })
    assert.lengthOf((await client.conversations.history({ channel: "C1" })).messages ?? [], 0)
    now += 2_000
    assert.lengthOf((await client.conversations.history({ channel: "C1" })).messages ?? [], 1)
  })

  it("refuses a cursor or limit that Slack would not know", async () => {
    const { client } = await office()
    assert.strictEqual(
      await refusal(client.conversations.history({ channel: "C1", cursor: "nonsense" })),
      "invalid_cursor",
    )
    assert.strictEqual(await refusal(client.conversations.history({ channel: "C1", limit: 2_000 })), "invalid_limit")
    assert.strictEqual(
      await refusal(client.conversations.history({ channel: "C1", oldest: "yesterday" })),
      "invalid_arguments",
    )
    assert.strictEqual(await refusal(client.conversations.history({ channel: "C2" })), "not_in_channel")
  })
})

describe("people and conversations", () => {
  it("have their zone, admin flag and offset", async () => {
    const { client } = await office({ clock: () => Date.UTC(2026, 0, 15) })
    const { user } = await client.users.info({ user: "U2" })
    assert.deepInclude(user, {
      id: "U2",
      name: "ben",
      tz: "America/New_York",
      tz_offset: -18_000,
      is_admin: false,
      deleted: false,
    })
    assert.strictEqual((await client.users.info({ user: "U1" })).user?.is_admin, true)
    assert.strictEqual(await refusal(client.users.info({ user: "U9" })), "user_not_found")
  })

  it("are described and listed", async () => {
    const { client } = await office()
    const { channel } = await client.conversations.info({ channel: "C1", include_num_members: true })
    assert.deepInclude(channel, { id: "C1", name: "coffee", is_member: true, is_private: false, num_members: 4 })
    assert.deepStrictEqual((await client.conversations.members({ channel: "C1" })).members, [
      "U1",
      "U2",
      "U3",
      "U0COFFEEBOT",
    ])
    assert.strictEqual(await refusal(client.conversations.info({ channel: "C3" })), "channel_not_found")
  })

  it("can be opened with a living member only", async () => {
    const { slack, client } = await office()
    slack.deactivate("U3")
    const open = (users: string) => refusal(client.conversations.open({ users }))
    assert.strictEqual(await open("U1"), "ok")
    assert.strictEqual(await open("U3"), "user_disabled")
    assert.strictEqual(await open("U9"), "user_not_found")
    assert.strictEqual(await open(""), "users_list_not_supplied")
    assert.strictEqual(await open("U0COFFEEBOT"), "cannot_dm_bot")
    const { channel } = await client.conversations.open({ users: "U1", return_im: true })
    assert.deepInclude(channel, { is_im: true, user: "U1" })
  })
})

describe("a request Slack cannot read", () => {
  it("is invalid_json, unknown_method or too large", async () => {
    const { slack, client } = await office()
    const headers = { "content-type": "application/json", authorization: "Bearer xoxb-test" }
    const bad = await fetch(`${slack.apiUrl}chat.postMessage`, { method: "POST", headers, body: "{" })
    assert.deepStrictEqual(await bad.json(), { ok: false, error: "invalid_json" })
    const good = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: "POST",
      headers,
      body: '{"channel":"C1","text":"hi"}',
    })
    assert.deepInclude(await good.json(), { ok: true, channel: "C1" })
    assert.strictEqual(await refusal(client.apiCall("coffee.brew")), "unknown_method")
    const huge = await fetch(`${slack.apiUrl}api.test`, { method: "POST", body: "x".repeat(5_000_000) }).then(
      (answer) => answer.status,
      () => 413,
    )
    assert.strictEqual(huge, 413)
  })
})
