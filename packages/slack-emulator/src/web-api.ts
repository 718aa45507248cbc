import type { IncomingMessage, ServerResponse } from "node:http"
import { record } from "./calls.ts"
import type { Call } from "./calls.ts"
import type { Fault, Faults } from "./faults.ts"
import { answer, pause, readBody } from "./http.ts"
import { fields, isFields, parse, string } from "./json.ts"
import type { Fields } from "./json.ts"
import { chat } from "./methods/chat.ts"
import { conversations } from "./methods/conversations.ts"
import { missingScope } from "./methods/method.ts"
import type { Method } from "./methods/method.ts"
import { people } from "./methods/people.ts"
import { views } from "./methods/views.ts"
import type { Rates } from "./rates.ts"
import { SlackError } from "./slack-error.ts"
import type { Workspace } from "./workspace.ts"

const methods: Record<string, Method> = { ...people, ...chat, ...views, ...conversations }

const largestBody = 4 * 1024 * 1024

/** Arguments that come as JSON text inside a form. */
const nested = ["blocks", "view", "metadata", "attachments"]

const argumentsOf = (contentType: string, body: string): Fields | undefined => {
  if (contentType.includes("application/json")) {
    const value = body === "" ? {} : parse(body)
    return isFields(value) ? value : undefined
  }
  const form: Fields = Object.fromEntries(new URLSearchParams(body))
  for (const name of nested) {
    const text = string(form[name])
    if (text !== undefined && text !== "") form[name] = parse(text) ?? text
  }
  return form
}

interface Answer {
  readonly status: number
  readonly body: Fields
  readonly headers: Record<string, string>
}

/** `https://slack.com/api/<method>`: decodes, authenticates, counts, runs and, when a test asked for it, fails. */
export class WebApi {
  readonly calls: Array<Call> = []
  private readonly workspace: Workspace
  private readonly faults: Faults
  private readonly rates: Rates

  constructor(workspace: Workspace, faults: Faults, rates: Rates) {
    this.workspace = workspace
    this.faults = faults
    this.rates = rates
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const method = url.pathname.slice("/api/".length)
    const body = await readBody(request, largestBody)
    if (body === undefined) return answer(response, 413, { ok: false, error: "request_too_large" })
    const decoded = argumentsOf(request.headers["content-type"] ?? "", body)
    const { token: inBody, ...args } = { ...Object.fromEntries(url.searchParams), ...decoded }
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1]
    const call: Call = { method, at: this.workspace.now(), args, outcome: "pending", accepted: false }
    record(this.calls, call)
    await pause(this.faults.delayOf(method))
    const fault = this.faults.take(method, args)
    const refuseFirst = fault !== undefined && fault.late === undefined && fault.afterAccepting !== true
    const reply = refuseFirst
      ? undefined
      : decoded === undefined
        ? this.refused(call, new SlackError("invalid_json"))
        : this.run(call, bearer ?? string(inBody))
    await this.reply(response, call, reply, fault)
    this.workspace.changed()
  }

  private run(call: Call, token: string | undefined): Answer {
    const { workspace } = this
    try {
      if (token === undefined || token === "") throw new SlackError("not_authed")
      if (workspace.token.error !== undefined && token === workspace.token.value)
        throw new SlackError(workspace.token.error)
      if (token !== workspace.token.value) throw new SlackError("invalid_auth")
      const method = methods[call.method]
      if (!method) throw new SlackError("unknown_method", { req_method: call.method })
      const wait = this.rates.wait(call.method, string(call.args.channel), workspace.now())
      if (wait > 0) return this.limited(call, wait)
      const scopes = method.scopes ?? []
      if (scopes.length > 0 && !scopes.some((scope) => workspace.scopes.has(scope)))
        throw missingScope(workspace, scopes[0] ?? "")
      const result = method.run(workspace, call.args)
      call.accepted = true
      call.outcome = "ok"
      const ts = string(result.ts) ?? string(result.message_ts)
      if (ts !== undefined) call.ts = ts
      return { status: 200, body: { ok: true, ...result }, headers: this.scopeHeaders(scopes) }
    } catch (error) {
      return this.refused(call, error)
    }
  }

  private scopeHeaders(accepted: ReadonlyArray<string>): Record<string, string> {
    return {
      "x-oauth-scopes": [...this.workspace.scopes].join(","),
      ...(accepted.length === 0 ? {} : { "x-accepted-oauth-scopes": accepted.join(",") }),
    }
  }

  private refused(call: Call, error: unknown): Answer {
    if (!(error instanceof SlackError)) throw error
    call.outcome = error.code
    return { status: 200, body: { ok: false, error: error.code, ...error.more }, headers: this.scopeHeaders([]) }
  }

  private limited(call: Call, wait: number): Answer {
    call.outcome = "ratelimited"
    call.retryAfter = wait
    return { status: 429, body: { ok: false, error: "ratelimited" }, headers: { "retry-after": String(wait) } }
  }

  private async reply(
    response: ServerResponse,
    call: Call,
    reply: Answer | undefined,
    fault: Fault | undefined,
  ): Promise<void> {
    if (fault?.reset === true) {
      call.outcome = "reset"
      response.socket?.resetAndDestroy()
    } else if (fault?.hang === true) {
      call.outcome = "hang"
    } else if (fault?.status !== undefined) {
      call.outcome = `http ${fault.status}`
      answer(response, fault.status, { ok: false, error: "internal_error" })
    } else if (fault?.error !== undefined) {
      call.outcome = fault.error
      answer(response, 200, { ok: false, error: fault.error })
    } else if (reply) {
      if (fault?.late !== undefined) {
        call.outcome = "late"
        this.workspace.changed()
        await pause(fault.late)
      }
      answer(response, reply.status, reply.body, reply.headers)
    }
  }
}

/** What a call was about, without its bulk: for a line in a log. */
export const summary = (call: Call): string =>
  `${call.method} ${string(fields(call.args).channel) ?? ""} ${call.outcome}`
