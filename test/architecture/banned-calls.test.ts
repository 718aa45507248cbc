import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Schema } from "effect"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { root } from "./sources.ts"

/** Each planted line must be refused where it stands: a rule that has gone silent is noticed here, not in an incident. */
const planted: ReadonlyArray<readonly [rule: string, path: string, line: string]> = [
  ["no-restricted-globals", "packages/domain/src/a.ts", "export const now = () => Date.now()"],
  ["no-restricted-globals", "packages/domain/src/b.ts", "export const now = () => new Date()"],
  ["no-restricted-globals", "packages/application/src/c.ts", "export const now = () => performance.now()"],
  ["no-restricted-globals", "packages/application/src/d.ts", "export const id = () => crypto.randomUUID()"],
  ["no-restricted-globals", "packages/application/src/e.ts", "export const home = process.env"],
  ["no-restricted-properties", "packages/domain/src/f.ts", "export const draw = () => Math.random()"],
  ["no-restricted-properties", "packages/adapters/src/postgres/g.ts", "sql.begin((tx) => tx`select 1`)"],
  ["no-restricted-properties", "apps/http/src/h.ts", "const { begin } = sql"],
  ["no-console", "packages/adapters/src/i.ts", `console.log("hello")`],
  ["no-explicit-any", "packages/adapters/src/j.ts", "export const x: any = 1"],
  ["no-explicit-any", "packages/adapters/test/k.test.ts", "export const x: any = 1"],
  ["ban-ts-comment", "packages/adapters/src/l.ts", `// @ts-ignore\nexport const x: string = 1`],
  ["no-floating-promises", "apps/http/src/m.ts", "Promise.resolve(1)"],
  ["no-barrel-file", "packages/domain/src/n.ts", `export * from "./a.ts"\nexport * from "./b.ts"`],
  ["no-focused-tests", "packages/domain/test/o.test.ts", `import { it } from "vitest"\nit.only("x", () => {})`],
  ["no-disabled-tests", "packages/domain/test/p.test.ts", `import { it } from "vitest"\nit.skip("x", () => {})`],
]

const Report = Schema.fromJsonString(
  Schema.Struct({ diagnostics: Schema.Array(Schema.Struct({ code: Schema.String, filename: Schema.String })) }),
)

describe("the linter refuses", () => {
  let folder = ""
  let refusals: ReadonlyArray<{ readonly code: string; readonly filename: string }> = []

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "coffeebuddy-lint-"))
    for (const name of [".oxlintrc.json", "tsconfig.base.json"]) cpSync(join(root, name), join(folder, name))
    writeFileSync(
      join(folder, "tsconfig.json"),
      `{ "extends": "./tsconfig.base.json", "compilerOptions": { "types": [] } }`,
    )
    for (const [, path, line] of planted) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), `${line}\n`)
    }
    const oxlint = join(root, "node_modules/oxlint/bin/oxlint")
    const { stdout } = spawnSync(process.execPath, [oxlint, "--format=json"], { cwd: folder, encoding: "utf8" })
    refusals = Schema.decodeUnknownSync(Report)(stdout).diagnostics
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [rule, path, line] of planted) {
    it(`${line.split("\n")[0]} in ${path}`, () => {
      const here = refusals.filter(({ filename }) => filename.endsWith(path)).map(({ code }) => code)
      assert.isTrue(
        here.some((code) => code.endsWith(`(${rule})`)),
        `only ${here.join(", ") || "nothing"}`,
      )
    })
  }
})
