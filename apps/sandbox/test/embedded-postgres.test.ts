import { execFile, spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, afterEach, assert, beforeAll, describe, it } from "vitest"
import postgres from "postgres"
import { type EmbeddedPostgres, start } from "../src/embedded-postgres.ts"
import { isAlive } from "../src/embedded-postgres-process.ts"

const starter = `
  const { start } = await import(${JSON.stringify(import.meta.resolve("../src/embedded-postgres.ts"))})
  const { pid } = await start({ dataFolder: process.argv[1], fsync: false })
  process.stdout.write(pid + "\\n")
  if (process.argv[2] === "stay") setInterval(() => {}, 1000)
`

/** A process of its own that starts a server and either stays or falls off its end; gives the server's process id. */
const startElsewhere = (dataFolder: string, then: "stay" | "end") =>
  new Promise<{ readonly serverPid: number; readonly starter: ReturnType<typeof spawn> }>((done, fail) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", starter, dataFolder, then], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    child.stdout.once("data", (line: Buffer) => done({ serverPid: Number(line.toString()), starter: child }))
    child.once("exit", (code) => fail(new Error(`ended with ${code}`)))
  })

const gone = async (pid: number): Promise<void> => {
  while (isAlive(pid)) await new Promise(setImmediate)
}

describe("the embedded PostgreSQL", () => {
  let folder = ""
  let server: EmbeddedPostgres | undefined

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "coffeebuddy embedded "))
  })
  afterEach(async () => {
    await server?.stop()
    server = undefined
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const data = () => join(folder, "data")
  const run = async () => (server = await start({ dataFolder: data(), fsync: false, maxConnections: 20 }))

  it("keeps what was committed over stop, crash and new start, under the same address", async () => {
    const first = await run()
    const sql = postgres(first.url, { max: 1, onnotice: () => {} })
    await sql`create table cups (n int)`
    await sql`insert into cups values (1)`
    await sql.end()
    await first.stop()

    const second = await run()
    assert.strictEqual(second.url, first.url)
    const again = postgres({ ...second.connection, onnotice: () => {} })
    await again`insert into cups values (2)`
    await second.stop("immediate")
    assert.strictEqual(second.pid, 0)
    await second.startAgain()
    assert.deepStrictEqual([...(await again`select sum(n)::int as cups from cups`)], [{ cups: 3 }])
    await again.end()
  })

  it("lets nobody in without the password", async () => {
    const { connection } = await run()
    const sql = postgres({ ...connection, password: "guess", max: 1 })
    const refusal = await sql`select 1`.catch((error: unknown) => error)
    assert.instanceOf(refusal, postgres.PostgresError)
    assert.strictEqual(refusal.code, "28P01")
    await sql.end()
  })

  it("ends when its starter is killed, and the next start has the data", async () => {
    const { serverPid, starter } = await startElsewhere(data(), "stay")
    starter.kill("SIGKILL")
    await gone(serverPid)
    const { pid } = await run()
    assert.isAbove(pid, 0)
  })

  it("ends when its starter forgets to stop it", async () => {
    const { serverPid } = await startElsewhere(data(), "end")
    await gone(serverPid)
  })

  it("is not taken from another CoffeeBuddy that runs on the same data", async () => {
    const { serverPid, starter } = await startElsewhere(data(), "stay")
    const refusal = await start({ dataFolder: data() }).catch((error: unknown) => error)
    assert.match(String(refusal), new RegExp(`already runs on .* \\(process ${starter.pid}\\)`))
    assert.isTrue(isAlive(serverPid))
    starter.kill("SIGKILL")
    await gone(serverPid)
  })

  it("says what is wrong when a setting is wrong", async () => {
    const refusal = await start({ dataFolder: data(), settings: { wal_level: "none" } }).catch(
      (error: unknown) => error,
    )
    assert.match(String(refusal), /did not start[\s\S]*wal_level/)
  })

  const older = "/usr/lib/postgresql/15/bin"
  it.runIf(existsSync(older))(
    "starts Debian's PostgreSQL 15 the same way, and refuses data of another version",
    async () => {
      const other = await start({ dataFolder: join(folder, "15"), fsync: false, binaries: older })
      const sql = postgres(other.url, { max: 1 })
      const [row] = await sql<Array<{ version: string }>>`select current_setting('server_version_num') as version`
      assert.match(row?.version ?? "", /^15/)
      await sql.end()
      await other.stop()
      const refusal = await start({ dataFolder: join(folder, "15") }).catch((error: unknown) => error)
      assert.match(String(refusal), /was made by PostgreSQL 15/)
    },
  )
})

describe.runIf(process.getuid?.() === 0)("as root", () => {
  it("runs where no other account can enter", async () => {
    const closed = mkdtempSync(join(tmpdir(), "coffeebuddy-closed-"))
    const server = await start({ dataFolder: join(closed, "data"), fsync: false })
    const { stdout } = await promisify(execFile)("stat", ["-c", "%u", `/proc/${server.pid}`])
    await server.stop()
    rmSync(closed, { recursive: true, force: true })
    assert.strictEqual(stdout.trim(), "0")
  })
})
