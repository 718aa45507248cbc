import type { Reply } from "./delivery.ts"
import type { Interactions } from "./interactions.ts"
import type { Fields } from "./json.ts"

/** Slack repeats an event at once, after a minute and after five: https://docs.slack.dev/apis/events-api. */
const slackRetries = [0, 60_000, 300_000]

/** Slack's word for why an event was not taken; undefined when it was. */
export const refusedFor = (reply: Reply): string | undefined => {
  if (isTaken(reply)) return undefined
  if (reply.kind === "timeout") return "http_timeout"
  return reply.kind === "unreachable" ? "connection_failed" : "http_error"
}

const isTaken = (reply: Reply) => reply.kind === "answered" && reply.status >= 200 && reply.status < 300

const wait = (millis: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, millis)
    signal.addEventListener("abort", () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Sends an event until the app takes it, at most three times more, telling each time the number and the reason.
 * An app's `x-slack-no-retry: 1` ends it, except after a timeout; stopping the emulator too. */
export const delivered = (
  interactions: Interactions,
  payload: Fields,
  retries: ReadonlyArray<number> = slackRetries,
  signal: AbortSignal,
): { readonly first: Promise<Reply>; readonly last: Promise<Reply> } => {
  const first = interactions.event(payload)
  const repeat = async () => {
    let reply = await first
    for (const [index, millis] of retries.entries()) {
      const reason = refusedFor(reply)
      if (reason === undefined || (reply.kind === "answered" && reply.headers["x-slack-no-retry"] === "1")) return reply
      await wait(millis, signal)
      if (signal.aborted) return reply
      const headers = { "x-slack-retry-num": String(index + 1), "x-slack-retry-reason": reason }
      reply = await interactions.event(payload, headers)
    }
    return reply
  }
  return { first, last: repeat() }
}
