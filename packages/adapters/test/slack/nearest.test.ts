import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { distance, nearest } from "../../src/slack/nearest.ts"

const words = fc.array(fc.constantFrom("a", "b", "c", "é", "☕"), { maxLength: 7 }).map((letters) => letters.join(""))

/** The definition, written down as it is: slow and plain. */
const defined = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  if (a.length === 0 || b.length === 0) return a.length + b.length
  const [x, y] = [a.slice(0, -1), b.slice(0, -1)]
  const ways = [defined(x, b) + 1, defined(a, y) + 1, defined(x, y) + (a.at(-1) === b.at(-1) ? 0 : 1)]
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
  return Math.min(...ways, swapped ? defined(a.slice(0, -2), b.slice(0, -2)) + 1 : Infinity)
}

describe("the distance of two words", () => {
  const known: ReadonlyArray<readonly [from: string, to: string, typos: number]> = [
    ["status", "status", 0],
    ["stauts", "status", 1],
    ["statu", "status", 1],
    ["sttatus", "status", 1],
    ["stqtus", "status", 1],
    ["", "in", 2],
    ["☕a", "a☕", 1],
  ]
  it.each(known)("from %j to %j is %i", (from, to, typos) => assert.strictEqual(distance(from, to, 5), typos))

  it("is what its definition says, up to the bound", () =>
    fc.assert(
      fc.property(words, words, fc.integer({ min: 0, max: 4 }), (a, b, max) =>
        assert.strictEqual(distance(a, b, max), Math.min(defined([...a], [...b]), max + 1)),
      ),
    ))

  it("is the same both ways", () =>
    fc.assert(fc.property(words, words, (a, b) => assert.strictEqual(distance(a, b, 9), distance(b, a, 9)))))
})

describe("the nearest word", () => {
  it("is one slip away, or two when it is long", () => {
    assert.strictEqual(nearest("clsoe", ["open", "close"]), "close")
    assert.strictEqual(nearest("clos e", ["close"]), "close")
    assert.strictEqual(nearest("cloes", ["close"]), "close")
    assert.isNull(nearest("clxxe", ["close"]))
    assert.strictEqual(nearest("cnacle", ["cancel"]), "cancel")
    assert.isNull(nearest("vlnter", ["volunteer"]))
    assert.strictEqual(nearest("voluntere", ["volunteer"]), "volunteer")
  })

  it("is the first of several equally near", () => {
    assert.strictEqual(nearest("stat", ["start", "stats"]), "start")
    assert.strictEqual(nearest("stat", ["stats", "start"]), "stats")
  })

  it("is none where there are none", () => assert.isNull(nearest("x", [])))
})
