/** @import { Answer, State } from "./wire.ts" */

/**
 * What `as` may see of the workspace. Without `as`, or for somebody unknown, the server chooses the person.
 * @param {string | undefined} as
 * @returns {Promise<State>}
 */
export const fetchState = async (as) => {
  const response = await fetch(`/sandbox/state${as ? `?as=${encodeURIComponent(as)}` : ""}`, { cache: "no-store" })
  if (response.status === 404 && as) return fetchState(undefined)
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`)
  return response.json()
}

/**
 * Tells the server what the person did. Resolves to undefined when it worked, else to a sentence saying why not. A submission refused
 * for its fields has worked: the mistakes stand in the view.
 * @param {"command" | "action" | "submit" | "close" | "home"} what
 * @param {Record<string, unknown>} body
 * @returns {Promise<string | undefined>}
 */
export const post = async (what, body) => {
  try {
    const response = await fetch(`/sandbox/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    })
    /** @type {Answer} */
    const answer = await response.json()
    return answer.ok || answer.error === "invalid_input"
      ? undefined
      : sentence(answer.error ?? `error ${response.status}`)
  } catch {
    return "The sandbox does not answer. Is it still running?"
  }
}

const gone = "That is not there any more."
const known = new Map([
  ["operation_timeout", "The app did not answer within 3 seconds."],
  ["dispatch_failed", "The app is not running, or answered with an error."],
  ["unknown_command", "No app here knows that command."],
  ["invalid_command_response", "The app answered with something that is no message."],
  ["message_not_found", gone],
  ["action_not_found", gone],
  ["view_not_found", gone],
  ["channel_not_found", "This person is not in that channel."],
  ["user_not_found", "This person is not here any more."],
])

/** @param {string} error */
const sentence = (error) => known.get(error) ?? (/\s/.test(error) ? error : `That did not work (${error}).`)

/**
 * Follows the server's events. `onChange` runs for every change and after every reconnection, `onLink` when the connection comes or goes.
 * @param {() => void} onChange
 * @param {(up: boolean) => void} onLink
 */
export const follow = (onChange, onLink) => {
  const events = new EventSource("/sandbox/events")
  events.addEventListener("change", onChange)
  events.addEventListener("open", () => {
    onLink(true)
    onChange()
  })
  events.addEventListener("error", () => {
    onLink(false)
    // A refused stream (say, a proxy's 502) is closed for good by the browser.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => follow(onChange, onLink), 2000)
  })
}
