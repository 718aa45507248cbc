import { execFile } from "node:child_process"
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import postgres from "postgres"
import { afterAll, assert, beforeAll, describe, it, vi } from "vitest"
import { type SlackEmulator, startSlackEmulator } from "@coffeebuddy/slack-emulator/emulator"
import { type TemporaryDatabase, temporaryDatabase } from "../postgres.ts"
import { heard } from "./hearing.ts"
import { secrets, untilReady } from "./office.ts"
import { endAll, start } from "./program.ts"

const app = "apps/http"
const folder = mkdtempSync(join(tmpdir(), "coffeebuddy-deployed-"))
const program = join(folder, "main.mjs")

let database: TemporaryDatabase
let sql: postgres.Sql
let slack: SlackEmulator

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ["../../infra/build/bundle.mjs"], { cwd: app })
  copyFileSync(join(app, "dist/main.mjs"), program)
  database = await temporaryDatabase()
  sql = postgres(database.url, { max: 2, onnotice: () => {} })
  await sql.unsafe("drop schema public cascade; create schema public").simple()
  slack = await startSlackEmulator({
    ...secrets,
    rateLimits: "off",
    members: [{ id: "UALEX", name: "alex" }],
    channels: [{ id: "C1", name: "coffee" }],
  })
})

afterAll(async () => {
  await endAll()
  await slack.stop()
  await sql.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

const environment = () => ({
  SLACK_SIGNING_SECRET: secrets.signingSecret,
  SLACK_BOT_TOKEN: secrets.botToken,
  SLACK_API_URL: slack.apiUrl,
  DATABASE_URL: database.url,
  EVENT_TRANSPORT: "postgres",
  PORT: "0",
  METRICS_PORT: "0",
})

const deployed = async () => {
  const running = start(program, [], environment(), folder)
  const [, port, metricsPort] = await running.says(/"port":(\d+),"metricsPort":(\d+)/)
  slack.connect(`http://127.0.0.1:${port}`)
  await untilReady(Number(metricsPort))
  return running
}

describe("the built app, alone in a folder", () => {
  it("migrates an empty database and becomes ready, then ends with 0 on SIGTERM", async () => {
    const running = await deployed()
    const applied = await sql`select name from schema_migrations order by name`
    assert.strictEqual(applied[0]?.["name"], "0001_runs")
    assert.match(heard(await slack.as("UALEX").command("C1", "/coffee help")), /What CoffeeBuddy understands/)
    running.kill("SIGTERM")
    assert.strictEqual(await running.ended, 0, running.printed())
    assert.match(running.printed(), /"message":"stopped"/)
  })

  it("answers a request that is in flight when SIGTERM comes", async () => {
    const running = await deployed()
    const held = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const lock = sql.begin(async (transaction) => {
      await transaction`lock table channels, runs in access exclusive mode`
      locked.resolve()
      await held.promise
    })
    await locked.promise
    const asked = slack.as("UALEX").command("C1", "/coffee")
    await vi.waitFor(async () => {
      const waiting = await sql`select 1 from pg_locks where not granted and database = (
        select oid from pg_database where datname = current_database())`
      assert.isNotEmpty(waiting)
    })
    running.kill("SIGTERM")
    held.resolve()
    await lock
    assert.match(heard(await asked), /Your coffee run is open|Still working on it/)
    assert.strictEqual(await running.ended, 0, running.printed())
  })

  it("lists all that is wrong with its configuration at once, shows no secret, and ends with 1", async () => {
    const { SLACK_BOT_TOKEN: _, ...rest } = environment()
    const wrong = { ...rest, DATABASE_URL: "planted-address", PORT: "planted-port", LOG_LEVEL: "planted-level" }
    const running = start(program, [], wrong, folder)
    assert.strictEqual(await running.ended, 1)
    const printed = running.printed()
    assert.deepStrictEqual(
      [...printed.matchAll(/^ {2}([A-Z_]+): expected /gm)].map(([, variable]) => variable).toSorted(),
      ["DATABASE_URL", "LOG_LEVEL", "PORT", "SLACK_BOT_TOKEN"],
    )
    assert.strictEqual(printed.trim().split("\n").length, 5, printed)
    assert.notMatch(printed, /planted/)
    assert.notInclude(printed, secrets.signingSecret)
  })

  it("says in a sentence, with 1, that its port is taken", async () => {
    const running = await deployed()
    const taken = new URL(slack.url).port
    const second = start(program, [], { ...environment(), PORT: taken }, folder)
    assert.strictEqual(await second.ended, 1)
    assert.include(second.printed(), `cannot listen on port ${taken}: EADDRINUSE`)
    running.kill("SIGTERM")
    await running.ended
  })
})
