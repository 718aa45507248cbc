import { WebClient } from "@slack/web-api"
import { afterEach } from "vitest"
import { startSlackEmulator } from "../src/emulator.ts"
import type { SlackEmulator } from "../src/emulator.ts"
import type { SlackEmulatorOptions } from "../src/options.ts"
import { startApp } from "./app.ts"
import type { App } from "./app.ts"

export const token = "xoxb-test"
export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5"

const running: Array<() => Promise<void>> = []

afterEach(async () => {
  for (const stop of running.splice(0).toReversed()) await stop()
})

export interface Bench {
  readonly slack: SlackEmulator
  readonly client: WebClient
  readonly app: App
}

/** A client that never retries by itself, so that one call is one request. */
export const clientOf = (slack: SlackEmulator, using = token): WebClient =>
  new WebClient(using, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2_000,
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      getLevel: () => "error" as never,
      setName() {},
    },
  })

/** An office with Ada (admin), Ben and Cid in #coffee, an app, and a client; all stopped after the test. */
export const office = async (options: Partial<SlackEmulatorOptions> = {}): Promise<Bench> => {
  const app = await startApp()
  running.push(app.stop)
  const slack = await startSlackEmulator({
    signingSecret,
    botToken: token,
    teamId: "T1",
    rateLimits: "off",
    deadline: 300,
    appUrl: app.url,
    members: [
      { id: "U1", name: "ada", real_name: "Ada", is_admin: true },
      { id: "U2", name: "ben", tz: "America/New_York" },
      { id: "U3", name: "cid" },
    ],
    channels: [
      { id: "C1", name: "coffee" },
      { id: "C2", name: "elsewhere", members: ["U1"], bot: false },
      { id: "C3", name: "secret", is_private: true, members: ["U1"], bot: false },
      { id: "C4", name: "old", is_archived: true },
    ],
    ...options,
  })
  running.push(slack.stop)
  return { slack, client: clientOf(slack), app }
}

/** The error code of a refused call. */
export const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
    return "ok"
  } catch (error) {
    const data = error instanceof Error && "data" in error ? error.data : undefined
    return typeof data === "object" && data !== null && "error" in data ? String(data.error) : String(error)
  }
}
