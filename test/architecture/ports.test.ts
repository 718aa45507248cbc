import { assert, describe, it } from "vitest"
import { importsOf, sourcesUnder } from "./sources.ts"

/** Ports that need no memory adapter, and why. */
const withoutMemory: Readonly<Record<string, string>> = {}

const ports = sourcesUnder("packages/ports/src").flatMap(({ path, text }) =>
  [...text.matchAll(/^export class (\w+) extends Context\.Service</gm)].map(([, name = ""]) => ({
    name,
    module: path.replace("packages/ports/src", "@coffeebuddy/ports").replace(/\.ts$/, ""),
  })),
)
const memory = sourcesUnder("packages/adapters/src/memory")

describe("ports", () => {
  it("are found", () => {
    assert.isAbove(ports.length, 0)
  })

  for (const { name, module } of ports) {
    it(`${name} has a memory adapter for tests, or a reason to have none`, () => {
      const adapters = memory.filter(
        ({ text }) =>
          importsOf(text).includes(module) && new RegExp(`\\b${name}\\.of\\(|Layer\\.\\w+\\(\\s*${name}\\b`).test(text),
      )
      assert.isTrue(adapters.length > 0 || name in withoutMemory)
    })
  }

  it("a reason stands only for a port that exists and has none", () => {
    assert.deepStrictEqual(
      Object.keys(withoutMemory).filter((name) => !ports.some((port) => port.name === name)),
      [],
    )
  })
})
