import { posix } from "node:path"
import { assert, describe, it } from "vitest"
import { houses, importsOf, type Source, sourcesUnder } from "./sources.ts"

const effect = /^effect(\/[a-z-]+)?$/
const platform = /^@effect\/platform-node$/
const node = /^node:/
const ours = (...names: ReadonlyArray<string>) => new RegExp(`^@coffeebuddy/(${names.join("|")})/`)

/** Imports point inwards: domain <- ports <- application and adapters <- apps. What is not listed is not allowed. */
const allowed: Readonly<Record<string, ReadonlyArray<RegExp>>> = {
  "packages/domain": [/^effect$/],
  "packages/ports": [/^effect$/, ours("domain")],
  "packages/application": [/^effect$/, ours("domain", "ports")],
  "packages/adapters": [effect, platform, node, ours("domain", "ports")],
  "packages/slack-emulator": [node],
  "apps/http": [effect, platform, node, ours("domain", "ports", "application", "adapters")],
  "apps/reminder-worker": [effect, platform, node, ours("domain", "ports", "application", "adapters")],
  "apps/admin-cli": [effect, platform, node, ours("domain", "ports", "application", "adapters")],
  "apps/sandbox": [
    effect,
    platform,
    node,
    /^postgres$/,
    ours("domain", "ports", "application", "adapters", "http", "reminder-worker", "slack-emulator"),
  ],
}

/** More for some folders: a technology's SDK stays in its own, arbitraries may draw. */
const allowedUnder: ReadonlyArray<readonly [folder: string, extra: RegExp]> = [
  ["packages/domain/src/testing/", /^fast-check$/],
  ["packages/adapters/src/postgres/", /^(postgres|umzug)$/],
  ["packages/adapters/src/slack/", /^@slack\/web-api$/],
  ["packages/adapters/src/kafka/", /^(kafkajs|cloudevents)$/],
  ["packages/adapters/src/vault/", /^node-vault$/],
  ["packages/adapters/src/oidc/", /^openid-client$/],
  ["packages/adapters/src/metrics/", /^prom-client$/],
  ["packages/adapters/src/log/", /^pino$/],
]

const houseOf = (path: string): string => path.split("/").slice(0, 2).join("/")

const isAllowed = (path: string, target: string): boolean => {
  const house = houseOf(path)
  if (target.startsWith(".")) return posix.join(posix.dirname(path), target).startsWith(`${house}/src/`)
  const extra = allowedUnder.filter(([folder]) => path.startsWith(folder)).map(([, rule]) => rule)
  return [...(allowed[house] ?? []), ...extra].some((rule) => rule.test(target))
}

const strays = ({ path, text }: Source): ReadonlyArray<string> =>
  importsOf(text)
    .filter((target) => !isAllowed(path, target))
    .map((target) => `${path} -> ${target}`)

/** `postgres/run-store.ts` -> `postgres`; files beside the folders belong to none. */
const technologyOf = (path: string): string | undefined => /^packages\/adapters\/src\/([^/]+)\//.exec(path)?.[1]

const crossings = ({ path, text }: Source): ReadonlyArray<string> =>
  importsOf(text)
    .filter((target) => target.startsWith("."))
    .map((target) => posix.join(posix.dirname(path), target))
    .filter((target) => technologyOf(path) !== technologyOf(target))
    .map((target) => `${path} -> ${target}`)

describe("dependency direction", () => {
  for (const house of houses) {
    it(`${house} imports only what it may`, () => {
      assert.property(allowed, house, "a new package or app needs its own list")
      assert.deepStrictEqual(sourcesUnder(`${house}/src`).flatMap(strays), [])
    })
  }

  it("an adapter's folder does not reach into another technology's", () => {
    assert.deepStrictEqual(sourcesUnder("packages/adapters/src").flatMap(crossings), [])
  })
})

describe("the rules still bite", () => {
  const planted: ReadonlyArray<readonly [path: string, target: string]> = [
    ["packages/domain/src/run.ts", "fast-check"],
    ["packages/domain/src/run.ts", "node:crypto"],
    ["packages/domain/src/run.ts", "@coffeebuddy/ports/run-store"],
    ["packages/domain/src/run.ts", "../../ports/src/run-store.ts"],
    ["packages/ports/src/chat.ts", "@slack/web-api"],
    ["packages/ports/src/chat.ts", "@coffeebuddy/application/close-run"],
    ["packages/application/src/close-run.ts", "@coffeebuddy/adapters/memory/run-store"],
    ["packages/application/src/close-run.ts", "effect/http"],
    ["packages/application/src/close-run.ts", "node:crypto"],
    ["packages/adapters/src/memory/run-store.ts", "@coffeebuddy/application/close-run"],
    ["packages/adapters/src/memory/run-store.ts", "postgres"],
    ["packages/adapters/src/slack/chat.ts", "prom-client"],
    ["packages/slack-emulator/src/emulator.ts", "effect"],
    ["packages/slack-emulator/src/emulator.ts", "@coffeebuddy/domain/run"],
    ["apps/http/src/main.ts", "@coffeebuddy/slack-emulator/emulator"],
    ["apps/http/src/main.ts", "@coffeebuddy/sandbox/embedded-postgres"],
    ["apps/http/src/main.ts", "postgres"],
    ["apps/reminder-worker/src/main.ts", "@coffeebuddy/slack-emulator/emulator"],
    ["apps/admin-cli/src/main.ts", "@coffeebuddy/http/app"],
    ["apps/sandbox/src/main.ts", "express"],
  ]
  for (const [path, target] of planted) {
    it(`${path} may not import ${target}`, () => {
      const ways = [
        `import x from "${target}"`,
        `import type {\n  A,\n  B\n} from '${target}'`,
        `import "${target}"`,
        `export * from "${target}"`,
        `const x = await import("${target}")`,
      ]
      for (const text of ways) assert.deepStrictEqual(strays({ path, text }), [`${path} -> ${target}`], text)
    })
  }

  it("and let through what is allowed", () => {
    const text = `import { Effect } from "effect"\nimport * as Run from "@coffeebuddy/domain/run"\nexport const from = "postgres"\n// import "pg"\n`
    assert.deepStrictEqual(strays({ path: "packages/application/src/close-run.ts", text }), [])
  })

  it("an adapter reaching into another is seen", () => {
    const plant = { path: "packages/adapters/src/slack/chat.ts", text: `import { pool } from "../postgres/pool.ts"` }
    assert.lengthOf(crossings(plant), 1)
  })
})
