import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { UTC } from "@coffeebuddy/domain/time-zone"
import { encodeButton, encodeContext, encodeOption, MENU, ORDER_FORM } from "../../src/slack/actions.ts"
import { decodeCommand, decodeEvent, decodeInteraction, isSslCheck } from "../../src/slack/request.ts"
import { channelId, runId } from "./fixtures.ts"

const bytes = (text: string) => Buffer.from(text)
const form = (fields: Record<string, string>) => bytes(new URLSearchParams(fields).toString())
const without = <A extends object>(value: A, key: keyof A) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))

const command = {
  token: "verification",
  team_id: "T0TEAM",
  team_domain: "office",
  channel_id: "C0COFFEE",
  channel_name: "coffee",
  user_id: "U0ANA",
  user_name: "ana",
  command: "/coffee",
  text: "order café & cream ☕",
  api_app_id: "A0APP",
  is_enterprise_install: "false",
  response_url: "https://hooks.slack.com/commands/T0TEAM/1/abc",
  trigger_id: "123.456.abcdef",
}

const sender = { user: { id: "U0ANA", username: "ana", team_id: "T0TEAM" }, team: { id: "T0TEAM", domain: "office" } }

const pressed = {
  type: "block_actions",
  ...sender,
  api_app_id: "A0APP",
  container: { type: "message", message_ts: "1.2", channel_id: "C0COFFEE", is_ephemeral: false },
  trigger_id: "123.456.abcdef",
  channel: { id: "C0COFFEE", name: "coffee" },
  message: { ts: "1.2" },
  response_url: "https://hooks.slack.com/actions/T0TEAM/1/abc",
  actions: [{ ...encodeButton("Close", runId), type: "button", block_id: "b", action_ts: "1.2" }],
}

const view = {
  id: "V0VIEW",
  callback_id: ORDER_FORM,
  private_metadata: encodeContext({ run: runId, channel: channelId, shown: null, zone: UTC, asked: null }),
  state: { values: { order: { text: { type: "plain_text_input", value: "flat white" } } } },
}
const submitted = { type: "view_submission", ...sender, trigger_id: "1.2.c", view, response_urls: [] }

const interaction = (payload: object) => decodeInteraction(form({ payload: JSON.stringify(payload) }))
const fieldOf = <A>(read: Result.Result<A, { readonly field: string }>) => Result.getOrThrow(Result.flip(read)).field

describe("a slash command", () => {
  it("is read with the key that its repeats share", () =>
    assert.deepStrictEqual<unknown>(
      decodeCommand(form(command)),
      Result.succeed({
        _tag: "Command",
        key: "slack:trigger:123.456.abcdef",
        team: "T0TEAM",
        member: "U0ANA",
        channel: "C0COFFEE",
        command: "/coffee",
        text: "order café & cream ☕",
        responseUrl: command.response_url,
        trigger: "123.456.abcdef",
      }),
    ))

  it("lacking any field we need is refused by that field's name", () => {
    for (const field of [
      "team_id",
      "user_id",
      "channel_id",
      "command",
      "text",
      "response_url",
      "trigger_id",
    ] as const) {
      assert.strictEqual(fieldOf(decodeCommand(form(without(command, field)))), field)
    }
  })

  it("with ids that are none is refused without repeating them", () => {
    for (const [field, bad] of [
      ["user_id", "ana; drop table"],
      ["channel_id", "#general"],
      ["trigger_id", "with blank"],
      ["trigger_id", "x".repeat(201)],
    ] as const) {
      const refused = Result.getOrThrow(Result.flip(decodeCommand(form({ ...command, [field]: bad }))))
      assert.strictEqual(refused.field, field)
      assert.notInclude(JSON.stringify(refused) + refused.message, bad)
    }
  })

  it("may come from a private channel or a direct message, by people of either kind of id", () => {
    for (const change of [{ channel_id: "G0PRIV" }, { channel_id: "D0DM" }, { user_id: "W0GRID" }]) {
      assert.isTrue(Result.isSuccess(decodeCommand(form({ ...command, ...change }))))
    }
  })

  it("is told from Slack's unsigned certificate check", () => {
    assert.deepStrictEqual(
      decodeCommand(form({ ssl_check: "1", token: "x" })),
      Result.succeed({ _tag: "SslCheck" as const }),
    )
    assert.isTrue(isSslCheck(form({ ssl_check: "1", token: "x" })))
    assert.isFalse(isSslCheck(form(command)))
    assert.isFalse(isSslCheck(form({ ssl_check: "0" })))
  })
})

describe("an interaction", () => {
  it("is a pressed button", () =>
    assert.deepStrictEqual<unknown>(
      interaction(pressed),
      Result.succeed({
        _tag: "Pressed",
        key: "slack:trigger:123.456.abcdef",
        team: "T0TEAM",
        member: "U0ANA",
        channel: "C0COFFEE",
        action: { _tag: "Close", run: runId },
        responseUrl: pressed.response_url,
        trigger: "123.456.abcdef",
      }),
    ))

  it("is a chosen option of a menu", () => {
    const read = interaction({
      ...pressed,
      actions: [{ action_id: MENU, type: "overflow", selected_option: { value: encodeOption("CancelRun", runId) } }],
    })
    assert.isTrue(Result.isSuccess(read) && read.success._tag === "Pressed" && read.success.action._tag === "CancelRun")
  })

  it("in a dialog has no channel and no response_url, and in an organization's installation no team but the person's", () => {
    const read = interaction({ ...without(without(pressed, "channel"), "response_url"), team: null, channel: null })
    assert.isTrue(Result.isSuccess(read))
    if (Result.isFailure(read) || read.success._tag !== "Pressed") return
    assert.isNull(read.success.channel)
    assert.isNull(read.success.responseUrl)
    assert.strictEqual(read.success.team, "T0TEAM")
  })

  it("without anybody's team belongs to no workspace of ours", () => {
    const read = interaction({ ...pressed, team: null, user: { id: "U0ANA" } })
    assert.isTrue(Result.isSuccess(read) && read.success._tag === "Pressed" && read.success.team === "")
  })

  it("is a submitted dialog, the same one however often it comes", () =>
    assert.deepStrictEqual<unknown>(
      interaction(submitted),
      Result.succeed({
        _tag: "Submitted",
        key: "slack:view:V0VIEW",
        team: "T0TEAM",
        member: "U0ANA",
        submission: { _tag: "OrderSubmitted", run: runId, channel: channelId, text: "flat white" },
        view: "V0VIEW",
      }),
    ))

  it("is a dismissed dialog", () =>
    assert.deepStrictEqual<unknown>(
      interaction({ ...submitted, type: "view_closed", is_cleared: true }),
      Result.succeed({ _tag: "Dismissed", team: "T0TEAM", member: "U0ANA", view: "V0VIEW" }),
    ))

  it("that we cannot read is refused by the field's name", () => {
    assert.strictEqual(fieldOf(decodeInteraction(bytes(""))), "payload")
    assert.strictEqual(fieldOf(decodeInteraction(form({ payload: "{" }))), "payload")
    assert.strictEqual(fieldOf(decodeInteraction(form({ payload: "null" }))), "body")
    assert.strictEqual(fieldOf(interaction({ ...pressed, type: "message_action" })), "type")
    assert.strictEqual(fieldOf(interaction({ ...pressed, actions: [] })), "actions.0")
    assert.strictEqual(fieldOf(interaction({ ...pressed, user: { id: "ana" } })), "user.id")
    assert.strictEqual(fieldOf(interaction({ ...pressed, actions: [{ action_id: "order" }] })), "value")
    assert.strictEqual(fieldOf(interaction({ ...submitted, view: { ...view, id: 5 } })), "view.id")
    assert.strictEqual(fieldOf(interaction({ ...submitted, view: { ...view, callback_id: "x" } })), "view.callback_id")
    assert.strictEqual(fieldOf(interaction({ type: "view_closed", ...sender })), "view")
  })
})

describe("an event", () => {
  const event = {
    token: "x",
    team_id: "T0TEAM",
    type: "event_callback",
    event_id: "Ev1",
    event: { type: "app_home_opened" },
  }

  it("is read with the key that Slack's repeats share", () =>
    assert.deepStrictEqual<unknown>(
      decodeEvent(bytes(JSON.stringify(event))),
      Result.succeed({ _tag: "Event", key: "slack:event:Ev1", team: "T0TEAM", type: "app_home_opened" }),
    ))

  it("is Slack's challenge when the address is set", () =>
    assert.deepStrictEqual(
      decodeEvent(bytes('{"type":"url_verification","challenge":"abc","token":"x"}')),
      Result.succeed({ _tag: "Challenge" as const, challenge: "abc" }),
    ))

  it("is Slack's word that it sends us no more for a while", () =>
    assert.deepStrictEqual(
      decodeEvent(bytes('{"type":"app_rate_limited","team_id":"T0TEAM","minute_rate_limited":1}')),
      Result.succeed({ _tag: "RateLimited" as const, team: "T0TEAM" }),
    ))

  it("that we cannot read is refused by the field's name", () => {
    assert.strictEqual(fieldOf(decodeEvent(bytes("[]"))), "body")
    assert.strictEqual(fieldOf(decodeEvent(bytes("not json"))), "body")
    assert.strictEqual(fieldOf(decodeEvent(bytes('{"type":"other"}'))), "type")
    assert.strictEqual(fieldOf(decodeEvent(bytes(JSON.stringify(without(event, "event_id"))))), "event_id")
    assert.strictEqual(fieldOf(decodeEvent(bytes('{"type":"url_verification"}'))), "challenge")
  })
})

it("bytes of any kind are read or refused, never thrown at", () =>
  fc.assert(
    fc.property(fc.uint8Array(), fc.json(), (noise, json) => {
      for (const decode of [decodeCommand, decodeInteraction, decodeEvent]) {
        decode(noise)
        decode(bytes(json))
        decode(form({ payload: json }))
      }
    }),
  ))
