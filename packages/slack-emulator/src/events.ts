import type { Reply } from "./delivery.ts"
import type { Interactions } from "./interactions.ts"
import type { Fields } from "./json.ts"

/** Slack repeats an event at once, after a minute and after five: https://docs.slack.dev/apis/events-api. */
const slackRetries = [0, 60_000, 300_000]

const reasonOf = (reply: Reply): string => {
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
 * An app's `x-slack-no-retry: 1` ends it; stopping the emulator too. */
export const repeatedly = async (
  interactions: Interactions,
  payload: Fields,
  retries: ReadonlyArray<number> = slackRetries,
  signal: AbortSignal,
): Promise<Reply> => {
  let reply = await interactions.event(payload)
  for (const [index, millis] of retries.entries()) {
    if (isTaken(reply) || (reply.kind === "answered" && reply.headers["x-slack-no-retry"] === "1")) return reply
    await wait(millis, signal)
    if (signal.aborted) return reply
    reply = await interactions.event(payload, {
      "x-slack-retry-num": String(index + 1),
      "x-slack-retry-reason": reasonOf(reply),
    })
  }
  return reply
}
