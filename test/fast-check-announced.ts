import { runs, seed } from "./fast-check.ts"

/** Says once per run which examples the properties draw. */
export const setup = (): void => {
  process.stdout.write(`fast-check: FC_SEED=${seed}${runs === undefined ? "" : ` FC_RUNS=${runs}`}\n`)
}
