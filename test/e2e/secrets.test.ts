import postgres from "postgres"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { type SlackEmulator, startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import { textOf } from "@coffeebuddy/slack-emulator/actor"
import { type TemporaryDatabase, temporaryDatabase } from "../postgres.ts"
import { heard } from "./hearing.ts"
import { untilReady } from "./office.ts"
import { endAll, type Program, start } from "./program.ts"

const secrets = {
  signingSecret: "planted-signing-secret-0a1b",
  botToken: "xoxb-planted-bot-token-2c3d",
  password: "planted-password-4e5f",
}
/** What people type; each reads the same nowhere else. */
const typed = {
  order: "zorbly latte",
  changed: "zorbly mocha",
  usual: "quaxly cortado",
  place: "Vexmoor Lane",
  note: "bring the grumbit",
  unsaved: "plimsy tea",
}

/** Tables that exist to keep what people typed; `requests` repeats an answer word for word when Slack asks again. */
const meant = new Set(["orders", "usuals", "runs", "requests"])
const role = `planted_${Date.now()}`

let database: TemporaryDatabase
let slack: SlackEmulator
let app: Program
let everything: Readonly<Record<string, string>>
let tables: ReadonlyMap<string, string>

/** A login of its own for the app, with the planted password. */
const planted = async (sql: postgres.Sql, url: string): Promise<string> => {
  await sql.unsafe(`create role ${role} login superuser password '${secrets.password}'`)
  const own = new URL(url)
  own.username = role
  own.password = secrets.password
  return own.href
}

const contents = async (sql: postgres.Sql): Promise<ReadonlyMap<string, string>> => {
  const names = await sql<ReadonlyArray<{ table_name: string }>>`
    select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const rows = await Promise.all(
    names.map(async ({ table_name: name }) => {
      const found = await sql.unsafe(`select to_jsonb(t)::text as row from ${name} t`)
      return [name, found.map((row) => String(row["row"])).join("\n")] as const
    }),
  )
  return new Map(rows)
}

/** A whole run, with mistakes and faults in it. */
const live = async (sql: postgres.Sql): Promise<void> => {
  const [alex, blake] = [slack.as("UALEX"), slack.as("UBLAKE")]
  const shown = (words: RegExp) =>
    slack.waitFor(() => slack.messages("C1").findLast((one) => words.test(textOf(one))), {
      what: String(words),
      within: 60_000,
    })
  await alex.command("C1", `/coffee in 30m for ${typed.place}, ${typed.note}`)
  await shown(/started a coffee run/)
  await blake.command("C1", `/coffee order ${typed.order}`)
  await alex.command("C1", `/coffee usual ${typed.usual}`)
  await alex.press("C1", "My usual")
  await shown(new RegExp(typed.order))
  await blake.press("C1", "Order")
  const view = await slack.waitFor(() => blake.openView())
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'refused: %', new.text; end $$;
    create trigger refuse before insert or update on orders for each row execute function refuse()`)
  const failed = await blake.submit(view, { order: typed.changed })
  assert.match(textOf(failed.view ?? assert.fail("the dialog says so")), /Reference:/)
  await blake.closeView()
  assert.match(heard(await blake.command("C1", `/coffee order ${typed.changed}`)), /Reference:/)
  await sql.unsafe("drop trigger refuse on orders; drop function refuse")
  await blake.command("C1", `/coffee ${typed.unsaved}`)
  slack.fail("chat.update", { error: "fatal_error" })
  slack.fail("chat.postMessage", { status: 500 })
  await alex.command("C1", "/coffee close")
  await shown(/goes for coffee/)
}

beforeAll(async () => {
  database = await temporaryDatabase()
  const sql = postgres(database.url, { max: 1, onnotice: () => {} })
  slack = await startSlackEmulator({
    ...secrets,
    rateLimits: "off",
    members: [
      { id: "UALEX", name: "alex", is_admin: true },
      { id: "UBLAKE", name: "blake" },
    ],
    channels: [{ id: "C1", name: "coffee" }],
  })
  app = start("apps/http/src/main.ts", [], {
    DATABASE_URL: await planted(sql, database.url),
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_API_URL: slack.apiUrl,
    PORT: "0",
    METRICS_PORT: "0",
    LOG_LEVEL: "trace",
  })
  const [, port, metricsPort] = await app.says(/"port":(\d+),"metricsPort":(\d+)/)
  slack.connect(`http://127.0.0.1:${port}`)
  await untilReady(Number(metricsPort))
  await live(sql)
  const read = async (path: string) => (await fetch(`http://127.0.0.1:${metricsPort}${path}`)).text()
  const [metrics, ready] = [await read("/metrics"), await read("/health/ready")]
  tables = await contents(sql)
  app.kill("SIGTERM")
  assert.strictEqual(await app.ended, 0)
  await sql.unsafe(`drop role ${role}`)
  await sql.end()
  everything = { printed: app.printed(), metrics, ready, tables: [...tables.values()].join("\n") }
})

afterAll(async () => {
  await endAll()
  await slack.stop()
  await database.drop()
})

describe("what is secret", () => {
  for (const [name, secret] of Object.entries(secrets)) {
    it(`(${name}) is printed nowhere, stored nowhere, and told to nobody`, () => {
      const told = JSON.stringify(slack.state().messages)
      for (const [where, text] of Object.entries({ ...everything, told })) assert.notInclude(text, secret, where)
    })
  }
})

describe("what people typed", () => {
  it("reached Slack and the tables that keep it", () => {
    const told = JSON.stringify(slack.state().messages)
    for (const text of [typed.order, typed.usual, typed.place, typed.note]) {
      assert.include(told, text)
      assert.include([...meant].map((name) => tables.get(name)).join(), text)
    }
  })

  it("is in no log line, at any level, not even when the database complains about it", () => {
    assert.match(app.printed(), /"level":"error"/)
    for (const text of Object.values(typed)) assert.notInclude(app.printed(), text)
  })

  it("is in no metric and no health report", () => {
    for (const text of Object.values(typed)) assert.notInclude(`${everything["metrics"]} ${everything["ready"]}`, text)
  })

  it("is in no event, no decision and no owed message", () => {
    for (const [name, rows] of tables) {
      if (meant.has(name)) continue
      for (const text of Object.values(typed)) assert.notInclude(rows, text, name)
    }
    for (const name of ["outbox", "deliveries", "run_messages", "requests"]) assert.isNotEmpty(tables.get(name), name)
  })
})
