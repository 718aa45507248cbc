import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Plugin } from "esbuild"

const folder = join(import.meta.dirname, "..", "postgres", "migrations")

/** A bundle has no folder of migrations beside it: the module that reads the folder is replaced by one that carries the texts. */
export const inlineMigrations: Plugin = {
  name: "inline-migrations",
  setup: (build) => {
    build.onLoad({ filter: /[\\/]packages[\\/]adapters[\\/]src[\\/]postgres[\\/]migration-files\.ts$/ }, () => {
      const names = readdirSync(folder)
        .filter((name) => name.endsWith(".sql"))
        .sort()
      const files = names.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }))
      return {
        contents: `const files = ${JSON.stringify(files)}\nexport const migrationFiles = async () => files\n`,
        loader: "js",
        watchFiles: files.map(({ name }) => join(folder, name)),
        watchDirs: [folder],
      }
    })
  },
}
