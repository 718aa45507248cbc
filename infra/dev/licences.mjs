// What runs in production, or is brought along to run it, may only have a permissive licence; read from package-lock.json.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./ready.mjs"

const permissive = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "PostgreSQL",
  "Python-2.0",
  "Unlicense",
  "Zlib",
])

/** An SPDX expression: with "OR" one permissive licence is enough, with "AND" all must be. */
const isPermissive = (expression) =>
  expression
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((name) => permissive.has(name.trim())))

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
const production = Object.entries(packages).filter(
  ([path, entry]) => path.startsWith("node_modules/") && !entry.dev && !entry.link,
)
const refused = production.filter(([, { license }]) => license === undefined || !isPermissive(license))

for (const [path, { version, license }] of refused) {
  process.stdout.write(`${path.slice("node_modules/".length)} ${version}: ${license ?? "no licence named"}\n`)
}
process.stdout.write(`${production.length} production packages, ${refused.length} without a permissive licence\n`)
process.exitCode = refused.length > 0 ? 1 : 0
