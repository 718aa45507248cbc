import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"

export const root = join(import.meta.dirname, "../..")

export interface Source {
  /** From the project's root, with slashes: `packages/domain/src/run.ts`. */
  readonly path: string
  readonly text: string
}

/** Packages and apps, as `packages/domain`. */
export const houses: ReadonlyArray<string> = ["packages", "apps"].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => `${group}/${name}`),
)

/** The TypeScript files under a folder, tests not among them unless the folder is one of tests. */
export const sourcesUnder = (folder: string): ReadonlyArray<Source> => {
  const place = join(root, folder)
  if (!existsSync(place)) return []
  return readdirSync(place, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(place, file))
    .map((file) => ({ path: relative(root, file).split(sep).join("/"), text: readFileSync(file, "utf8") }))
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")

/** What a file imports or exports from, statically or not. */
export const importsOf = (text: string): ReadonlyArray<string> =>
  [
    ...withoutComments(text).matchAll(
      /(?:^|[\n;])\s*(?:import|export)\s(?:[^"'`;]*?\sfrom\s*)?["']([^"'\n]+)["']|\b(?:import|require)\(\s*["']([^"'\n]+)["']/g,
    ),
  ].map(([, fixed, dynamic]) => fixed ?? dynamic ?? "")
