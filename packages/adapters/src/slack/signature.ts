import { createHmac, timingSafeEqual } from "node:crypto"

/** How far a request's timestamp may be from our clock, in seconds and in both directions (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
export const MAX_SKEW = 300

/** A request as it came in: both headers as they are (undefined when absent), the body byte for byte. */
export interface Signed {
  /** More than one while the secret is being rotated; one match is enough. */
  readonly secrets: ReadonlyArray<string>
  readonly timestamp: string | undefined
  readonly signature: string | undefined
  readonly rawBody: Uint8Array
  readonly nowSeconds: number
}

// Slack sends whole seconds; anything else (signs, exponents, blanks) was not signed by Slack.
const SECONDS = /^\d{1,12}$/
const SIGNATURE = /^v0=[0-9a-f]{64}$/

/** Whether Slack signed exactly these bytes within the last (or next) 300 s. Takes the same time whichever byte of a signature is wrong. */
export const verify = ({ secrets, timestamp, signature, rawBody, nowSeconds }: Signed): boolean => {
  if (timestamp === undefined || !SECONDS.test(timestamp)) return false
  if (signature === undefined || !SIGNATURE.test(signature)) return false
  if (Math.abs(nowSeconds - Number(timestamp)) > MAX_SKEW) return false
  const given = Buffer.from(signature.slice(3), "hex")
  let matches = false
  for (const secret of secrets) {
    const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(rawBody).digest()
    if (timingSafeEqual(given, expected)) matches = true
  }
  return matches
}
