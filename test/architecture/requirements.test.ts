import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { root } from "./sources.ts"

/** How many points each requirement has, and how many requirements there are. */
const POINTS = 7
const REQUIREMENTS = 10

const page = readFileSync(join(root, "docs/requirements.md"), "utf8")

/** A list item with the lines that belong to it, on one line: `001.1` and what is said about it. */
const points = (text: string): ReadonlyArray<readonly [number: string, said: string]> =>
  [...text.matchAll(/^- \*\*(\d{3}\.\d)\*\* ((?:.|\n(?!\n|- |#))+)/gm)].map(([, number = "", said = ""]) => [
    number,
    said.replaceAll(/\s+/g, " "),
  ])

/** The files named, each with the names of tests that stand behind it: `path`: "one", "another". */
const evidence = (said: string): ReadonlyArray<readonly [path: string, names: ReadonlyArray<string>]> =>
  [...said.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.\w+)`(?:: ("[^"]+"(?:, "[^"]+")*))?/g)].map(
    ([, path = "", names = ""]) => [path, [...names.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name)],
  )

const missing = (said: string): ReadonlyArray<string> =>
  evidence(said).flatMap(([path, names]) => {
    const file = join(root, path)
    if (!existsSync(file)) return [path]
    const text = readFileSync(file, "utf8")
    return names.filter((name) => !text.includes(name)).map((name) => `${path}: ${name}`)
  })

describe("the page of requirements", () => {
  it("has every point once, in order", () => {
    const all = Array.from({ length: REQUIREMENTS * POINTS }, (_, index) => {
      const requirement = String(Math.floor(index / POINTS) + 1).padStart(3, "0")
      return `${requirement}.${(index % POINTS) + 1}`
    })
    assert.deepStrictEqual(
      points(page).map(([number]) => number),
      all,
    )
  })

  it("shows each by a file or a command, or says with what it comes", () => {
    const bare = points(page).filter(([, said]) => evidence(said).length === 0 && !/`npm |\bcomes? with\b/.test(said))
    assert.deepStrictEqual(bare, [])
  })

  it("names only files that exist and tests that stand in them", () => {
    assert.deepStrictEqual(
      points(page).flatMap(([, said]) => missing(said)),
      [],
    )
  })

  it("would notice a file or a test that is gone", () => {
    const here = "test/architecture/requirements.test.ts"
    assert.deepStrictEqual(missing(`\`${here}\`: "has every point once, in order".`), [])
    assert.deepStrictEqual(missing(`\`test/gone.test.ts\`: "anything"`), ["test/gone.test.ts"])
    const absent = ["no such", "test"].join(" ")
    assert.deepStrictEqual(missing(`\`${here}\`: "has every point once, in order", "${absent}"`), [
      `${here}: ${absent}`,
    ])
  })
})
