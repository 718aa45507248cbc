import { assert, describe, it } from "@effect/vitest"
import { MemberId, RunId } from "@coffeebuddy/domain/ids"
import { byMember, fnv1a, lots } from "@coffeebuddy/domain/tie-break"
import fc from "fast-check"

/** Published test vectors for 32-bit FNV-1a (Landon Curt Noll's test_fnv.c, draft-eastlake-fnv). */
const published: ReadonlyArray<readonly [string, number]> = [
  ["", 0x811c9dc5],
  ["a", 0xe40c292c],
  ["b", 0xe70c2de5],
  ["c", 0xe60c2c52],
  ["d", 0xe10c2473],
  ["e", 0xe00c22e0],
  ["f", 0xe30c2799],
  ["fo", 0x6222e842],
  ["foo", 0xa9f37ed7],
  ["foob", 0x3f5076ef],
  ["fooba", 0x39aaa18a],
  ["foobar", 0xbf9cf968],
]

/** FNV-1a over bytes, written once more with big integers. */
const slowly = (text: string) =>
  Number(
    Buffer.from(text, "utf8").reduce((hash, byte) => ((hash ^ BigInt(byte)) * 0x01000193n) & 0xffffffffn, 0x811c9dc5n),
  )

describe("the tie-break", () => {
  it("hashes as FNV-1a is published", () => {
    for (const [text, hash] of published) assert.strictEqual(fnv1a(text), hash, text)
  })

  it("hashes the UTF-8 bytes of any text", () => {
    for (const text of ["é", "ß", "☕", "咖啡", "🫖", "e\u0301", "\u0000"])
      assert.strictEqual(fnv1a(text), slowly(text), text)
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => assert.strictEqual(fnv1a(text), slowly(text))),
      { numRuns: 1_000 },
    )
  })

  it("draws a member's lot from run and member together", () => {
    const run = RunId.make("01920000-0000-7000-8000-000000000001")
    const member = MemberId.make("U061F7AUR")
    assert.strictEqual(lots(run)(member), fnv1a(`${run}:${member}`))
  })

  it("favours nobody: over many runs each of 8 people draws the lowest lot about equally often", () => {
    const people = Array.from({ length: 8 }, (_, index) => MemberId.make(`U061F7AU${index}`))
    const wins = new Map<MemberId, number>()
    for (let run = 0; run < 8_000; run++) {
      const draw = lots(RunId.make(`01920000-0000-7000-8000-${(run * 7919).toString(16).padStart(12, "0")}`))
      const winner = people.toSorted((one, other) => draw(one) - draw(other))[0]!
      wins.set(winner, (wins.get(winner) ?? 0) + 1)
    }
    for (const member of people) assert.approximately(wins.get(member) ?? 0, 1_000, 150)
  })

  it("compares ids by code unit, which is no language's order", () => {
    assert.deepStrictEqual([MemberId.make("UB"), MemberId.make("U9"), MemberId.make("UB")].sort(byMember), [
      "U9",
      "UB",
      "UB",
    ])
  })
})
