import { Result, Schema } from "effect"
import { ChannelId, MemberId, RequestKey } from "@coffeebuddy/domain/ids"
import { Action, decodeAction, decodeSubmission, MalformedRequest, Submission } from "./actions.ts"

const Text = Schema.String
const from = { key: RequestKey, team: Text, member: MemberId }

/**
 * What Slack sends us. `key` is the same when Slack sends the same thing again; `trigger` opens one dialog within 3 s; `responseUrl` takes
 * five answers within 30 min. `SslCheck` and `Challenge` are Slack looking whether we are there: nothing is done for them.
 */
export const Incoming = Schema.TaggedUnion({
  Command: { ...from, channel: ChannelId, command: Text, text: Text, responseUrl: Text, trigger: Text },
  Pressed: {
    ...from,
    channel: Schema.NullOr(ChannelId),
    action: Action,
    responseUrl: Schema.NullOr(Text),
    trigger: Text,
  },
  Submitted: { ...from, submission: Submission, view: Text },
  Dismissed: { team: Text, member: MemberId, view: Text },
  Event: { key: RequestKey, team: Text, type: Text },
  RateLimited: { team: Text },
  SslCheck: {},
  Challenge: { challenge: Text },
})
export type Incoming = typeof Incoming.Type
type Only<Tag extends Incoming["_tag"]> = Extract<Incoming, { readonly _tag: Tag }>
export type Command = Only<"Command">
export type Pressed = Only<"Pressed">
export type Submitted = Only<"Submitted">

type Read<A> = Result.Result<A, MalformedRequest>

const malformed = (field: string) => new MalformedRequest({ field })

/** Decodes with a schema; of its error, which holds what was sent, only the first field's name is kept. */
const reader = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, whole: string) => {
  const decode = Schema.decodeUnknownResult(schema)
  const { validate } = Schema.toStandardSchemaV1(schema)["~standard"]
  const firstField = (value: unknown): string => {
    const validated = validate(value)
    const issue = "issues" in validated ? validated.issues?.[0] : undefined
    return issue?.path?.map((key) => (typeof key === "object" ? key.key : key)).join(".") || whole
  }
  return (value: unknown): Read<S["Type"]> => Result.mapError(decode(value), () => malformed(firstField(value)))
}

// An id becomes part of a request key, which is printable ASCII.
const Id = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{1,200}$/))
const keyOf = (kind: "trigger" | "view" | "event", id: string): RequestKey => RequestKey.make(`slack:${kind}:${id}`)

const readCommand = reader(
  Schema.Struct({
    team_id: Text,
    user_id: MemberId,
    channel_id: ChannelId,
    command: Text,
    text: Text,
    response_url: Text,
    trigger_id: Id,
  }),
  "body",
)
const commandFields = ["team_id", "user_id", "channel_id", "command", "text", "response_url", "trigger_id"] as const

const formOf = (rawBody: Uint8Array): URLSearchParams => new URLSearchParams(new TextDecoder().decode(rawBody))
const isSslForm = (form: URLSearchParams): boolean => form.get("ssl_check") === "1"

/**
 * Whether this is Slack checking our certificate. It comes unsigned, so ask only once the signature was found wanting, answer 200 and use
 * nothing else of it (https://docs.slack.dev/interactivity/implementing-slash-commands).
 */
export const isSslCheck = (rawBody: Uint8Array): boolean => isSslForm(formOf(rawBody))

/** Reads a slash command's form. */
export const decodeCommand = (rawBody: Uint8Array): Read<Command | Only<"SslCheck">> => {
  const form = formOf(rawBody)
  if (isSslForm(form)) return Result.succeed({ _tag: "SslCheck" })
  const picked: Record<string, string> = {}
  for (const name of commandFields) {
    const value = form.get(name)
    if (value !== null) picked[name] = value
  }
  return Result.map(readCommand(picked), (sent) => ({
    _tag: "Command",
    key: keyOf("trigger", sent.trigger_id),
    team: sent.team_id,
    member: sent.user_id,
    channel: sent.channel_id,
    command: sent.command,
    text: sent.text,
    responseUrl: sent.response_url,
    trigger: sent.trigger_id,
  }))
}

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const Team = Schema.Struct({ id: Text })
const sender = { team: optional(Team), user: Schema.Struct({ id: MemberId, team_id: optional(Text) }) }

const readPressed = reader(
  Schema.Struct({
    ...sender,
    trigger_id: Id,
    response_url: optional(Text),
    channel: optional(Schema.Struct({ id: ChannelId })),
    actions: Schema.NonEmptyArray(
      Schema.Struct({
        action_id: Text,
        value: optional(Text),
        selected_option: optional(Schema.Struct({ value: Text })),
      }),
    ),
  }),
  "payload",
)

const readSubmitted = reader(
  Schema.Struct({
    ...sender,
    view: Schema.Struct({
      id: Id,
      callback_id: Text,
      private_metadata: Text,
      state: Schema.Struct({ values: Schema.Unknown }),
    }),
  }),
  "payload",
)

const readDismissed = reader(Schema.Struct({ ...sender, view: Schema.Struct({ id: Id }) }), "payload")
const readType = reader(Schema.Struct({ type: Text }), "body")

/** In an organization's own installation `team` is null, but the person still belongs to a workspace. */
const teamOf = (sent: {
  readonly team?: { readonly id: string } | null
  readonly user: { readonly team_id?: string | null }
}): string => sent.team?.id ?? sent.user.team_id ?? ""

const pressed = (payload: unknown): Read<Pressed> =>
  Result.flatMap(readPressed(payload), (sent) => {
    const [first] = sent.actions
    return Result.map(decodeAction(first.action_id, first.selected_option?.value ?? first.value ?? ""), (action) => ({
      _tag: "Pressed",
      key: keyOf("trigger", sent.trigger_id),
      team: teamOf(sent),
      member: sent.user.id,
      channel: sent.channel?.id ?? null,
      action,
      responseUrl: sent.response_url ?? null,
      trigger: sent.trigger_id,
    }))
  })

const submitted = (payload: unknown): Read<Submitted> =>
  Result.flatMap(readSubmitted(payload), (sent) => {
    const { id, callback_id, private_metadata, state } = sent.view
    return Result.map(decodeSubmission(callback_id, private_metadata, state.values), (submission) => ({
      _tag: "Submitted",
      key: keyOf("view", id),
      team: teamOf(sent),
      member: sent.user.id,
      submission,
      view: id,
    }))
  })

const dismissed = (payload: unknown): Read<Only<"Dismissed">> =>
  Result.map(readDismissed(payload), (sent) => ({
    _tag: "Dismissed",
    team: teamOf(sent),
    member: sent.user.id,
    view: sent.view.id,
  }))

const parseJson = (text: string, field: string): Read<unknown> =>
  Result.try({ try: (): unknown => JSON.parse(text), catch: () => malformed(field) })

/** Reads a pressed button, a submitted or a dismissed dialog: one form field that holds JSON. */
export const decodeInteraction = (
  rawBody: Uint8Array,
): Read<Pressed | Submitted | Only<"Dismissed"> | Only<"SslCheck">> => {
  const form = formOf(rawBody)
  if (isSslForm(form)) return Result.succeed({ _tag: "SslCheck" })
  return Result.flatMap(parseJson(form.get("payload") ?? "", "payload"), (payload) =>
    Result.flatMap(readType(payload), ({ type }): Read<Pressed | Submitted | Only<"Dismissed">> => {
      switch (type) {
        case "block_actions":
          return pressed(payload)
        case "view_submission":
          return submitted(payload)
        case "view_closed":
          return dismissed(payload)
        default:
          return Result.fail(malformed("type"))
      }
    }),
  )
}

const readEvent = reader(Schema.Struct({ team_id: Text, event_id: Id, event: Schema.Struct({ type: Text }) }), "body")
const readChallenge = reader(Schema.Struct({ challenge: Text }), "body")
const readRateLimited = reader(Schema.Struct({ team_id: Text }), "body")

/** Reads what comes to the Events API's address: JSON, signed like the rest, the challenge included. */
export const decodeEvent = (rawBody: Uint8Array): Read<Only<"Event"> | Only<"RateLimited"> | Only<"Challenge">> =>
  Result.flatMap(parseJson(new TextDecoder().decode(rawBody), "body"), (body) =>
    Result.flatMap(readType(body), ({ type }): Read<Only<"Event"> | Only<"RateLimited"> | Only<"Challenge">> => {
      switch (type) {
        case "url_verification":
          return Result.map(readChallenge(body), ({ challenge }) => ({ _tag: "Challenge", challenge }))
        case "app_rate_limited":
          return Result.map(readRateLimited(body), (sent) => ({ _tag: "RateLimited", team: sent.team_id }))
        case "event_callback":
          return Result.map(readEvent(body), (sent) => ({
            _tag: "Event",
            key: keyOf("event", sent.event_id),
            team: sent.team_id,
            type: sent.event.type,
          }))
        default:
          return Result.fail(malformed("type"))
      }
    }),
  )
