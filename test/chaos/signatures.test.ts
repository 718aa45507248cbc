import { request } from "node:http"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { signedHeaders } from "@coffeebuddy/slack-emulator/signature"
import { everythingOwedArrives } from "./invariants.ts"
import { world, type World } from "./world.ts"

/** Fault 25: requests that Slack did not send, or not just now. */

let given: World
let channel: string
beforeAll(async () => {
  given = await world()
  channel = given.channel()
  await given.slack.as("U1").command(channel, "/coffee")
  await everythingOwedArrives(given)
})
afterAll(() => given.stop())

const form = "application/x-www-form-urlencoded"
const paths = ["/slack/commands", "/slack/interactions", "/slack/events"]

const now = () => Math.floor(Date.now() / 1_000)

/** An order by U2, as Slack would send it. */
const body = () =>
  new URLSearchParams({
    command: "/coffee",
    text: "order flat white",
    team_id: given.slack.state().team.id,
    channel_id: channel,
    user_id: "U2",
    trigger_id: `1.1.${Math.random()}`,
    response_url: `${given.slack.url}/response/none`,
  }).toString()

/** Only headers and status count: a refusal may come, and the connection go, before the whole body is there. */
const post = (path: string, content: string | Buffer, headers: Record<string, string>): Promise<number> =>
  new Promise((done, fail) => {
    const url = `${given.processes[0]?.url}${path}`
    let answered = false
    const out = request(url, { method: "POST", headers: { "content-type": form, ...headers } }, (response) => {
      answered = true
      response.resume()
      done(response.statusCode ?? 0)
    })
    out.on("error", (error) => (answered ? undefined : fail(error)))
    out.end(content)
  })

/** How much there is of everything that a request could leave behind, here and in Slack. */
const everything = async () => {
  const [row] = await given.sql`
    select (select count(*) from requests) as requests, (select count(*) from runs) as runs, (select sum(version) from runs) as versions,
      (select count(*) from orders) as orders, (select count(*) from outbox) as events, (select count(*) from deliveries) as deliveries`
  return { ...row, calls: given.slack.calls().length }
}

type Forgery = (content: string) => { readonly content: string | Buffer; readonly headers: Record<string, string> }

const signed = (content: string, seconds: number) => signedHeaders(given.signingSecret, content, seconds)

const forgeries: ReadonlyArray<readonly [string, number, Forgery]> = [
  ["301 s old", 401, (content) => ({ content, headers: signed(content, now() - 302) })],
  ["301 s ahead", 401, (content) => ({ content, headers: signed(content, now() + 302) })],
  [
    "another byte in the body",
    401,
    (content) => ({ content: `${content.slice(0, -1)}~`, headers: signed(content, now()) }),
  ],
  ["one byte more", 401, (content) => ({ content: `${content}&`, headers: signed(content, now()) })],
  ["another secret", 401, (content) => ({ content, headers: signedHeaders("another", content, now()) })],
  [
    "another time than the signed one",
    401,
    (content) => ({ content, headers: { ...signed(content, now()), "x-slack-request-timestamp": String(now() - 1) } }),
  ],
  ["no signature", 401, (content) => ({ content, headers: { "x-slack-request-timestamp": String(now()) } })],
  [
    "no time",
    401,
    (content) => ({ content, headers: { "x-slack-signature": signed(content, now())["x-slack-signature"] ?? "" } }),
  ],
  ["neither", 401, (content) => ({ content, headers: {} })],
  [
    "2 MiB, well signed",
    413,
    (content) => {
      const large = `${content}&padding=${"x".repeat(2 * 1024 * 1024)}`
      return { content: large, headers: signed(large, now()) }
    },
  ],
]

describe.each(paths)("a request to %s is refused and leaves nothing behind", (path) => {
  it.each(forgeries)("with %s: %i", async (_, status, forge) => {
    const before = await everything()
    const { content, headers } = forge(body())
    assert.strictEqual(await post(path, content, headers), status)
    assert.deepStrictEqual(await everything(), before)
  })

  it("with 2 MiB of which nobody said how much it will be: 413", async () => {
    const large = `${body()}&padding=${"x".repeat(2 * 1024 * 1024)}`
    const before = await everything()
    assert.strictEqual(await post(path, large, { ...signed(large, now()), "transfer-encoding": "chunked" }), 413)
    assert.deepStrictEqual(await everything(), before)
  })
})

describe("a request that somebody caught", () => {
  it("counts once, however often it is sent within 300 s", async () => {
    const content = body()
    const headers = signed(content, now())
    assert.strictEqual(await post("/slack/commands", content, headers), 200)
    await everythingOwedArrives(given)
    const before = await everything()
    for (let time = 0; time < 3; time++) assert.strictEqual(await post("/slack/commands", content, headers), 200)
    await everythingOwedArrives(given)
    assert.deepStrictEqual(await everything(), before)
  })

  it("counts when it was on its way for just under 300 s, and in either direction", async () => {
    for (const seconds of [now() - 298, now() + 298]) {
      const content = body()
      assert.strictEqual(await post("/slack/commands", content, signed(content, seconds)), 200)
    }
  })
})
