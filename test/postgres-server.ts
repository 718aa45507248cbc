import { readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { migrate } from "@coffeebuddy/adapters/postgres/migrations"
import postgres from "postgres"
import type { TestProject } from "vitest/node"
import { isAlive } from "../apps/sandbox/src/embedded-postgres-process.ts"
import { start } from "../apps/sandbox/src/embedded-postgres.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** Where test databases are made, and the migrated one they are copies of. */
    readonly postgres: { readonly url: string; readonly template: string }
  }
}

interface Server {
  readonly url: string
  readonly template: string
  readonly stop: () => Promise<void>
}

interface Shared {
  users: number
  server: Promise<Server> | undefined
}

const prefix = "coffeebuddy_test_"
const folderPrefix = "coffeebuddy-tests-"

/** One server for the whole run, whichever projects take part: the first to come starts it, the last to leave stops it. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const shared = sharedOfThisRun()
  shared.users++
  shared.server ??= prepared()
  const { url, template } = await shared.server
  project.provide("postgres", { url, template })
  return async () => {
    shared.users--
    if (shared.users === 0) await (await shared.server)?.stop()
  }
}

/** Each project loads this module anew, so what they share hangs on the process. */
const sharedOfThisRun = (): Shared => {
  const holder: typeof globalThis & { coffeebuddyTests?: Shared } = globalThis
  return (holder.coffeebuddyTests ??= { users: 0, server: undefined })
}

const prepared = async (): Promise<Server> => {
  const server =
    process.env.DATABASE_URL === undefined ? await embedded() : { url: process.env.DATABASE_URL, stop: async () => {} }
  const template = `${prefix}${Math.floor(Date.now() / 1000)}_template`
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  await dropOld(sql)
  await sql.unsafe(`create database ${template}`)
  await migrate(urlOf(server.url, template))
  return {
    url: server.url,
    template,
    stop: async () => {
      await sql.unsafe(`drop database if exists ${template} with (force)`)
      await sql.end()
      await server.stop()
    },
  }
}

const embedded = async () => {
  removeOldFolders()
  const folder = join(tmpdir(), `${folderPrefix}${process.pid}`)
  const server = await start({ dataFolder: folder, fsync: false, maxConnections: 200 })
  return {
    url: server.url,
    stop: async () => {
      await server.stop("immediate")
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What runs that were killed left behind. */
const removeOldFolders = (): void => {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(folderPrefix) ? Number.parseInt(name.slice(folderPrefix.length), 10) : process.pid
    if (!isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

/** On a server of yours another run may be at work: only databases older than an hour go. */
const dropOld = async (sql: postgres.Sql): Promise<void> => {
  const hourAgo = Math.floor(Date.now() / 1000) - 3600
  const names = await sql<
    Array<{ datname: string }>
  >`select datname from pg_database where starts_with(datname, ${prefix})`
  for (const { datname } of names) {
    const made = Number.parseInt(datname.slice(prefix.length), 10)
    if (made < hourAgo) await sql.unsafe(`drop database if exists "${datname}" with (force)`)
  }
}

const urlOf = (server: string, database: string): string => {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}
