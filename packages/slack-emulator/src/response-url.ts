import { randomBytes } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { record } from "./calls.ts"
import type { Call } from "./calls.ts"
import type { Faults } from "./faults.ts"
import { pause, readBody } from "./http.ts"
import { fields, isFields, isYes, parse, string } from "./json.ts"
import type { Fields } from "./json.ts"
import { responseUrlMillis, responseUrlUses } from "./limits.ts"
import { contentOf } from "./methods/chat.ts"
import type { Message, ResponseUrl } from "./model.ts"
import { SlackError } from "./slack-error.ts"
import type { Workspace } from "./workspace.ts"

/** A new response_url path for what a person did, good for five uses in 30 minutes. */
export const newResponsePath = (
  workspace: Workspace,
  about: Pick<ResponseUrl, "user" | "channel" | "message">,
): string => {
  const { state } = workspace
  for (const [path, given] of Object.entries(state.responseUrls)) {
    if (given.expires <= workspace.now()) delete state.responseUrls[path]
  }
  const path = `/response/${state.team.id}/${randomBytes(12).toString("hex")}`
  state.responseUrls[path] = { ...about, expires: workspace.now() + responseUrlMillis, uses: 0 }
  workspace.changed()
  return path
}

const original = (workspace: Workspace, given: ResponseUrl): Message => {
  const message = given.message && workspace.message(given.channel, given.message.ts)
  if (!message) throw new SlackError("message_not_found")
  return message
}

/** Carries out what an app says to a response_url; answers the HTTP status and Slack's word. */
export const respond = (
  workspace: Workspace,
  path: string,
  payload: Fields | undefined,
): { status: number; text: string } => {
  const given = workspace.state.responseUrls[path]
  if (!given) return { status: 404, text: "no_service" }
  if (given.expires <= workspace.now()) return { status: 404, text: "expired_url" }
  if (given.uses >= responseUrlUses) return { status: 404, text: "used_url" }
  if (!payload) return { status: 400, text: "invalid_payload" }
  try {
    if (isYes(payload.delete_original)) workspace.remove(original(workspace, given))
    else if (isYes(payload.replace_original)) {
      workspace.edit(original(workspace, given), contentOf(payload), workspace.state.app.botUserId)
    } else say(workspace, given, payload)
    given.uses += 1
    return { status: 200, text: "ok" }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    return { status: error.code === "message_not_found" ? 404 : 400, text: error.code }
  }
}

/** Says something where a person acted: to them alone, or with `response_type: in_channel` to everybody there. */
export const say = (workspace: Workspace, where: { user: string; channel: string }, payload: Fields): Message =>
  workspace.botPost(where.channel, {
    ...contentOf(payload),
    ...(string(payload.response_type) === "in_channel" ? {} : { ephemeral: where.user }),
  })

const largestBody = 1024 * 1024

/** The response_urls given out: what the app posts to one is recorded as a call of `response_url` and may be made to
 * fail like one. */
export class ResponseUrls {
  private readonly workspace: Workspace
  private readonly faults: Faults
  private readonly calls: Array<Call>

  constructor(workspace: Workspace, faults: Faults, calls: Array<Call>) {
    this.workspace = workspace
    this.faults = faults
    this.calls = calls
  }

  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const payload = parse((await readBody(request, largestBody)) ?? "")
    const args = fields(payload)
    const call: Call = { method: "response_url", at: this.workspace.now(), args, outcome: "pending", accepted: false }
    record(this.calls, call)
    await pause(this.faults.delayOf("response_url"))
    const fault = this.faults.take("response_url", args)
    const acts = fault === undefined || fault.afterAccepting === true || fault.late !== undefined
    const result = acts
      ? respond(this.workspace, path, isFields(payload) ? payload : undefined)
      : { status: 500, text: "" }
    call.accepted = acts && result.status === 200
    call.outcome = result.text
    if (fault?.reset === true) {
      call.outcome = "reset"
      response.socket?.resetAndDestroy()
    } else if (fault?.hang === true) call.outcome = "hang"
    else if (fault?.late === undefined && fault !== undefined) {
      const status = fault.status ?? 500
      call.outcome = `http ${status}`
      response.writeHead(status).end()
    } else {
      await pause(fault?.late ?? 0)
      response.writeHead(result.status, { "content-type": "text/plain" }).end(result.text)
    }
    this.workspace.changed()
  }
}
