import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { build, stop } from "esbuild"
import { inlineMigrations } from "../../infra/build/inline-migrations.ts"
import { isAlive } from "../../apps/sandbox/src/embedded-postgres-process.ts"

const folder = join(import.meta.dirname, "..", "..", "node_modules", ".cache", "coffeebuddy", "chaos")
const prefix = "http-process-"

/** What earlier runs left behind. */
const removeOld = (): void => {
  for (const name of readdirSync(folder)) {
    const owner = Number.parseInt(name.slice(prefix.length), 10)
    if (name.startsWith(prefix) && !isAlive(owner)) rmSync(join(folder, name), { force: true })
  }
}

/** Where node keeps what it compiled, for the next start. */
export const compiled = join(folder, "compiled")

const make = async (): Promise<string> => {
  const file = join(folder, `${prefix}${process.ppid}.mjs`)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  removeOld()
  const making = join(folder, `${prefix}${process.pid}.making.mjs`)
  await build({
    entryPoints: [join(import.meta.dirname, "http-process.ts")],
    outfile: making,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
    plugins: [inlineMigrations],
    logLevel: "warning",
  })
  // Else esbuild's own process stays, with all that it remembers, for as long as the tests run.
  await stop()
  renameSync(making, file)
  return file
}

let made: Promise<string> | undefined

/**
 * The process under test in one file, as it is in an image: it starts in a third of the time, and there are more than a hundred starts. Made
 * once per run of the tests, whichever worker is first.
 */
export const bundled = (): Promise<string> => (made ??= make())
