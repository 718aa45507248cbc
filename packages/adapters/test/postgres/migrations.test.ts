import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { start } from "../../../../apps/sandbox/src/embedded-postgres.ts"
import { main } from "../../src/postgres/migrate-command.ts"
import { migrationFiles } from "../../src/postgres/migration-files.ts"
import { down, migrate, status } from "../../src/postgres/migrations.ts"
import { expectedVersion } from "../../src/postgres/schema-version.ts"
import { statements } from "../../src/postgres/statements.ts"

/** Where Debian and its images keep the oldest Postgres that we support. */
const oldest = "/usr/lib/postgresql/15/bin"

const servers = [
  { name: "the embedded Postgres", binaries: undefined },
  { name: "Postgres 15", binaries: oldest },
]

for (const { binaries, name } of servers) {
  const missing = binaries !== undefined && !existsSync(binaries) && process.env["CI"] === undefined
  if (missing) console.log(`The migrations are not tried on ${name}: there is none in ${binaries}.`)

  describe.skipIf(missing)(`migrations on ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), "coffeebuddy-migrations-"))
    let server: Awaited<ReturnType<typeof start>>
    let sql: postgres.Sql

    beforeAll(async () => {
      const options = { dataFolder: join(folder, "data"), fsync: false, maxConnections: 20 }
      server = await start(binaries === undefined ? options : { ...options, binaries })
      sql = postgres(server.url, { max: 1, onnotice: () => {} })
    })
    afterAll(async () => {
      await sql.end()
      await server.stop("immediate")
      rmSync(folder, { recursive: true, force: true })
    })

    const shape = () =>
      sql.unsafe(
        `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
         where table_schema = 'public' order by 1, ordinal_position`,
      )

    it("lead from nothing to this program's schema, and doing it again changes nothing", async () => {
      assert.lengthOf((await status(server.url)).applied, 0)
      await migrate(server.url)
      const before = await shape()
      await migrate(server.url)
      assert.deepStrictEqual([...(await shape())], [...before])
      assert.strictEqual((await status(server.url)).applied.at(-1), await expectedVersion())
      assert.lengthOf((await status(server.url)).pending, 0)
    })

    it("can be taken back one by one, down to nothing, and done again", async () => {
      const before = await shape()
      const { applied } = await status(server.url)
      for (const name of applied.toReversed()) assert.strictEqual(await down(server.url), name)
      assert.isNull(await down(server.url))
      assert.lengthOf(await shape(), 0)
      await migrate(server.url)
      assert.deepStrictEqual([...(await shape())], [...before])
    })

    it("are applied once when several processes start together", async () => {
      while ((await down(server.url)) !== null);
      await Promise.all([migrate(server.url), migrate(server.url), migrate(server.url)])
      assert.lengthOf((await status(server.url)).pending, 0)
    })

    it("leave nothing behind when they fail half-way", async () => {
      while ((await down(server.url)) !== null);
      await sql.unsafe("create table deliveries (mine int)")
      const failed = await migrate(server.url).then(
        () => "",
        (error: unknown) => String(error),
      )
      assert.include(failed, "deliveries")
      assert.deepStrictEqual((await status(server.url)).applied, ["0001_runs"])
      assert.lengthOf(await sql.unsafe("select from information_schema.tables where table_name = 'run_messages'"), 0)
      await sql.unsafe("drop table deliveries")
      await migrate(server.url)
    })

    it("make every statement of the program understood", async () => {
      for (const { operation, text } of statements) {
        const understood = await sql
          .unsafe(text)
          .describe()
          .then(
            () => operation,
            (error: unknown) => String(error),
          )
        assert.strictEqual(understood, operation)
      }
    })
  })
}

describe("migration files", () => {
  it("come in pairs that write their own names into the log", async () => {
    const files = new Map((await migrationFiles()).map((file) => [file.name, file.text]))
    for (const [file, text] of files) {
      const name = file.replace(/\.(up|down)\.sql$/, "")
      assert.match(name, /^\d{4}_[a-z0-9_]+$/)
      assert.isTrue(files.has(`${name}.down.sql`) && files.has(`${name}.up.sql`), name)
      if (file.endsWith(".up.sql")) assert.include(text, `insert into schema_migrations (name) values ('${name}');`)
    }
  })
})

describe("npm run migrate", () => {
  it("says what is missing, without a database and without a command", async () => {
    assert.strictEqual(await main(["up"], undefined), 2)
    assert.strictEqual(await main(["sideways"], "postgres://u@db/coffee"), 2)
    assert.strictEqual(await main(["up"], "not a url"), 1)
  })
})
