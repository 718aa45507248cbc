// R2: Slack's own framework with a command that only acknowledges. R3, with DATABASE_URL: before it does, it writes the order in a
// transaction of four awaited statements, which is what one would write first.
import { App, HTTPReceiver, LogLevel } from "@slack/bolt"
import postgres from "postgres"
import { serving } from "../parts/serving.ts"

const receiver = new HTTPReceiver({
  signingSecret: process.env["SLACK_SIGNING_SECRET"] ?? "",
  endpoints: ["/slack/commands"],
  logLevel: LogLevel.ERROR,
})
const authorize = async () => ({ botToken: "xoxb-bench", botId: "B0BENCH", botUserId: "U0BENCHBOT" })
const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR })

const url = process.env["DATABASE_URL"]
const sql =
  url === undefined ? undefined : postgres(url, { max: Number(process.env["CONNECTIONS"]), onnotice: () => {} })

app.command("/coffee", async ({ ack, body }) => {
  if (sql === undefined) return ack()
  const text = body.text.replace(/^order /, "")
  await sql.begin(async (tx) => {
    await tx`insert into requests (key, at) values (${body.trigger_id}, now()) on conflict do nothing`
    const [run] = await tx<Array<{ id: string }>>`
      update runs set version = version + 1 where channel = ${body.channel_id} and status = 'open' returning id`
    if (run === undefined) throw new Error("no open run")
    await tx`insert into orders (run, member, text, at) values (${run.id}, ${body.user_id}, ${text}, now())
      on conflict (run, member) do update set text = excluded.text, at = excluded.at`
    await tx`insert into outbox (key, type, data) values (${run.id}, 'order_updated', ${tx.json({ member: body.user_id })})`
  })
  await ack({ response_type: "ephemeral", text: "Noted." })
})

const server = await app.start({ port: 0, host: "127.0.0.1" })
const address = server.address()
serving(typeof address === "object" && address !== null ? address.port : 0)
