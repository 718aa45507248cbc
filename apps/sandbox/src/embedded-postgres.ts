import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes, randomInt } from "node:crypto"
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { Socket } from "node:net"
import { dirname, join, resolve } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { Schema } from "effect"
import { type Account, accountFor } from "./embedded-postgres-account.ts"
import { embeddedBinaries, majorVersion } from "./embedded-postgres-binaries.ts"
import { endsWithUs, isAlive, signalServer, survivor, type StopMode } from "./embedded-postgres-process.ts"

export interface Options {
  /** Made on the first start; keeps everything, the password too. */
  readonly dataFolder: string
  /** Off only for data that a power cut may destroy: tests. */
  readonly fsync?: boolean
  readonly maxConnections?: number
  /** Further server settings, for example `{ log_min_duration_statement: "100ms" }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** The folder of another PostgreSQL's initdb and postgres instead of the embedded one. */
  readonly binaries?: string
}

export interface EmbeddedPostgres {
  /** A DATABASE_URL for the database `postgres`; every client understands it, and it outlives `startAgain`. */
  readonly url: string
  /** The same as options of postgres.js. */
  readonly connection: Connection
  /** The server's process id; 0 when it does not run. */
  readonly pid: number
  /** `fast` closes connections and keeps everything committed in order; `immediate` is a crash with recovery at the next start. */
  readonly stop: (mode?: StopMode) => Promise<void>
  /** Starts the stopped or crashed server again on the same data, port and password. */
  readonly startAgain: () => Promise<void>
}

export interface Connection {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  readonly database: string
}

/** What has to outlive a stop, in the data folder; `owner` is the process that runs the server, or ran it last. */
const Kept = Schema.Struct({ password: Schema.String, port: Schema.Int, owner: Schema.Int })
type Kept = typeof Kept.Type

const user = "coffeebuddy"
const keptName = "coffeebuddy.json"

/**
 * Starts a real PostgreSQL on 127.0.0.1 behind a random password, and ends it when this process ends, however it ends. A server that
 * survived on the same folder is stopped first; one that another living process uses is left alone, and this throws a sentence.
 */
export const start = async (options: Options): Promise<EmbeddedPostgres> => {
  const dataFolder = resolve(options.dataFolder)
  const binaries = options.binaries ?? embeddedBinaries()
  mkdirSync(dirname(dataFolder), { recursive: true })
  const account = accountFor(dataFolder, [dirname(dataFolder), binaries])
  await stopSurvivor(dataFolder)
  if (!existsSync(dataFolder)) await create(dataFolder, binaries, account)
  refuseOtherVersion(dataFolder, binaries)

  let kept: Kept = { ...readKept(dataFolder), owner: process.pid }
  let server: ChildProcess | undefined
  let release = () => {}

  const launch = async () => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await launchOnce(
        join(binaries, "postgres"),
        serverArguments(dataFolder, kept.port, options),
        account,
      )
      if (outcome.ready) {
        server = outcome.child
        release = endsWithUs(outcome.child)
        writeKept(dataFolder, kept, account)
        return
      }
      if (attempt === 50) throw new Error(`The embedded PostgreSQL did not start:\n${outcome.log.trim()}`)
      if (/could not bind/.test(outcome.log)) kept = { ...kept, port: somePort() }
      else if (/still in use|lock file .* already exists/.test(outcome.log)) await delay(100)
      else throw new Error(`The embedded PostgreSQL did not start:\n${outcome.log.trim()}`)
    }
  }

  const stop = async (mode: StopMode = "fast") => {
    const child = server
    server = undefined
    release()
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    child.ref()
    const ended = new Promise<void>((done) => child.once("exit", () => done()))
    signalServer(binaries, child.pid ?? 0, mode)
    await ended
  }

  await launch()
  const connection: Connection = {
    host: "127.0.0.1",
    port: kept.port,
    username: user,
    password: kept.password,
    database: "postgres",
  }
  return {
    connection,
    url: `postgres://${user}:${kept.password}@127.0.0.1:${kept.port}/postgres`,
    get pid() {
      return server?.exitCode === null && server.signalCode === null ? (server.pid ?? 0) : 0
    },
    stop,
    startAgain: async () => {
      await stop()
      await launch()
    },
  }
}

const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))),
  LC_ALL: "C",
  TZ: "UTC",
})

const command = (program: string, words: ReadonlyArray<string>, account: Account, detached: boolean): ChildProcess => {
  const [first = program, ...rest] = [...account.prefix, program, ...words]
  return spawn(first, rest, {
    ...(account.uid === undefined ? {} : { uid: account.uid, gid: account.gid }),
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
    detached,
    windowsHide: true,
  })
}

const serverArguments = (dataFolder: string, port: number, options: Options): ReadonlyArray<string> => {
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(port),
    max_connections: String(options.maxConnections ?? 60),
    // Commits still reach the system's cache, so that a crash of the server alone loses none of them.
    ...((options.fsync ?? true) ? {} : { fsync: "off", full_page_writes: "off" }),
    ...options.settings,
  }
  return ["-D", dataFolder, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])]
}

/** Detached, so that Ctrl-C reaches the programs using the database first and they can finish their work. */
const launchOnce = (program: string, words: ReadonlyArray<string>, account: Account) =>
  new Promise<{ readonly ready: boolean; readonly child: ChildProcess; readonly log: string }>((done, fail) => {
    const child = command(program, words, account, true)
    let log = ""
    const listen = (text: string) => {
      log += text
      if (!log.includes("database system is ready to accept connections")) return
      child.stderr?.off("data", listen).resume()
      child.unref()
      if (child.stderr instanceof Socket) child.stderr.unref()
      done({ ready: true, child, log })
    }
    child.stderr?.setEncoding("utf8").on("data", listen)
    child.once("error", fail)
    child.once("close", () => done({ ready: false, child, log }))
  })

/** Made beside its place and moved there when whole, so that a start cut short leaves nothing half made. */
const create = async (dataFolder: string, binaries: string, account: Account): Promise<void> => {
  const making = `${dataFolder}.making`
  const passwordFile = `${dataFolder}.password`
  const password = randomBytes(24).toString("hex")
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  giveTo(account, making, passwordFile)
  const locale =
    majorVersion(binaries) >= 17
      ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
      : ["--locale=C.UTF-8"]
  const words = [
    "-D",
    making,
    "-U",
    user,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    ...locale,
  ]
  try {
    await finished(command(join(binaries, "initdb"), [...words, "--no-sync", "--no-instructions"], account, false))
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeKept(making, { password, port: somePort(), owner: process.pid }, account)
  renameSync(making, dataFolder)
}

const finished = (child: ChildProcess): Promise<void> =>
  new Promise((done, fail) => {
    let log = ""
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (log += text))
    child.once("error", fail)
    child.once("close", (code) =>
      code === 0 ? done() : fail(new Error(`The embedded PostgreSQL could not make its folder:\n${log.trim()}`)),
    )
  })

/** Below the range that systems hand out to clients: a client that keeps trying to reconnect cannot land on the port itself. */
const somePort = (): number => randomInt(20_000, 32_000)

const giveTo = (account: Account, ...paths: ReadonlyArray<string>): void => {
  if (account.uid === undefined || account.gid === undefined) return
  for (const path of paths) chownSync(path, account.uid, account.gid)
}

const readKept = (dataFolder: string): Kept =>
  Schema.decodeUnknownSync(Schema.fromJsonString(Kept))(readFileSync(join(dataFolder, keptName), "utf8"))

const writeKept = (folder: string, kept: Kept, account: Account): void => {
  const file = join(folder, keptName)
  writeFileSync(file, JSON.stringify(kept), { mode: 0o600 })
  chmodSync(file, 0o600)
  giveTo(account, file)
}

const refuseOtherVersion = (dataFolder: string, binaries: string): void => {
  const made = Number(readFileSync(join(dataFolder, "PG_VERSION"), "utf8"))
  const here = majorVersion(binaries)
  if (made !== here) {
    throw new Error(
      `${dataFolder} was made by PostgreSQL ${made} and this is ${here}. Remove the folder to begin anew.`,
    )
  }
}

const stopSurvivor = async (dataFolder: string): Promise<void> => {
  const pid = survivor(dataFolder)
  if (pid === undefined) return
  const { owner } = readKept(dataFolder)
  if (isAlive(owner))
    throw new Error(`CoffeeBuddy already runs on ${dataFolder} (process ${owner}). Stop that one first.`)
  signalServer(embeddedBinaries(), pid, "fast")
  for (let wait = 0; isAlive(pid) && wait < 200; wait++) await delay(50)
  if (isAlive(pid)) throw new Error(`An old PostgreSQL (process ${pid}) does not end; end it by hand.`)
}
