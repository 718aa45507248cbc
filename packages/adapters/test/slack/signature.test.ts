import { createHmac } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { verify } from "../../src/slack/signature.ts"

// Slack's own example, from its page on verifying requests.
const published = {
  secrets: ["8f742231b10e8888abcd99yyyzzz85a5"],
  timestamp: "1531420618",
  signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  rawBody: Buffer.from(
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
  ),
  nowSeconds: 1_531_420_618,
}

describe("a request's signature", () => {
  it("is Slack's own published example", () => assert.isTrue(verify(published)))

  it("is good for 300 seconds before and after its timestamp, and no second longer", () => {
    for (const skew of [0, 300, -300]) assert.isTrue(verify({ ...published, nowSeconds: published.nowSeconds + skew }))
    for (const skew of [301, -301]) assert.isFalse(verify({ ...published, nowSeconds: published.nowSeconds + skew }))
  })

  it("may be made with the old secret or the new one while it is rotated", () => {
    assert.isTrue(verify({ ...published, secrets: ["new", ...published.secrets] }))
    assert.isTrue(verify({ ...published, secrets: [...published.secrets, "new"] }))
    assert.isFalse(verify({ ...published, secrets: ["new"] }))
    assert.isFalse(verify({ ...published, secrets: [] }))
  })

  it("must be there, and so must the timestamp", () => {
    assert.isFalse(verify({ ...published, signature: undefined }))
    assert.isFalse(verify({ ...published, timestamp: undefined }))
  })

  it("is refused in any other shape", () => {
    const { signature } = published
    for (const bad of [
      "",
      "v0=",
      signature.slice(0, -1),
      `${signature}0`,
      signature.toUpperCase(),
      `v1${signature.slice(2)}`,
    ]) {
      assert.isFalse(verify({ ...published, signature: bad }), bad)
    }
  })

  it("is refused with a timestamp that is no plain number of seconds, even when signed so", () => {
    for (const timestamp of [
      "",
      "NaN",
      "1531420618.0",
      "+1531420618",
      " 1531420618",
      "1e9",
      "0x5b47a00a",
      "1531420618 ",
    ]) {
      const signed = createHmac("sha256", "secret").update(`v0:${timestamp}:`).update(published.rawBody).digest("hex")
      assert.isFalse(verify({ ...published, secrets: ["secret"], timestamp, signature: `v0=${signed}` }), timestamp)
    }
  })

  it("covers every byte of the body", () =>
    fc.assert(
      fc.property(fc.nat(published.rawBody.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const rawBody = Buffer.from(published.rawBody)
        rawBody[index] = rawBody.readUInt8(index) ^ flip
        assert.isFalse(verify({ ...published, rawBody }))
      }),
    ))

  it("covers bodies that are not valid UTF-8 byte for byte", () => {
    const rawBody = Buffer.from([0xff, 0xfe, 0x00])
    const signature = `v0=${createHmac("sha256", "secret").update("v0:1531420618:").update(rawBody).digest("hex")}`
    assert.isTrue(verify({ ...published, secrets: ["secret"], signature, rawBody }))
    assert.isFalse(verify({ ...published, secrets: ["secret"], signature, rawBody: Buffer.from("\ufffd\ufffd\0") }))
  })
})
