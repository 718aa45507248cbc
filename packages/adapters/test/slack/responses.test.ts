import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { help } from "../../src/slack/help.ts"
import { ephemeral, isSlackAddress, respond } from "../../src/slack/responses.ts"

interface Taken {
  readonly url: string
  readonly bodies: Array<string>
}

/** Something that takes answers, on a free port, gone when the test ends. */
const taker = (status: number, headers: Record<string, string> = {}) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(
        () =>
          new Promise<Taken & { readonly close: () => void }>((resolve) => {
            const bodies: Array<string> = []
            const server = createServer((request, response) => {
              let body = ""
              request.on("data", (chunk) => (body += String(chunk)))
              request.on("end", () => {
                bodies.push(body)
                response.writeHead(status, headers).end("ok")
              })
            })
            server.listen(0, "127.0.0.1", () => {
              const address = server.address()
              const port = typeof address === "object" && address !== null ? address.port : 0
              resolve({ url: `http://127.0.0.1:${port}`, bodies, close: () => server.close() })
            })
          }),
      ),
      ({ close }) => Effect.sync(close),
    ),
    ({ url, bodies }): Taken => ({ url, bodies }),
  )

describe("a later answer", () => {
  it.live("reaches the person who asked, and only them", () =>
    Effect.gen(function* () {
      const { url, bodies } = yield* taker(200)
      yield* respond(`${url}/commands/1/abc`, help(), `${url}/api/`)
      assert.deepStrictEqual(JSON.parse(bodies[0] ?? ""), JSON.parse(JSON.stringify(ephemeral(help()))))
      assert.strictEqual(ephemeral(help()).response_type, "ephemeral")
      assert.isFalse(ephemeral(help()).replace_original)
    }),
  )

  it.live("that Slack no longer takes says so by its status", () =>
    Effect.gen(function* () {
      const { url } = yield* taker(404)
      assert.strictEqual((yield* Effect.flip(respond(url, help(), url))).code, "http_404")
    }),
  )

  it.live("follows no redirection", () =>
    Effect.gen(function* () {
      const inner = yield* taker(200)
      const { url } = yield* taker(307, { location: inner.url })
      assert.strictEqual((yield* Effect.flip(respond(url, help(), url))).code, "network")
      assert.deepStrictEqual(inner.bodies, [])
    }),
  )

  it.live("is never sent to an address that is none of Slack's", () =>
    Effect.gen(function* () {
      const inner = yield* taker(200)
      for (const apiUrl of [null, "https://slack.com/api/", "http://127.0.0.1:1/api/"]) {
        assert.strictEqual((yield* Effect.flip(respond(inner.url, help(), apiUrl))).code, "not-slack")
      }
      assert.deepStrictEqual(inner.bodies, [])
    }),
  )
})

describe("an address of Slack's", () => {
  it("is on Slack's own host, or on the very origin that was configured", () => {
    assert.isTrue(isSlackAddress("https://hooks.slack.com/commands/T1/2/abc", null))
    assert.isTrue(isSlackAddress("https://hooks.slack-gov.com/actions/T1/2/abc", null))
    assert.isTrue(isSlackAddress("http://127.0.0.1:4000/response/1", "http://127.0.0.1:4000/api/"))
  })

  it("is nothing that only looks like it", () => {
    for (const address of [
      "http://hooks.slack.com/commands/T1",
      "https://hooks.slack.com:8443/commands/T1",
      "https://hooks.slack.com.evil.example/",
      "https://hooks.slack.com@evil.example/",
      "https://evil@hooks.slack.com/",
      "https://evil.example/hooks.slack.com",
      "http://127.0.0.1:4001/response/1",
      "http://169.254.169.254/latest/meta-data",
      "file:///etc/passwd",
      "",
      "nonsense",
    ]) {
      assert.isFalse(isSlackAddress(address, "http://127.0.0.1:4000/api/"), address)
    }
  })

  it("is none of the hosts that a payload might name", () =>
    fc.assert(
      fc.property(fc.webUrl(), (address) => assert.isFalse(isSlackAddress(address, "http://127.0.0.1:4000/api/"))),
    ))
})
