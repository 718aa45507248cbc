import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { Schema } from "effect"
import { build } from "esbuild"
import { afterAll, assert, beforeAll, it } from "vitest"
import { inlineMigrations } from "../../infra/build/inline-migrations.ts"

const root = join(import.meta.dirname, "../..")
const Bundled = Schema.Struct({
  files: Schema.Array(Schema.Struct({ name: Schema.String, text: Schema.NonEmptyString })),
})

let folder = ""
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "coffeebuddy-bundle-"))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

it("a bundle carries every migration, in order, and needs no folder beside it", async () => {
  const outfile = join(folder, "alone.mjs")
  await build({
    stdin: {
      contents: `import { migrationFiles } from "@coffeebuddy/adapters/postgres/migration-files"\nexport const files = await migrationFiles()`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: [inlineMigrations],
  })
  const { files } = Schema.decodeUnknownSync(Bundled)(await import(/* @vite-ignore */ pathToFileURL(outfile).href))
  const folderOfSql = readdirSync(join(root, "infra/postgres/migrations")).filter((name) => name.endsWith(".sql"))
  assert.deepStrictEqual(
    files.map(({ name }) => name),
    folderOfSql.toSorted(),
  )
})
