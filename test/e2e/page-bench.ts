import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import type { SlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import type { MemberOptions } from "@coffeebuddy/slack-emulator/options"
import type { Browser, Page } from "playwright-core"

type Json = Record<string, unknown>

/** What the app hears when somebody presses, submits or closes something. */
interface Interaction {
  readonly type: string
  readonly trigger_id: string
  readonly user: { readonly id: string }
  readonly message?: { readonly ts: string }
  readonly actions?: ReadonlyArray<Json>
  readonly view?: { readonly id: string; readonly state: { readonly values: Record<string, Record<string, Json>> } }
}

/** How the app under the page behaves; undefined answers 200 with nothing, a number is a status. */
interface Behaviour {
  command?: (text: string) => Json | number | undefined
  interaction?: (interaction: Interaction) => Promise<Json | number | undefined> | Json | number | undefined
  event?: (event: Json) => void
}

export interface Bench {
  readonly slack: SlackEmulator
  /** Calls the Web API as the app does. */
  readonly call: (method: string, args: Json) => Promise<Json>
  readonly behaviour: Behaviour
  readonly heard: Array<Interaction>
  /** A tab of its own that acts as `member`, in `at` (the coffee channel unless told). */
  readonly tab: (member: string, at?: string) => Promise<Page>
  /** What pages complained about: errors, refused scripts, dialogs. */
  readonly complaints: Array<string>
  readonly stop: () => Promise<void>
}

const token = "xoxb-page"
export const channel = "C0COFFEE"

const everybody: ReadonlyArray<MemberOptions> = [
  { id: "U0ALICE", name: "alice", real_name: "Alice Moreau", tz: "Europe/Berlin", is_admin: true },
  { id: "U0BOB", name: "bob", real_name: "Bob Lindqvist", tz: "America/New_York" },
]

/** A Slack with the page, an app that does as it is told, and tabs to act in. */
export const startBench = async (
  browser: Browser,
  members: ReadonlyArray<MemberOptions> = everybody,
): Promise<Bench> => {
  const behaviour: Behaviour = {}
  const heard: Array<Interaction> = []
  const complaints: Array<string> = []
  const app = createServer((request, response) => {
    void text(request)
      .then((body) => answered(request.url ?? "", body, behaviour, heard))
      .then((reply) => {
        if (typeof reply === "number") return response.writeHead(reply).end()
        if (reply === undefined) return response.end()
        return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply))
      })
  })
  app.listen(0, "127.0.0.1")
  await once(app, "listening")
  const slack = await startSlackEmulator({
    signingSecret: "page",
    botToken: token,
    teamName: "Harbour Street",
    appUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}`,
    commands: ["/coffee"],
    rateLimits: "off",
    members,
    channels: [{ id: channel, name: "coffee", topic: "Beans and who carries them" }],
  })
  const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC" })

  return {
    slack,
    behaviour,
    heard,
    complaints,
    call: async (method, args) => {
      const response = await fetch(`${slack.apiUrl}${method}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify(args),
      })
      const answer = (await response.json()) as Json
      if (answer.ok !== true) throw new Error(`${method}: ${JSON.stringify(answer)}`)
      return answer
    },
    tab: async (member, at = channel) => {
      const page = await context.newPage()
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
      page.on("pageerror", (error) => complaints.push(String(error)))
      page.on("dialog", (dialog) => {
        complaints.push(`a script spoke: ${dialog.message()}`)
        void dialog.dismiss()
      })
      await page.goto(`${slack.url}/#${member}/${at}`)
      await page.locator("#sidebar [aria-current=true]").waitFor()
      return page
    },
    stop: async () => {
      await context.close()
      await slack.stop()
      app.closeAllConnections()
      app.close()
    },
  }
}

const answered = async (
  path: string,
  body: string,
  behaviour: Behaviour,
  heard: Array<Interaction>,
): Promise<Json | number | undefined> => {
  if (path === "/slack/events") {
    const { event } = JSON.parse(body) as { event: Json }
    behaviour.event?.(event)
    return undefined
  }
  const form = new URLSearchParams(body)
  if (path === "/slack/commands") return behaviour.command?.(form.get("text") ?? "")
  const interaction = JSON.parse(form.get("payload") ?? "{}") as Interaction
  heard.push(interaction)
  return behaviour.interaction?.(interaction)
}
