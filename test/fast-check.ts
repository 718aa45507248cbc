import fc from "fast-check"

/** Properties draw the same examples in every run; `FC_SEED` and `FC_RUNS` choose others. */
export const seed = Number(process.env.FC_SEED ?? 20261123)
export const runs = process.env.FC_RUNS === undefined ? undefined : Number(process.env.FC_RUNS)

fc.configureGlobal({ seed, ...(runs === undefined ? {} : { numRuns: runs }) })
