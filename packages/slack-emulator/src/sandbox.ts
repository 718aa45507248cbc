import type { IncomingMessage, ServerResponse } from "node:http"
import { interactive } from "./blocks.ts"
import type { Reply } from "./delivery.ts"
import { refusedFor } from "./events.ts"
import { answer, readBody } from "./http.ts"
import { actionOn } from "./entries.ts"
import type { Interactions, Outcome } from "./interactions.ts"
import { isFields, parse, string } from "./json.ts"
import type { Fields } from "./json.ts"
import type { Channel, Member, View, ViewValues } from "./model.ts"
import { securityHeaders, servePage } from "./page-files.ts"
import { seen } from "./sandbox-state.ts"
import type { Workspace } from "./workspace.ts"

const heartbeatMillis = 15_000
const largestBody = 512 * 1024

/** A request's host is this machine by name: a page under another name that resolves here (DNS rebinding) is not. */
const isLocalHost = (host: string | undefined): boolean => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host ?? "")

const isSameOrigin = (request: IncomingMessage): boolean => {
  const { origin, host } = request.headers
  return origin === undefined || origin === `http://${host}`
}

interface Setting {
  readonly workspace: Workspace
  readonly interactions: Interactions
  readonly commands: ReadonlyArray<string> | undefined
  readonly emit: (event: Fields) => Promise<Reply | undefined>
}

/** The page and its API: what one person sees, and what they may do. For this machine only. */
export class Sandbox {
  private readonly setting: Setting
  private readonly listeners = new Set<ServerResponse>()

  constructor(setting: Setting) {
    this.setting = setting
    setting.workspace.changes.on("change", (counter: number) => {
      for (const listener of this.listeners) listener.write(`event: change\ndata: ${counter}\n\n`)
    })
  }

  close(): void {
    for (const listener of this.listeners) listener.end()
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (!isLocalHost(request.headers.host)) return answer(response, 403, { ok: false, error: "unknown_host" })
    if (request.method === "POST" && url.pathname.startsWith("/sandbox/"))
      return this.act(request, response, url.pathname)
    if (request.method !== "GET" && request.method !== "HEAD")
      return answer(response, 405, { ok: false, error: "method_not_allowed" })
    if (url.pathname === "/sandbox/state") return this.state(response, url)
    if (url.pathname === "/sandbox/events") return this.events(request, response)
    return servePage(response, url.pathname)
  }

  private state(response: ServerResponse, url: URL): void {
    const { workspace } = this.setting
    const as = url.searchParams.get("as")
    const me = as === null ? workspace.state.members.find((member) => !member.is_bot) : workspace.member(as)
    if (!me) return answer(response, 404, { ok: false, error: "user_not_found" })
    answer(response, 200, seen(workspace, me), { "cache-control": "no-store" })
  }

  private events(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", ...securityHeaders })
    response.write(`event: change\ndata: ${this.setting.workspace.counter}\n\n`)
    const heartbeat = setInterval(() => response.write(": still here\n\n"), heartbeatMillis)
    this.listeners.add(response)
    request.on("close", () => {
      clearInterval(heartbeat)
      this.listeners.delete(response)
    })
  }

  private async act(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (!isSameOrigin(request)) return answer(response, 403, { ok: false, error: "cross_origin" })
    if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) {
      return answer(response, 415, { ok: false, error: "json_only" })
    }
    const body = parse((await readBody(request, largestBody)) ?? "")
    if (!isFields(body)) return answer(response, 400, { ok: false, error: "invalid_json" })
    const member = this.setting.workspace.member(string(body.as) ?? "")
    if (!member || member.is_bot || member.deleted) return answer(response, 404, { ok: false, error: "user_not_found" })
    const act = this.acts[path.slice("/sandbox/".length)]
    if (!act) return answer(response, 404, { ok: false, error: "unknown_path" })
    const result = await act(member, body)
    if (typeof result === "string") return answer(response, 404, { ok: false, error: result })
    // Fields that were refused are in the state, beside each field: the request itself went well.
    const error = result.error === undefined ? {} : { error: result.error }
    answer(response, 200, { ok: result.error === undefined, ...error, took: result.took })
  }

  private readonly acts: Record<string, (member: Member, body: Fields) => Promise<Outcome | string>> = {
    command: async (member, body) => {
      const channel = this.joined(member, body.channel)
      const text = string(body.text) ?? ""
      if (!channel) return "channel_not_found"
      if (text.trim() === "") return "no_text"
      return this.setting.interactions.type(member, channel, text, this.setting.commands)
    },
    action: async (member, body) => {
      const { workspace, interactions } = this.setting
      const state = isValues(body.state) ? body.state : undefined
      const view = body.view_id === undefined || body.view_id === null ? undefined : this.ownView(member, body.view_id)
      const channel = this.joined(member, body.channel)
      const message = channel && workspace.seenBy(member.id, channel.id).find((candidate) => candidate.ts === body.ts)
      const action = actionNamed(view ? view.content.blocks : message?.blocks, body)
      if (!action) return "action_not_found"
      if (view) return interactions.actOnView(member, view, action, state)
      return message ? interactions.actOnMessage(member, message, action, state) : "message_not_found"
    },
    submit: async (member, body) => {
      const view = this.ownView(member, body.view_id)
      if (!view) return "view_not_found"
      return this.setting.interactions.submit(member, view, isValues(body.values) ? body.values : {})
    },
    close: async (member, body) => {
      const view = this.ownView(member, body.view_id)
      return view ? this.setting.interactions.close(member, view) : "view_not_found"
    },
    home: async (member) => {
      const channel = this.setting.workspace.directMessage(member.id).id
      const reply = await this.setting.emit({ type: "app_home_opened", user: member.id, channel, tab: "home" })
      const error = reply && refusedFor(reply)
      return { ok: error === undefined, status: 200, took: reply?.took ?? 0, ...(error === undefined ? {} : { error }) }
    },
  }

  private joined(member: Member, id: unknown): Channel | undefined {
    const channel = this.setting.workspace.channel(string(id) ?? "")
    return channel?.members.includes(member.id) ? channel : undefined
  }

  private ownView(member: Member, id: unknown): View | undefined {
    const { workspace } = this.setting
    const home = workspace.state.homes[member.id]
    return [...workspace.views(member.id), ...(home ? [home] : [])].find((view) => view.id === id)
  }
}

const isValues = (value: unknown): value is ViewValues =>
  isFields(value) && Object.values(value).every((block) => isFields(block) && Object.values(block).every(isFields))

const actionNamed = (blocks: unknown, body: Fields): Fields | undefined => {
  const found = interactive(blocks).find(
    ({ block, element }) => block.block_id === body.block_id && element.action_id === body.action_id,
  )
  if (!found) return undefined
  const held = Object.entries(body).filter(([name]) => name.startsWith("selected_"))
  const action = actionOn(found.block, found.element, { value: body.value ?? undefined })
  if (held.length === 0) return action
  const { type, action_id, block_id } = action
  return { type, action_id, block_id, ...Object.fromEntries(held) }
}
