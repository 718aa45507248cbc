import { type ActionName, encodeButton, fields, ORDER_FORM, DETAILS_FORM } from "@coffeebuddy/adapters/slack/actions"
import { RunId } from "@coffeebuddy/domain/ids"
import { signedHeaders } from "@coffeebuddy/slack-emulator/signature"

export const signingSecret = "not-a-secret-of-anybody"
export const team = "T0BENCH"

let sequence = 0
/** A trigger that no request of this process had. */
const trigger = (): string => `${process.pid}.${++sequence}.bench`

/** A signed request as it goes over the wire. */
const wire = (path: string, body: string): Buffer => {
  const signed = signedHeaders(signingSecret, body, Math.floor(Date.now() / 1000))
  const headers = {
    host: "127.0.0.1",
    "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    accept: "application/json,*/*",
    "content-type": "application/x-www-form-urlencoded",
    ...signed,
    "content-length": String(Buffer.byteLength(body)),
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head.join("")}\r\n${body}`)
}

/** `/coffee TEXT`, as Slack sends it. */
export const command = (channel: string, member: string, text: string, triggerId = trigger()): Buffer =>
  wire(
    "/slack/commands",
    new URLSearchParams({
      token: "deprecated",
      team_id: team,
      team_domain: "bench",
      channel_id: channel,
      channel_name: "coffee",
      user_id: member,
      user_name: member.toLowerCase(),
      command: "/coffee",
      text,
      api_app_id: "A0BENCH",
      is_enterprise_install: "false",
      response_url: "http://127.0.0.1:9/response/none",
      trigger_id: triggerId,
    }).toString(),
  )

const interaction = (member: string, payload: object): Buffer => {
  const sender = { user: { id: member, team_id: team }, team: { id: team, domain: "bench" }, trigger_id: trigger() }
  const body = new URLSearchParams({ payload: JSON.stringify({ ...sender, api_app_id: "A0BENCH", ...payload }) })
  return wire("/slack/interactions", body.toString())
}

/** A button of a run's message. */
export const press = (channel: string, member: string, name: ActionName, run: string): Buffer =>
  interaction(member, {
    type: "block_actions",
    channel: { id: channel, name: "coffee" },
    response_url: null,
    actions: [{ type: "button", block_id: "b", ...encodeButton(name, RunId.make(run)) }],
  })

const text = (value: string) => ({ text: { type: "plain_text_input", value } })

const submitted = (channel: string, member: string, run: string, form: string, values: object): Buffer => {
  const opened = JSON.stringify({ run, channel, shown: null, zone: "UTC", asked: null })
  const view = { id: `V${trigger()}`, callback_id: form, private_metadata: opened, state: { values } }
  return interaction(member, { type: "view_submission", view })
}

/** The order dialog with this order. */
export const orderForm = (channel: string, member: string, run: string, order: string): Buffer =>
  submitted(channel, member, run, ORDER_FORM, { [fields.order.block]: text(order) })

/** The details dialog with this note and no pick-up time. */
export const detailsForm = (channel: string, member: string, run: string, note: string): Buffer =>
  submitted(channel, member, run, DETAILS_FORM, {
    [fields.pickup.block]: text(""),
    [fields.place.block]: text(""),
    [fields.note.block]: text(note),
  })
