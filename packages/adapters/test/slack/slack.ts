import { Effect, Redacted } from "effect"
import { type SlackEmulator, startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import type { WebApiOptions } from "../../src/slack/web-api.ts"
import { ana, ben, cai, channelId } from "./fixtures.ts"

export const token = "xoxb-1-secret"

/** A little Slack with three people in #coffee, gone when the test ends. */
export const emulator = Effect.acquireRelease(
  Effect.promise(() =>
    startSlackEmulator({
      signingSecret: "signing",
      botToken: token,
      rateLimits: "off",
      members: [
        { id: ana, name: "ana", tz: "Europe/Berlin", is_admin: true },
        { id: ben, name: "ben", tz: "America/New_York" },
        { id: cai, name: "cai", is_owner: true },
      ],
      channels: [{ id: channelId, name: "coffee" }],
    }),
  ),
  (slack) => Effect.promise(() => slack.stop()),
)

/** Calls end within 1.5 s, so that hanging ones do not make a test wait. */
export const options = (slack: SlackEmulator, more: Partial<WebApiOptions> = {}): WebApiOptions => ({
  token: Effect.succeed(Redacted.make(token)),
  apiUrl: slack.apiUrl,
  timeout: 1_500,
  ...more,
})
