import { AsyncLocalStorage } from "node:async_hooks"
import {
  type Logger,
  LogLevel,
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from "@slack/web-api"
import { Effect, Redacted } from "effect"
import { type ChatRefused, ChatUnknown } from "@coffeebuddy/ports/chat"
import { notSent, rateLimited, refusal } from "./refusals.ts"

/** How to reach Slack. `token` is asked for each call, so that a rotated one is used at once; `timeout` in milliseconds. */
export interface WebApiOptions {
  readonly token: Effect.Effect<Redacted.Redacted<string>>
  readonly apiUrl?: string
  readonly timeout?: number
}

/** Longest wait for an answer of Slack, in milliseconds; shorter than any lease. */
export const TIMEOUT = 10_000

// The SDK logs texts and arguments at debug level, and says nothing that our own errors do not.
const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
}

/** The SDK takes no signal per call; through this one an interrupted call's request ends too, rather than reach Slack later. */
const interrupted = new AsyncLocalStorage<AbortSignal>()

const request = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
  const signals = [init.signal, interrupted.getStore()].filter((signal) => signal != null)
  const response = await fetch(url, { ...init, signal: AbortSignal.any(signals) })
  // A proxy on the way may refuse without Slack's Retry-After, which the SDK would report as an unspecific error.
  if (response.status !== 429 || Number(response.headers.get("retry-after")) > 0) return response
  return new Response(null, { status: 429, headers: { "retry-after": "30" } })
}

const clientFor = (options: WebApiOptions): WebClient =>
  new WebClient(undefined, {
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
    // The SDK repeats posts that Slack may have accepted, and one 429 would stop every call: repeating is the ledger's business.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeout ?? TIMEOUT,
    allowAbsoluteUrls: false,
    // No call waits behind others inside the SDK, or it could be made after its claim has run out.
    maxRequestConcurrency: 1_000,
    fetch: request,
    logger: silent,
  })

/** Nobody was there to accept anything: name resolution or the connection failed. */
const neverConnected = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"])

const networkCode = (error: unknown): string => {
  if (!(error instanceof Error)) return "network"
  if (error.name === "TimeoutError") return "timeout"
  const inner = error.cause ?? error
  return typeof inner === "object" && "code" in inner && typeof inner.code === "string" ? inner.code : "network"
}

const unreadable = () => new ChatUnknown({ code: "unreadable" })

/** What a failed call means; of the error only Slack's, HTTP's or the network's code is kept, because the rest may hold texts. */
export const meaning = (error: unknown): ChatRefused | ChatUnknown => {
  if (error instanceof WebAPIPlatformError) {
    // The SDK's type promises a code; a page that a proxy answered has none.
    const code: unknown = error.data.error
    return typeof code === "string" ? (refusal(code) ?? new ChatUnknown({ code })) : unreadable()
  }
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter)
  if (error instanceof WebAPIHTTPError) return new ChatUnknown({ code: `http_${error.statusCode}` })
  if (error instanceof WebAPIRequestError) {
    const code = networkCode(error.original)
    return neverConnected.has(code) ? notSent(code, 1_000) : new ChatUnknown({ code })
  }
  return unreadable()
}

/** One call of a Web API method, tried once. */
export type Call = (
  method: string,
  args: Readonly<Record<string, unknown>>,
) => Effect.Effect<WebAPICallResult, ChatRefused | ChatUnknown>

/** A way to call Slack's Web API: no repeats, no queue, a bounded wait, and nothing logged. */
export const connect = (options: WebApiOptions): Call => {
  const client = clientFor(options)
  return Effect.fn("slack.call")(function* (method, args) {
    const token = yield* options.token
    return yield* Effect.tryPromise({
      try: (signal) => interrupted.run(signal, () => client.apiCall(method, { ...args, token: Redacted.value(token) })),
      catch: meaning,
    })
  })
}
