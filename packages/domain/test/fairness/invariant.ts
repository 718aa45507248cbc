import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"

const configured = fc.readConfigureGlobal()

/** Of every property here (`FC_SEED` chooses another); a failure prints it too, with the path to its smallest case. */
export const SEED = configured.seed ?? 1983
const CASES = Math.max(1_000, configured.numRuns ?? 0)

/** One invariant: the property of a subject, the subject that is ours, and planted wrong ones, by what is wrong with them. */
export interface Invariant<Subject, Case> {
  readonly property: (subject: Subject) => fc.IPropertyWithHooks<Case>
  readonly ours: Subject
  readonly plants: { readonly [wrong: string]: Subject }
}

/** Tests both ways that the property tells right from wrong: ours holds in every case, and each planted wrong one is found out. */
export const invariant = <Subject, Case>(rule: string, { ours, plants, property }: Invariant<Subject, Case>) =>
  describe(rule, () => {
    it(`holds in ${CASES} cases (seed ${SEED})`, () => fc.assert(property(ours), { numRuns: CASES, seed: SEED }))
    for (const [wrong, plant] of Object.entries(plants)) {
      it(`finds out ${wrong}`, () => {
        const found = fc.check(property(plant), { numRuns: CASES, seed: SEED, endOnFailure: true })
        assert.isTrue(found.failed, "a property that cannot fail proves nothing")
        assert.isNotNull(found.counterexample)
      })
    }
  })
