// R1: as little as one can do for a Slack command: node:http, Slack's signature, the form read, 200.
import { createHmac, timingSafeEqual } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { serving } from "../parts/serving.ts"

const secret = process.env["SLACK_SIGNING_SECRET"] ?? ""

const server = createServer((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const body = Buffer.concat(chunks)
    const timestamp = String(request.headers["x-slack-request-timestamp"])
    const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")
    const given = Buffer.from(String(request.headers["x-slack-signature"]))
    const wanted = Buffer.from(`v0=${expected}`)
    const genuine = given.length === wanted.length && timingSafeEqual(given, wanted)
    const form = new URLSearchParams(body.toString())
    response.writeHead(genuine && form.get("command") === "/coffee" ? 200 : 401, { "content-length": "0" }).end()
  })
})
server.listen(0, "127.0.0.1", () => serving((server.address() as AddressInfo).port))
