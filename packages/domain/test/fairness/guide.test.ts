import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"

const guide = readFileSync(join(import.meta.dirname, "../../../../docs/property-testing-a-strategy.md"), "utf8")
const example = readFileSync(join(import.meta.dirname, "own-strategy.test.ts"), "utf8")
const arbitraries = readFileSync(join(import.meta.dirname, "../../src/testing/arbitraries.ts"), "utf8")

it("the guide on property-testing a strategy shows exactly the example that runs here", () => {
  assert.strictEqual(/```ts\n([\s\S]*?)```/.exec(guide)?.[1], example)
})

it("the guide names every arbitrary that is exported, and no other", () => {
  const table = [...guide.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)/g)])
  const exported = [...arbitraries.matchAll(/^export const (\w+)/gm)].map((match) => match[1]!)
  assert.sameMembers(
    table.map((match) => match[1]!),
    exported.filter((name) => name !== "strategy"),
  )
})
