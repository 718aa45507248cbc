import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { migrate } from "@coffeebuddy/adapters/postgres/migrations"
import postgres from "postgres"
import { type Connection, type EmbeddedPostgres, start } from "../../../apps/sandbox/src/embedded-postgres.ts"

export interface Database {
  readonly url: string
  readonly connection: Connection
  readonly sql: postgres.Sql
}

export interface Server {
  readonly postgres: EmbeddedPostgres
  /** An empty database. */
  readonly empty: (name: string) => Promise<Database>
  /** A database with CoffeeBuddy's schema. */
  readonly migrated: (name: string) => Promise<Database>
  readonly stop: () => Promise<void>
}

/** A real server with fsync on, as production has it, that counts statements. Gone with all its databases at `stop`. */
export const startServer = async (settings: Readonly<Record<string, string>> = {}): Promise<Server> => {
  const folder = mkdtempSync(join(tmpdir(), "coffeebuddy-bench-"))
  const server = await start({
    dataFolder: join(folder, "data"),
    fsync: true,
    maxConnections: 100,
    settings: { shared_preload_libraries: "pg_stat_statements", ...settings },
  })
  const root = postgres(server.url, { max: 1, onnotice: () => {} })
  const open: Array<postgres.Sql> = [root]
  const empty = async (name: string): Promise<Database> => {
    await root.unsafe(`create database ${name}`)
    const url = server.url.replace(/\/postgres$/, `/${name}`)
    const sql = postgres(url, { max: 2, onnotice: () => {} })
    open.push(sql)
    await sql.unsafe("create extension pg_stat_statements")
    return { url, connection: { ...server.connection, database: name }, sql }
  }
  return {
    postgres: server,
    empty,
    migrated: async (name) => {
      const database = await empty(name)
      await migrate(database.url)
      return database
    },
    stop: async () => {
      await Promise.all(open.map((sql) => sql.end({ timeout: 1 })))
      await server.stop("immediate")
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Resolves when nothing that is due is still owed to Slack. */
export const delivered = async ({ sql }: Database): Promise<void> => {
  const owed = `select exists (select from run_messages where pending)
    or exists (select from deliveries where state in ('armed', 'sending') and due_at <= now()) as owed`
  for (let waited = 0; waited < 1_200; waited++) {
    const [row] = await sql.unsafe<Array<{ owed: boolean }>>(owed)
    if (row?.owed === false) return
    await delay(50)
  }
  throw new Error("something is still owed to Slack after a minute")
}
