import { Agent, request as httpRequest } from "node:http"
import { request as httpsRequest } from "node:https"
import { record } from "./calls.ts"
import { signedHeaders } from "./signature.ts"

/** How the app took a request. `took` is milliseconds from sending to the whole answer (or to giving up). */
export type Reply =
  | {
      readonly kind: "answered"
      readonly status: number
      readonly body: string
      readonly headers: Record<string, string>
      readonly took: number
    }
  | { readonly kind: "timeout"; readonly took: number }
  | { readonly kind: "unreachable"; readonly reason: string; readonly took: number }

/** A request as it was sent, so that it can be sent again, byte for byte. */
export interface Sent {
  readonly id: number
  /** command, event type, or the interaction's type. */
  readonly kind: string
  readonly path: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly at: number
  reply?: Reply
}

export interface Outgoing {
  readonly kind: string
  readonly path: string
  readonly body: string
  readonly contentType: string
  readonly headers?: Record<string, string>
  readonly unsigned?: boolean
}

interface Settings {
  readonly secret: () => string
  readonly deadline: number
  readonly keepAlive: boolean
  readonly now: () => number
}

const userAgent = "Slackbot 1.0 (+https://api.slack.com/robots)"

/** Slack's side of the wire to the app: signs, sends in turn to the app's addresses, and waits no longer than the
 * deadline. */
export class Delivery {
  urls: ReadonlyArray<string> = []
  /** How many times each request is sent: 1, or more to play a Slack that repeats itself. */
  copies: () => number = () => 1
  readonly sent: Array<Sent> = []
  private next = 0
  private count = 0
  private readonly settings: Settings
  private readonly agent: Agent | false

  constructor(settings: Settings) {
    this.settings = settings
    this.agent = settings.keepAlive ? new Agent({ keepAlive: true }) : false
  }

  close(): void {
    if (this.agent) this.agent.destroy()
  }

  /** Sends to the next address; the first copy's reply counts, the others are only delivered. */
  async send(outgoing: Outgoing): Promise<Reply> {
    const copies = Math.max(1, this.copies())
    const target = this.target()
    if (target === undefined) return { kind: "unreachable", reason: "no app is connected", took: 0 }
    const first = this.record(outgoing, target)
    const others = Array.from({ length: copies - 1 }, () => this.carry(first, this.target() ?? target))
    const reply = await this.carry(first, target)
    first.reply = reply
    await Promise.all(others)
    return reply
  }

  /** Sends a request again as it was, signature and all: `times` times at once to each address. */
  async again(sent: Sent, times: number, to: ReadonlyArray<string>): Promise<ReadonlyArray<Reply>> {
    const targets = to.length === 0 ? [new URL(sent.url).origin] : to
    return Promise.all(targets.flatMap((target) => Array.from({ length: times }, () => this.carry(sent, target))))
  }

  private target(): string | undefined {
    const target = this.urls[this.next % Math.max(1, this.urls.length)]
    this.next += 1
    return target
  }

  private record(outgoing: Outgoing, target: string): Sent {
    const at = this.settings.now()
    this.count += 1
    const signature = outgoing.unsigned
      ? {}
      : signedHeaders(this.settings.secret(), outgoing.body, Math.floor(at / 1000))
    const headers = {
      "user-agent": userAgent,
      accept: "application/json,*/*",
      "content-type": outgoing.contentType,
      ...signature,
      ...outgoing.headers,
    }
    const { kind, path, body } = outgoing
    const sent = { id: this.count, kind, path, url: address(target, path), headers, body, at }
    record(this.sent, sent)
    return sent
  }

  private carry(sent: Sent, target: string): Promise<Reply> {
    const url = address(target, sent.path)
    const begun = performance.now()
    const took = () => Math.round((performance.now() - begun) * 10) / 10
    const make = url.startsWith("https:") ? httpsRequest : httpRequest
    return new Promise((resolve) => {
      const headers = { ...sent.headers, "content-length": String(Buffer.byteLength(sent.body)) }
      const out = make(url, { method: "POST", headers, ...(url.startsWith("https:") ? {} : { agent: this.agent }) })
      const timer = setTimeout(() => {
        resolve({ kind: "timeout", took: took() })
        out.destroy()
      }, this.settings.deadline)
      const failed = (error: Error) => {
        clearTimeout(timer)
        resolve({ kind: "unreachable", reason: "code" in error ? String(error.code) : error.message, took: took() })
      }
      out.on("error", failed)
      out.on("response", (response) => {
        const chunks: Array<Buffer> = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("error", failed)
        response.on("end", () => {
          clearTimeout(timer)
          const received: Record<string, string> = {}
          for (const [name, value] of Object.entries(response.headers)) received[name] = String(value)
          resolve({
            kind: "answered",
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString("utf8"),
            headers: received,
            took: took(),
          })
        })
      })
      out.end(sent.body)
    })
  }
}

const address = (base: string, path: string): string => `${base.replace(/\/$/, "")}${path}`
