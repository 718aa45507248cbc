import { readFileSync } from "node:fs"
import { assert, describe, it } from "vitest"
import { crashPoints } from "@coffeebuddy/application/crash-point"
import { unmarked } from "./crash-point-placement.ts"

const source = (name: string) =>
  readFileSync(new URL(`../../packages/application/src/${name}.ts`, import.meta.url), "utf8")

const files = ["deciding", "close-run", "deliver", "dispatcher"]

describe("crash points stand", () => {
  it.each(files)("next to every call of a port in %s.ts", (name) => assert.deepStrictEqual(unmarked(source(name)), []))

  it("in the code, every one of the list exactly once", () => {
    const placed = files.flatMap((name) => [...source(name).matchAll(/crashPoint\("([\w.]+)"\)/g)].map(([, at]) => at))
    assert.deepStrictEqual(placed.toSorted(), [...crashPoints].toSorted())
  })

  it.each([
    ["a call of its own", `Effect.fn("x")(function* () {\n  yield* owed.claim(1)\n})`, 4],
    [
      "a second call after a marked one",
      `Effect.gen(function* () {\n  yield* crashPoint("a")\n  yield* owed.claim(1)\n  yield* owed.settle(1)\n})`,
      6,
    ],
    [
      "a call whose only point is in the next function",
      `Effect.fn("x")(function* () {\n  yield* commit({})\n})\nconst y = Effect.gen(function* () {\n  yield* crashPoint("a")\n})`,
      4,
    ],
  ])("and where one is missing it is noticed: %s", (_, code, line) => {
    const text = `import { OwedMessages } from "@coffeebuddy/ports/owed-messages"\nconst owed = yield* OwedMessages\n${code}`
    assert.deepStrictEqual(
      unmarked(text).map((found) => found.line),
      [line],
    )
  })
})
