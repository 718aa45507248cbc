import { type Agent, type IncomingHttpHeaders, request } from "node:http"
import { createHmac } from "node:crypto"

export const signingSecret = "the-signing-secret"

/** Headers with which Slack would send this body. */
export const signed = (body: string, { secret = signingSecret, at = Math.floor(Date.now() / 1000) } = {}) => ({
  "content-type": "application/x-www-form-urlencoded",
  "x-slack-request-timestamp": String(at),
  "x-slack-signature": `v0=${createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex")}`,
})

let triggers = 0

/** A `/coffee` by U1 in C1 of T1, as a form; each its own request. */
export const command = (text: string, fields: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({
    team_id: "T1",
    user_id: "U1",
    channel_id: "C1",
    command: "/coffee",
    text,
    response_url: "http://127.0.0.1:9/response",
    trigger_id: `trigger.${++triggers}`,
    ...fields,
  }).toString()

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Without a content-length. */
  readonly chunked?: boolean
  readonly agent?: Agent
}

export interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** One request, answered or refused at the level of HTTP. */
export const ask = (port: number, path: string, asked: Asked = {}): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { method = "POST", body = "", chunked = false, agent } = asked
    const length = chunked ? { "transfer-encoding": "chunked" } : { "content-length": String(Buffer.byteLength(body)) }
    const headers = { ...length, ...asked.headers }
    const sent = request({ host: "127.0.0.1", port, path, method, headers, agent }, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("error", reject)
      response.on("end", () => {
        const status = response.statusCode ?? 0
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString() })
      })
    })
    sent.on("error", reject)
    sent.end(body)
  })
