import { createHmac } from "node:crypto"

/** Slack's `v0` signature of a raw body: HMAC-SHA256 over `v0:timestamp:body`, hex (docs.slack.dev, Verifying requests
 * from Slack). */
export const sign = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`

/** The two headers Slack puts on a request; `seconds` is the Unix time that is signed with it. */
export const signedHeaders = (secret: string, body: string, seconds: number): Record<string, string> => ({
  "x-slack-request-timestamp": String(seconds),
  "x-slack-signature": sign(secret, String(seconds), body),
})
