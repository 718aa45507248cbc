import { assert, describe, it } from "vitest"
import { benchmarks } from "./bench.ts"
import { report, read, kept, type Results } from "./report.ts"

const minute = 60_000

/** Benchmarks run rarely; this keeps them from rotting. Their figures are not looked at: a quick run on a busy machine says nothing. */
describe("a quick benchmark gives figures and verdicts:", () => {
  for (const { name, about, run } of benchmarks) {
    it(`${name}, ${about}`, { timeout: 5 * minute }, async () => {
      const { rows, notes } = await run("quick")
      assert.isAbove(rows.length, 0)
      assert.isAbove(notes.length, 0)
      for (const { what, measured, reference, met } of rows) {
        assert.match(measured, /\d/, what)
        assert.notMatch(measured, /NaN|none|undefined/, what)
        assert.isTrue(met !== null || reference.includes("not installed"), what)
      }
    })
  }
})

const results: Results = {
  ack: {
    about: "one thing",
    date: "2026-01-05 09:00 UTC",
    commit: "abc1234",
    pace: "usual",
    load: "0.5",
    machine: {
      cores: 2,
      processor: "Some CPU",
      memory: "8 GiB",
      system: "Linux 6.1",
      node: "24.0.0",
      postgres: "18.0",
    },
    rows: [
      { goal: "11", what: "late", measured: "1", reference: "", ratio: "", wanted: "0", met: false },
      { goal: "2", what: "early", measured: "3", reference: "R4: 4/s", ratio: "0.75 x", wanted: ">= 0.6 x", met: true },
    ],
    notes: ["How it was done."],
  },
}

describe("the report", () => {
  it("says what was missed as loudly as what was met, by goal", () => {
    const lines = report(results).split("\n")
    const [early, late] = ["early", "late"].map((what) => lines.findIndex((line) => line.includes(`| ${what} |`)))
    assert.match(lines[early!] ?? "", /\| met \|$/)
    assert.match(lines[late!] ?? "", /\| \*\*not met\*\* \|$/)
    assert.isBelow(early!, late!)
  })

  it("keeps the figures of benchmarks that did not run again", () =>
    assert.deepStrictEqual(read(kept(results)), results))
})
