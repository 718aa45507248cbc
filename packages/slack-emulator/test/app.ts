import { createServer } from "node:http"
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { readBody } from "../src/http.ts"
import { fields, parse } from "../src/json.ts"

/** A request the app under test received. */
interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** A slash command's form, or an interaction's payload, or an event's JSON. */
  readonly payload: Record<string, unknown>
}

export interface App {
  readonly url: string
  readonly received: Array<Received>
  answer: (request: Received, response: ServerResponse) => void | Promise<void>
  readonly stop: () => Promise<void>
}

const decode = (contentType: string, body: string): Record<string, unknown> => {
  if (contentType.includes("json")) return fields(parse(body))
  const form = Object.fromEntries(new URLSearchParams(body))
  return form.payload === undefined ? form : fields(parse(form.payload))
}

/** A stand-in app that records what Slack sends and answers 200 with nothing until told otherwise. */
export const startApp = async (): Promise<App> => {
  const received: Array<Received> = []
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { headers } = request
    const body = (await readBody(request, 10_000_000)) ?? ""
    const got = { path: request.url ?? "", headers, body, payload: decode(headers["content-type"] ?? "", body) }
    received.push(got)
    await app.answer(got, response)
  }
  const server = createServer((request, response) => {
    void take(request, response)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const app: App = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (_, response) => void response.writeHead(200).end(),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return app
}

/** Answers JSON with 200. */
export const json = (response: ServerResponse, body: unknown): void =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body))
