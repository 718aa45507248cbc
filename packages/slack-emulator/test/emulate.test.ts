import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { WebClient } from "@slack/web-api"
import type { ModalView } from "@slack/web-api"
import { createEmulator } from "emulate"
import type { Emulator } from "emulate"
import { startSlackEmulator } from "../src/emulator.ts"
import type { SlackEmulator } from "../src/emulator.ts"
import { at } from "../src/json.ts"
import { startApp } from "./app.ts"
import type { App } from "./app.ts"

/** One of the two fake Slacks, with the same office in it: the same names, each with its own ids. */
interface Side {
  readonly client: WebClient
  readonly stranger: WebClient
  readonly nobody: WebClient
  /** A call with a token that may do no more than open direct messages. */
  readonly poorly: (method: string, args: Record<string, unknown>) => Promise<unknown>
  readonly member: string
  readonly joined: string
  readonly elsewhere: string
  readonly secret: string
  readonly archived: string
  readonly trigger: (view?: string) => Promise<string>
}

const bot = { app_id: "A0COFFEE", bot_id: "B0COFFEEBOT", bot_user_id: "U0COFFEEBOT" }
const scopes = [
  "chat:write",
  "users:read",
  "channels:read",
  "channels:history",
  "channels:join",
  "channels:manage",
  "groups:read",
  "groups:history",
  "im:read",
  "im:write",
  "im:history",
]

const silent = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => "error" as never,
  setName() {},
}
const clientAt = (apiUrl: string, token: string | undefined) =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  })

const startTheirs = async (): Promise<{ emulator: Emulator; side: Side }> => {
  const token = (name: string, granted: ReadonlyArray<string>) => ({
    token: name,
    type: "bot",
    user_id: bot.bot_user_id,
    ...bot,
    scopes: granted,
  })
  const names = ["coffee", "elsewhere", "old"]
  const emulator = await createEmulator({
    service: "slack",
    port: 0,
    seed: {
      slack: {
        strict_scopes: true,
        oauth_apps: [
          {
            client_id: "1.1",
            client_secret: "s",
            name: "CoffeeBuddy",
            redirect_uris: ["http://localhost/x"],
            scopes,
            bot_name: "coffeebuddy",
            ...bot,
          },
        ],
        channels: [...names.map((name) => ({ name })), { name: "secret", is_private: true }],
        tokens: [
          token("xoxb-test", scopes),
          token("xoxb-poor", ["im:write"]),
          { token: "xoxp-admin", type: "user", user_id: "U000000001", scopes },
        ],
      },
    },
  })
  const apiUrl = `${emulator.url}/api/`
  const client = clientAt(apiUrl, "xoxb-test")
  const human = clientAt(apiUrl, "xoxp-admin")
  const listed = await human.conversations.list({ types: "public_channel,private_channel" })
  const id = (name: string) => listed.channels?.find((channel) => channel.name === name)?.id ?? ""
  await client.conversations.join({ channel: id("coffee") })
  await client.conversations.join({ channel: id("old") })
  await client.conversations.archive({ channel: id("old") })
  return {
    emulator,
    side: {
      client,
      stranger: clientAt(apiUrl, "xoxb-stranger"),
      nobody: clientAt(apiUrl, undefined),
      poorly: (method, args) => clientAt(apiUrl, "xoxb-poor").apiCall(method, args),
      member: "U000000001",
      joined: id("coffee"),
      elsewhere: id("elsewhere"),
      secret: id("secret"),
      archived: id("old"),
      trigger: async (view) => {
        const made = await client.apiCall("views.generateTriggerId", {
          user_id: "U000000001",
          ...(view === undefined ? {} : { view_id: view }),
        })
        return String(at(made, "trigger_id"))
      },
    },
  }
}

const startOurs = async (): Promise<{ slack: SlackEmulator; app: App; side: Side }> => {
  const app = await startApp()
  const slack = await startSlackEmulator({
    signingSecret: "s",
    botToken: "xoxb-test",
    rateLimits: "off",
    appUrl: app.url,
    scopes,
    members: [{ id: "U000000001", name: "admin", real_name: "Admin User", is_admin: true }],
    channels: [
      { id: "C1", name: "coffee" },
      { id: "C2", name: "elsewhere", bot: false },
      { id: "C3", name: "secret", is_private: true, bot: false },
      { id: "C4", name: "old", is_archived: true },
    ],
  })
  const client = clientAt(slack.apiUrl, "xoxb-test")
  const side: Side = {
    client,
    stranger: clientAt(slack.apiUrl, "xoxb-stranger"),
    nobody: clientAt(slack.apiUrl, undefined),
    poorly: async (method, args) => {
      for (const scope of scopes) if (scope !== "im:write") slack.removeScope(scope)
      return client.apiCall(method, args).finally(() => scopes.forEach((scope) => slack.addScope(scope)))
    },
    member: "U000000001",
    joined: "C1",
    elsewhere: "C2",
    secret: "C3",
    archived: "C4",
    trigger: async (view) => {
      const admin = slack.as("U000000001")
      const open = admin.openView()
      if (view !== undefined && open?.id === view) await admin.press(open, "again")
      else await admin.command("coffee", "/coffee")
      return String(app.received.at(-1)?.payload.trigger_id)
    },
  }
  return { slack, app, side }
}

const modal = (more: Partial<ModalView> = {}): ModalView => ({
  type: "modal",
  title: { type: "plain_text", text: "Order" },
  blocks: [
    {
      type: "actions",
      block_id: "b",
      elements: [{ type: "button", action_id: "again", text: { type: "plain_text", text: "Again" } }],
    },
  ],
  ...more,
})

const open = async (side: Side, view = modal()) => side.client.views.open({ trigger_id: await side.trigger(), view })
const post = async (side: Side) =>
  (await side.client.chat.postMessage({ channel: side.joined, text: "hello" })).ts ?? ""
const runEvent = { event_type: "run", event_payload: { id: "1" } }

interface Case {
  readonly name: string
  readonly call: (side: Side) => Promise<unknown>
  /** Fields whose kind (string, boolean, list, ...) both must agree on. */
  readonly fields?: ReadonlyArray<string>
  /** Where emulate answers otherwise than Slack does, and why we do not follow. */
  readonly differs?: { readonly theirs: string; readonly ours: string; readonly because: string }
}

const cases: ReadonlyArray<Case> = [
  {
    name: "auth.test",
    call: ({ client }) => client.auth.test(),
    fields: ["ok", "url", "team", "user", "team_id", "user_id", "bot_id"],
  },
  { name: "auth.test without a token", call: ({ nobody }) => nobody.auth.test() },
  {
    name: "auth.test with an unknown token",
    call: ({ stranger }) => stranger.auth.test(),
    differs: { theirs: "ok", ours: "invalid_auth", because: "emulate takes any bearer token for its admin" },
  },
  {
    name: "chat.postMessage",
    call: ({ client, joined }) => client.chat.postMessage({ channel: joined, text: "hello", metadata: runEvent }),
    fields: [
      "ok",
      "channel",
      "ts",
      "message.text",
      "message.type",
      "message.user",
      "message.ts",
      "message.metadata.event_type",
    ],
  },
  {
    name: "chat.postMessage of nothing",
    call: ({ client, joined }) => client.chat.postMessage({ channel: joined, text: "" }),
  },
  {
    name: "chat.postMessage to nowhere",
    call: ({ client }) => client.chat.postMessage({ channel: "C0NOWHERE", text: "hello" }),
  },
  {
    name: "chat.postMessage where the bot is not",
    call: ({ client, elsewhere }) => client.chat.postMessage({ channel: elsewhere, text: "hello" }),
    differs: { theirs: "ok", ours: "not_in_channel", because: "emulate lets a bot post to any public channel" },
  },
  {
    name: "chat.postMessage to a private channel the bot cannot see",
    call: ({ client, secret }) => client.chat.postMessage({ channel: secret, text: "hello" }),
    differs: {
      theirs: "not_in_channel",
      ours: "channel_not_found",
      because: "Slack does not admit that a private channel exists",
    },
  },
  {
    name: "chat.postMessage to an archived channel",
    call: ({ client, archived }) => client.chat.postMessage({ channel: archived, text: "hello" }),
  },
  {
    name: "chat.postMessage without the scope",
    call: ({ poorly, joined }) => poorly("chat.postMessage", { channel: joined, text: "hello" }),
    fields: ["needed", "provided"],
  },
  {
    name: "chat.postMessage to a person",
    call: ({ client, member }) => client.chat.postMessage({ channel: member, text: "hello" }),
    fields: ["ok", "channel", "ts"],
  },
  {
    name: "chat.postMessage of a text over 40,000",
    call: ({ client, joined }) => client.chat.postMessage({ channel: joined, text: "x".repeat(40_001) }),
    fields: ["ok", "warning"],
  },
  {
    name: "chat.postMessage with a block Slack does not know",
    call: ({ client, joined }) =>
      client.apiCall("chat.postMessage", { channel: joined, text: "x", blocks: [{ type: "paragraph" }] }),
    differs: { theirs: "ok", ours: "invalid_blocks", because: "emulate keeps blocks without reading them" },
  },
  {
    name: "chat.postMessage with 51 blocks",
    call: ({ client, joined }) =>
      client.chat.postMessage({
        channel: joined,
        text: "x",
        blocks: Array.from({ length: 51 }, () => ({ type: "divider" })),
      }),
    differs: { theirs: "ok", ours: "invalid_blocks", because: "emulate has no limits on blocks" },
  },
  {
    name: "chat.postMessage with blocks that are no JSON",
    call: ({ client, joined }) => client.apiCall("chat.postMessage", { channel: joined, text: "x", blocks: "[" }),
    differs: {
      theirs: "invalid_blocks",
      ours: "invalid_blocks_format",
      because: "Slack's reference has invalid_blocks_format for blocks that are no JSON list",
    },
  },
  {
    name: "chat.postEphemeral",
    call: ({ client, joined, member }) => client.chat.postEphemeral({ channel: joined, user: member, text: "psst" }),
    fields: ["ok", "message_ts"],
  },
  {
    name: "chat.postEphemeral to nobody",
    call: ({ client, joined }) => client.chat.postEphemeral({ channel: joined, user: "U0NOBODY", text: "psst" }),
  },
  {
    name: "chat.update",
    call: async (side) => side.client.chat.update({ channel: side.joined, ts: await post(side), text: "bye" }),
    fields: ["ok", "channel", "ts", "text", "message.text"],
  },
  {
    name: "chat.update of nothing",
    call: ({ client, joined }) => client.chat.update({ channel: joined, ts: "1.000001", text: "bye" }),
  },
  {
    name: "chat.update to nothing",
    call: async (side) => side.client.apiCall("chat.update", { channel: side.joined, ts: await post(side) }),
  },
  {
    name: "chat.delete",
    call: async (side) => side.client.chat.delete({ channel: side.joined, ts: await post(side) }),
    fields: ["ok", "channel", "ts"],
  },
  {
    name: "chat.delete of nothing",
    call: ({ client, joined }) => client.chat.delete({ channel: joined, ts: "1.000001" }),
  },
  {
    name: "chat.getPermalink",
    call: async (side) => side.client.chat.getPermalink({ channel: side.joined, message_ts: await post(side) }),
    fields: ["ok", "channel", "permalink"],
  },
  {
    name: "users.info",
    call: ({ client, member }) => client.users.info({ user: member }),
    fields: [
      "ok",
      "user.id",
      "user.name",
      "user.real_name",
      "user.is_admin",
      "user.is_bot",
      "user.deleted",
      "user.profile.display_name",
    ],
  },
  { name: "users.info of nobody", call: ({ client }) => client.users.info({ user: "U0NOBODY" }) },
  {
    name: "users.info without the scope",
    call: ({ poorly, member }) => poorly("users.info", { user: member }),
    fields: ["needed", "provided"],
  },
  {
    name: "conversations.open",
    call: ({ client, member }) => client.conversations.open({ users: member }),
    fields: ["ok", "channel.id"],
  },
  {
    name: "conversations.open with the whole channel",
    call: ({ client, member }) => client.conversations.open({ users: member, return_im: true }),
    fields: ["channel.id", "channel.is_im", "channel.user"],
  },
  { name: "conversations.open with nobody", call: ({ client }) => client.apiCall("conversations.open", { users: "" }) },
  {
    name: "conversations.open with a stranger",
    call: ({ client }) => client.conversations.open({ users: "U0NOBODY" }),
  },
  {
    name: "conversations.info",
    call: ({ client, joined }) => client.conversations.info({ channel: joined }),
    fields: [
      "channel.id",
      "channel.name",
      "channel.is_channel",
      "channel.is_private",
      "channel.is_member",
      "channel.is_archived",
      "channel.topic.value",
    ],
  },
  { name: "conversations.info of nowhere", call: ({ client }) => client.conversations.info({ channel: "C0NOWHERE" }) },
  {
    name: "conversations.members",
    call: ({ client, joined }) => client.conversations.members({ channel: joined }),
    fields: ["ok", "members", "response_metadata.next_cursor"],
  },
  {
    name: "conversations.history",
    call: async (side) => (await post(side), side.client.conversations.history({ channel: side.joined, limit: 1 })),
    fields: ["ok", "messages", "messages.0.ts", "messages.0.text", "has_more", "response_metadata.next_cursor"],
  },
  {
    name: "conversations.history where the bot is not",
    call: ({ client, elsewhere }) => client.conversations.history({ channel: elsewhere }),
    differs: { theirs: "ok", ours: "not_in_channel", because: "emulate lets anybody read a public channel" },
  },
  {
    name: "views.open",
    call: (side) => open(side),
    fields: [
      "ok",
      "view.id",
      "view.hash",
      "view.type",
      "view.team_id",
      "view.root_view_id",
      "view.private_metadata",
      "view.callback_id",
      "view.blocks",
      "view.state.values",
    ],
  },
  {
    name: "views.open with an unknown trigger",
    call: ({ client }) => client.views.open({ trigger_id: "1.2.3", view: modal() }),
  },
  {
    name: "views.open with a used trigger",
    call: async (side) => {
      const trigger = await side.trigger()
      await side.client.views.open({ trigger_id: trigger, view: modal() })
      return side.client.views.open({ trigger_id: trigger, view: modal() })
    },
  },
  {
    name: "views.open with a title of 25 characters",
    call: (side) => open(side, modal({ title: { type: "plain_text", text: "x".repeat(25) } })),
    differs: { theirs: "ok", ours: "invalid_arguments", because: "emulate has no limits on views" },
  },
  {
    name: "views.open with a taken external id",
    call: async (side) => (
      await open(side, modal({ external_id: "taken" })),
      open(side, modal({ external_id: "taken" }))
    ),
  },
  {
    name: "views.update",
    call: async (side) => side.client.views.update({ view_id: (await open(side)).view?.id ?? "", view: modal() }),
    fields: ["ok", "view.id", "view.hash"],
  },
  {
    name: "views.update over a newer hash",
    call: async (side) =>
      side.client.views.update({ view_id: (await open(side)).view?.id ?? "", hash: "1.x", view: modal() }),
  },
  { name: "views.update of nothing", call: ({ client }) => client.views.update({ view_id: "V0NONE", view: modal() }) },
  {
    name: "views.push",
    call: async (side) =>
      side.client.views.push({ trigger_id: await side.trigger((await open(side)).view?.id), view: modal() }),
    fields: ["ok", "view.id", "view.previous_view_id", "view.root_view_id"],
  },
  {
    name: "views.publish",
    call: ({ client, member }) =>
      client.views.publish({ user_id: member, view: { type: "home", blocks: [{ type: "divider" }] } }),
    fields: ["ok", "view.id", "view.type", "view.hash"],
  },
  {
    name: "views.publish over a newer hash",
    call: ({ client, member }) =>
      client.views.publish({ user_id: member, hash: "1.x", view: { type: "home", blocks: [] } }),
  },
]

const kind = (value: unknown) => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value)

const outcome = async (testCase: Case, side: Side): Promise<{ word: string; kinds: Record<string, string> }> => {
  const data = await testCase
    .call(side)
    .catch((error: unknown) => at(error, "data") ?? { ok: false, error: String(error) })
  const word = at(data, "ok") === true ? "ok" : String(at(data, "error"))
  return { word, kinds: Object.fromEntries((testCase.fields ?? []).map((path) => [path, kind(at(data, path))])) }
}

describe("our Slack and emulate's", () => {
  let theirs: Awaited<ReturnType<typeof startTheirs>>
  let ours: Awaited<ReturnType<typeof startOurs>>

  beforeAll(async () => {
    theirs = await startTheirs()
    ours = await startOurs()
  })
  afterAll(async () => {
    await theirs.emulator.close()
    await ours.slack.stop()
    await ours.app.stop()
  })

  for (const testCase of cases) {
    const { differs } = testCase
    it(
      differs
        ? `${testCase.name}: ${differs.ours}, not ${differs.theirs}: ${differs.because}`
        : `${testCase.name}: the same`,
      async () => {
        const [their, our] = [await outcome(testCase, theirs.side), await outcome(testCase, ours.side)]
        if (differs) assert.deepStrictEqual([their.word, our.word], [differs.theirs, differs.ours])
        else assert.deepStrictEqual(our, their)
      },
    )
  }
})
