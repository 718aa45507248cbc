import type { Failure } from "@coffeebuddy/domain/run"
import { ChatRefused } from "@coffeebuddy/ports/chat"

type Kind = ChatRefused["kind"]

const codes = (kind: Kind, ...names: ReadonlyArray<string>): ReadonlyArray<readonly [string, Kind]> =>
  names.map((name) => [name, kind])

/** Slack's error codes that say for certain that nothing was done (https://docs.slack.dev/reference/methods/chat.postMessage, Errors). */
const kinds: ReadonlyMap<string, Kind> = new Map([
  ...codes("later", "ratelimited", "rate_limited", "message_limit_exceeded"),
  ...codes("gone", "message_not_found", "cant_update_message"),
  ...codes(
    "paused",
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "org_login_required",
    "team_access_not_granted",
    "ekm_access_denied",
  ),
  ...codes("never", "channel_not_found", "not_in_channel", "is_archived", "missing_scope", "no_permission"),
  ...codes("never", "user_not_found", "users_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled"),
  ...codes("never", "edit_window_closed", "msg_too_long", "no_text", "msg_blocks_too_long", "too_many_attachments"),
  ...codes("never", "invalid_blocks", "invalid_blocks_format", "invalid_arguments", "invalid_metadata_format"),
  ...codes("never", "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_exchanged"),
  ...codes("never", "view_too_large", "push_limit_reached", "duplicate_external_id", "hash_conflict"),
])

const failures: ReadonlyMap<string, Failure> = new Map([
  ["not_in_channel", "not-in-channel"],
  ["missing_scope", "missing-scope"],
  ["no_permission", "missing-scope"],
  ["channel_not_found", "channel-not-found"],
  ["is_archived", "archived"],
])

const rejectedMessages = new Set([
  "msg_too_long",
  "no_text",
  "msg_blocks_too_long",
  "too_many_attachments",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_arguments",
  "invalid_metadata_format",
])

/** `restricted_action`, `restricted_action_read_only_channel` and their like. */
const isRestriction = (code: string): boolean => code.startsWith("restricted_action")

const kindOf = (code: string): Kind | undefined => (isRestriction(code) ? "never" : kinds.get(code))

const failureOf = (code: string): Failure | null =>
  failures.get(code) ?? (isRestriction(code) ? "restricted" : rejectedMessages.has(code) ? "rejected-message" : null)

/** How long to wait when Slack does not say, in milliseconds. */
const PATIENCE = 30_000

/** What Slack's error code means for us; null when it does not say whether anything was done (`fatal_error`, or a code unknown to us). */
export const refusal = (code: string): ChatRefused | null => {
  const kind = kindOf(code)
  if (kind === undefined) return null
  return new ChatRefused({ code, kind, retryAfter: kind === "later" ? PATIENCE : 0, failure: failureOf(code) })
}

/** Slack asked to wait so many seconds. */
export const rateLimited = (seconds: number): ChatRefused =>
  new ChatRefused({ code: "ratelimited", kind: "later", retryAfter: Math.ceil(seconds * 1_000), failure: null })

/** Nothing was sent at all; worth another try in so many milliseconds. */
export const notSent = (code: string, retryAfter: number): ChatRefused =>
  new ChatRefused({ code, kind: "later", retryAfter, failure: null })
