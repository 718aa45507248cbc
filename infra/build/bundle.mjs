// Run in an app's folder: src/main.ts and all it needs become one file, dist/main.mjs. With --check nothing is written: it is known to bundle.
import { readFileSync } from "node:fs"
import { build } from "esbuild"
import { inlineMigrations } from "./inline-migrations.ts"

const check = process.argv.includes("--check")
const { name } = JSON.parse(readFileSync("package.json", "utf8"))

const { metafile } = await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/main.mjs",
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: "linked",
  sourcesContent: false,
  // Bundled CommonJS calls require; another name, since a dependency may import createRequire itself.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  plugins: [inlineMigrations],
  metafile: true,
  write: !check,
  logLevel: "warning",
})

const { bytes } = metafile.outputs["dist/main.mjs"]
process.stdout.write(`${name}: ${check ? "bundles, as a check" : "dist/main.mjs"}, ${(bytes / 1e6).toFixed(1)} MB\n`)
