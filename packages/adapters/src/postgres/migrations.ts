import type postgres from "postgres"
import { type MigrationMeta, Umzug } from "umzug"
import { migrationFiles } from "./migration-files.ts"
import { connect } from "./pool.ts"

/** Any number, as long as every release uses the same. */
const LOCK = 7_236_311

const session = (url: string): postgres.Sql =>
  connect({ url, max: 1, statementTimeout: 0, deadline: 0, farewell: 0 }, { max_lifetime: null })

/** A file is one query of several statements, so the server runs it as one transaction, provided that the lock is still this session's. */
const run = (sql: postgres.Sql, text: string) =>
  sql
    .unsafe(
      `do $$ begin
        if not exists (select from pg_locks where locktype = 'advisory' and objid = ${LOCK} and pid = pg_backend_pid()) then
          raise exception 'the migration lock was lost with its connection; run the migration again';
        end if;
      end $$;
      set local lock_timeout = '10s';
      ${text}`,
    )
    .simple()

const umzug = async (sql: postgres.Sql) => {
  const files = new Map((await migrationFiles()).map((file) => [file.name, file.text]))
  const names = [...files.keys()]
    .filter((name) => name.endsWith(".up.sql"))
    .map((name) => name.replace(/\.up\.sql$/, ""))
  return new Umzug({
    logger: undefined,
    migrations: names.map((name) => ({
      name,
      up: () => run(sql, files.get(`${name}.up.sql`) ?? ""),
      down: () =>
        run(sql, files.get(`${name}.down.sql`) ?? `do $$ begin raise exception '${name} has no way down'; end $$`),
    })),
    storage: {
      // Each file writes its own row in the log, in its own transaction.
      logMigration: async () => {},
      unlogMigration: async () => {},
      executed: async () => {
        const [log] = await sql.unsafe("select to_regclass('schema_migrations')::text as name")
        if (log?.["name"] == null) return []
        const rows = await sql.unsafe<Array<{ name: string }>>("select name from schema_migrations order by name")
        return rows.map((row) => row.name).filter((name) => files.has(`${name}.up.sql`))
      },
    },
  })
}

const locked = async <A>(
  url: string,
  work: (migrations: Awaited<ReturnType<typeof umzug>>) => Promise<A>,
): Promise<A> => {
  const sql = session(url)
  try {
    await sql.unsafe(`select pg_advisory_lock(${LOCK})`)
    return await work(await umzug(sql))
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const names = (migrations: ReadonlyArray<MigrationMeta>) => migrations.map((migration) => migration.name)

/** Brings the database up to this program's schema; what is applied already is left alone. One at a time, however many processes try. */
export const migrate = (url: string): Promise<void> => locked(url, async (migrations) => void (await migrations.up()))

/** Takes the newest migration back; answers its name, null when there is none. */
export const down = (url: string): Promise<string | null> =>
  locked(url, async (migrations) => names(await migrations.down())[0] ?? null)

/** What is applied and what is not, in order. */
export const status = (
  url: string,
): Promise<{ readonly applied: ReadonlyArray<string>; readonly pending: ReadonlyArray<string> }> =>
  locked(url, async (migrations) => ({
    applied: names(await migrations.executed()),
    pending: names(await migrations.pending()),
  }))
