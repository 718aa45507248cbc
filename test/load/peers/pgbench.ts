import { spawnSync } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Connection } from "../../../apps/sandbox/src/embedded-postgres.ts"

const debian = "/usr/lib/postgresql"

/** PostgreSQL's own load generator, or why there is none. */
export const pgbench = (): string | undefined => {
  const installed = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, "bin")) : []
  const folders = [...(process.env["PATH"] ?? "").split(":"), ...installed]
  return folders.map((folder) => join(folder, "pgbench")).find((file) => existsSync(file))
}

const script = fileURLToPath(new URL("four-statements.pgbench", import.meta.url))

/** R4: the four statements in one transaction without any program around them. Transactions per second. */
export const fourStatements = (
  program: string,
  to: Connection,
  { channels, connections, seconds }: { channels: number; connections: number; seconds: number },
): number => {
  const load = ["--no-vacuum", "--protocol=prepared", `--file=${script}`, `--define=channels=${channels}`]
  const size = [`--client=${connections}`, "--jobs=2", `--time=${seconds}`]
  const place = [`--host=${to.host}`, `--port=${to.port}`, `--username=${to.username}`, to.database]
  const { stdout, stderr } = spawnSync(program, [...load, ...size, ...place], {
    encoding: "utf8",
    env: { ...process.env, PGPASSWORD: to.password },
  })
  const perSecond = /tps = ([\d.]+)/.exec(stdout)?.[1]
  if (perSecond === undefined) throw new Error(`pgbench: ${stderr.trim()}`)
  return Number(perSecond)
}
