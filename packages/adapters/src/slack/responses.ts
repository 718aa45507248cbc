import { Effect, Schema } from "effect"
import type { Message } from "./blocks.ts"

/** An answer could not be given to a response_url: `code` is the HTTP status, the network's code, or `not-slack` for an address that is none of Slack's. */
export class NotAnswered extends Schema.TaggedError<NotAnswered>()("NotAnswered", { code: Schema.String }) {}

const slackHosts = new Set(["https://hooks.slack.com", "https://hooks.slack-gov.com"])

/**
 * Whether an answer may be sent to this address. A payload names it, and whoever could forge one could aim us at an inner service: so only
 * Slack's own hosts on their usual port, or the very origin that `SLACK_API_URL` was configured to (an emulator).
 */
export const isSlackAddress = (address: string, apiUrl: string | null): boolean => {
  const url = URL.parse(address)
  if (url === null || url.username !== "" || url.password !== "") return false
  return slackHosts.has(url.origin) || (apiUrl !== null && url.origin === URL.parse(apiUrl)?.origin)
}

/** A message that only the person concerned sees; the body of an immediate answer and of a later one alike. */
export const ephemeral = ({ text, blocks }: Message) => ({
  response_type: "ephemeral" as const,
  replace_original: false,
  text,
  blocks,
})

/** Longest wait for Slack to take an answer, in milliseconds. */
const PATIENCE = 5_000

const send = (address: string, message: Message) =>
  Effect.tryPromise({
    try: (signal) =>
      fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify(ephemeral(message)),
        redirect: "error",
        signal,
      }),
    catch: () => new NotAnswered({ code: "network" }),
  })

/** Tells the person who asked, by the address that came with their request (five times within 30 minutes). Tried once, for at most 5 s. */
export const respond = Effect.fn("slack.respond")(function* (
  address: string,
  message: Message,
  apiUrl: string | null = null,
) {
  if (!isSlackAddress(address, apiUrl)) return yield* new NotAnswered({ code: "not-slack" })
  const response = yield* send(address, message).pipe(
    Effect.timeoutOrElse({ duration: PATIENCE, orElse: () => Effect.fail(new NotAnswered({ code: "timeout" })) }),
  )
  // An unread body would keep the connection from being used again.
  yield* Effect.promise(() => response.body?.cancel() ?? Promise.resolve())
  if (!response.ok) return yield* new NotAnswered({ code: `http_${response.status}` })
})
