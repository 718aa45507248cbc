import { basename } from "node:path"
import { assert, describe, it } from "vitest"
import { houses, type Source, sourcesUnder } from "./sources.ts"

const production = houses.flatMap((house) => sourcesUnder(`${house}/src`))
const tests = [...houses.flatMap((house) => sourcesUnder(`${house}/test`)), ...sourcesUnder("test")]

/** Longer than 250 lines, and why. */
const longForAReason: Readonly<Record<string, string>> = {}

const longest = 250

const tooLong = ({ path, text }: Source): boolean =>
  text.trimEnd().split("\n").length > longest && !(path in longForAReason)

const vague = ({ path }: Source): boolean =>
  /^(index|utils?|helpers?|common|types|misc|shared|constants)\.ts$/.test(basename(path))

/** Functions that other files may call: `export const close = (at) => ...`, generics, `Effect.fn`, `export function`. */
const exportedFunction =
  /^export (?:async )?(?:function\*? (\w+)|const (\w+)(?:: [^=]+)? = (?:async )?(?:<[^\n]*>)?(?:\(|\w+ =>|Effect\.fn|function))/gm

const withoutDocstring = ({ path, text }: Source): ReadonlyArray<string> =>
  [...text.matchAll(exportedFunction)]
    .filter((match) => !text.slice(0, match.index).trimEnd().endsWith("*/"))
    .map((match) => `${path}: ${match[1] ?? match[2]}`)

describe("house style", () => {
  it("no barrels and no files named for nothing", () => {
    assert.deepStrictEqual(
      [...production, ...tests].filter(vague).map(({ path }) => path),
      [],
    )
  })

  it(`no file of the product is longer than ${longest} lines without a reason`, () => {
    assert.deepStrictEqual(
      production.filter(tooLong).map(({ path }) => path),
      [],
    )
    const known = new Set(production.map(({ path }) => path))
    assert.deepStrictEqual(
      Object.keys(longForAReason).filter((path) => !known.has(path)),
      [],
      "a reason for a file that is gone",
    )
  })

  it("every exported function of domain, ports and application says what it decides or promises", () => {
    const explained = ["domain", "ports", "application"].flatMap((name) => sourcesUnder(`packages/${name}/src`))
    assert.deepStrictEqual(explained.flatMap(withoutDocstring), [])
  })
})

describe("the rules still bite", () => {
  it("on barrels and vague names", () => {
    for (const name of ["index", "utils", "helpers", "common", "types"]) {
      assert.isTrue(vague({ path: `packages/domain/src/${name}.ts`, text: "" }))
    }
    assert.isFalse(vague({ path: "packages/domain/src/run.ts", text: "" }))
  })

  it("on length", () => {
    assert.isTrue(tooLong({ path: "packages/domain/src/run.ts", text: "x\n".repeat(longest + 1) }))
    assert.isFalse(tooLong({ path: "packages/domain/src/run.ts", text: "x\n".repeat(longest) }))
  })

  it("on functions without a docstring", () => {
    const text = `
/** Documented. */
export const one = (n: number) => n
export const two = (n: number) => n
export const three = async <A>(a: A) => a
export const four = Effect.fn("four")(function* () {})
export const five: Strategy = (
  question,
) => question
export function six() {}
export const notAFunction = 7
`
    assert.deepStrictEqual(withoutDocstring({ path: "x.ts", text }), [
      "x.ts: two",
      "x.ts: three",
      "x.ts: four",
      "x.ts: five",
      "x.ts: six",
    ])
  })
})
