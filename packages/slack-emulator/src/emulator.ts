import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import { actor } from "./actor.ts"
import type { Actor } from "./actor.ts"
import { impatient } from "./calls.ts"
import type { Call } from "./calls.ts"
import { Delivery } from "./delivery.ts"
import type { Reply, Sent } from "./delivery.ts"
import { delivered } from "./events.ts"
import { Faults } from "./faults.ts"
import { answer } from "./http.ts"
import { Interactions } from "./interactions.ts"
import type { Fields } from "./json.ts"
import { knobs } from "./knobs.ts"
import type { Knobs } from "./knobs.ts"
import { deadlineMillis } from "./limits.ts"
import type { Message, State } from "./model.ts"
import type { SlackEmulatorOptions } from "./options.ts"
import { keepSaved, restore } from "./persistence.ts"
import { Rates } from "./rates.ts"
import { ResponseUrls } from "./response-url.ts"
import { Sandbox } from "./sandbox.ts"
import { waitFor } from "./waiting.ts"
import { summary, WebApi } from "./web-api.ts"
import { Workspace } from "./workspace.ts"

/** A running Slack of one workspace: people act through `as`, the app talks to `apiUrl`, tests watch and break it. */
export interface SlackEmulator extends Knobs {
  /** Where the sandbox page is. */
  readonly url: string
  /** What the app's Slack client takes as `slackApiUrl`; ends with a slash. */
  readonly apiUrl: string
  readonly stop: () => Promise<void>
  /** The app's addresses from now on, served in turn. */
  readonly connect: (appUrl: string | ReadonlyArray<string>) => void
  readonly as: (memberId: string) => Actor
  /** Everything posted in a channel (id, name, or a member's id for their direct messages), oldest first, ephemerals
   * left out. */
  readonly messages: (channel: string) => ReadonlyArray<Message>
  /** Recorded Web API calls in order of arrival, of one method if given; what goes to a response_url is one too. */
  readonly calls: (method?: string) => ReadonlyArray<Call>
  /** Calls that came before an earlier Retry-After had passed. */
  readonly impatientCalls: () => ReadonlyArray<Call>
  /** Requests sent to the app, in order. */
  readonly sent: (kind?: string) => ReadonlyArray<Sent>
  readonly state: () => State
  /** Calls the listener after every change; returns how to stop it. */
  readonly on: (event: "change", listener: (counter: number) => void) => () => void
  /** Resolves with the first truthy answer of `predicate`, asked after every change; rejects after `within` ms (10,000)
   * naming `what`. */
  readonly waitFor: <A>(predicate: () => A, options?: { what?: string; within?: number }) => Promise<NonNullable<A>>

  /** Sends an event; without a good answer it is repeated as Slack does. Resolves with the last reply. */
  readonly sendEvent: (event: Fields) => Promise<Reply>
  /** The challenge Slack sends when an events URL is set; true when the app echoes it. */
  readonly verifyUrl: () => Promise<boolean>
  /** Slack's unsigned certificate check. */
  readonly sslCheck: () => Promise<Reply>
}

const loopback = "127.0.0.1"

/** Starts a little Slack on `host` (loopback unless told) and resolves when it listens. */
export const startSlackEmulator = async (options: SlackEmulatorOptions): Promise<SlackEmulator> => {
  const log = options.log ?? (() => undefined)
  const host = options.host ?? loopback
  const workspace = new Workspace(options, await restore(options.persistence))
  const saving = keepSaved(workspace, options.persistence, log)
  const faults = new Faults()
  const rates = new Rates(options.rateLimits ?? "slack")
  const webApi = new WebApi(workspace, faults, rates)
  const responseUrls = new ResponseUrls(workspace, faults, webApi.calls)
  const delivery = new Delivery({
    secret: () => options.signingSecret,
    deadline: options.deadline ?? deadlineMillis,
    keepAlive: options.keepAlive ?? false,
    now: workspace.now,
  })
  const connect = (appUrl: string | ReadonlyArray<string>) => {
    delivery.urls = typeof appUrl === "string" ? [appUrl] : appUrl
  }
  connect(options.appUrl ?? [])
  let url = ""
  const paths = {
    commands: "/slack/commands",
    interactions: "/slack/interactions",
    events: "/slack/events",
    ...options.paths,
  }
  const interactions = new Interactions(workspace, delivery, paths, () => url)
  const stopping = new AbortController()
  const begin = (event: Fields) =>
    delivered(interactions, interactions.newEvent(event), options.eventRetries, stopping.signal)
  const subscribed = new Set(options.events ?? ["app_home_opened"])
  const emit = async (event: Fields) => (subscribed.has(String(event.type)) ? begin(event).first : undefined)
  const setting = { workspace, interactions, commands: options.commands, emit }
  const sandbox = new Sandbox(setting)

  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const at = new URL(request.url ?? "/", "http://emulator")
    if (at.pathname.startsWith("/api/")) await webApi.handle(request, response, at)
    else if (at.pathname.startsWith("/response/")) await responseUrls.handle(request, response, at.pathname)
    else await sandbox.handle(request, response, at)
  }
  const server = createServer((request, response) => {
    route(request, response).catch((cause: unknown) => {
      log(`request failed: ${String(cause)}`)
      answer(response, 500, { ok: false, error: "internal_error" })
    })
  })
  // Longer than any client keeps an idle connection, so that a call never meets one that is just being closed.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const bound = server.address()
  const port = typeof bound === "object" && bound ? bound.port : options.port
  url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`
  log(`Slack emulator on ${url}`)

  return {
    url,
    apiUrl: `${url}/api/`,
    stop: async () => {
      stopping.abort()
      sandbox.close()
      delivery.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await saving.settle()
    },
    connect,
    as: (memberId) => {
      const member = workspace.member(memberId)
      if (!member) throw new Error(`no member ${memberId}`)
      return actor(member, setting)
    },
    messages: (channel) =>
      workspace.messages(workspace.channelNamed(channel).id).filter((message) => message.ephemeral === undefined),
    calls: (method) => webApi.calls.filter((call) => method === undefined || call.method === method),
    impatientCalls: () => impatient(webApi.calls),
    sent: (kind) => delivery.sent.filter((sent) => kind === undefined || sent.kind === kind),
    state: () => workspace.state,
    on: (event, listener) => {
      workspace.changes.on(event, listener)
      return () => workspace.changes.off(event, listener)
    },
    waitFor: (predicate, about) => waitFor(workspace, predicate, about, () => webApi.calls.slice(-5).map(summary)),

    ...knobs({ workspace, faults, rates, delivery }),
    sendEvent: (event) => begin(event).last,
    verifyUrl: async () => {
      const challenge = workspace.newHash()
      const reply = await interactions.event({ type: "url_verification", challenge, token: "deprecated" })
      return reply.kind === "answered" && reply.status === 200 && reply.body.includes(challenge)
    },
    sslCheck: () => {
      const contentType = "application/x-www-form-urlencoded"
      return delivery.send({
        kind: "ssl_check",
        path: paths.commands,
        body: "ssl_check=1&token=deprecated",
        contentType,
        unsigned: true,
      })
    },
  }
}
