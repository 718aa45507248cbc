import type { Candidate, Strategy } from "./fairness.ts"
import { balance, UNIT } from "./ledger.ts"

/** What one strategy decides: how much somebody has carried so far, and whether the previous runner may run twice against the best other. */
export interface Rule {
  readonly load: (candidate: Candidate) => number
  readonly mayRunTwice: (previous: number, bestOther: number) => boolean
}

/** Who served least among the channel's last runs. */
const fewestRuns: Rule = { load: (candidate) => candidate.recentServed, mayRunTwice: () => false }

/**
 * The carpool rule of Fagin and Williams (IBM J. Res. Dev. 27(2), 1983): who has served least compared with the share used up. The previous
 * runner goes again only while at least one whole run behind everybody else: a hard ban would let balances grow without bound.
 */
const fairShare: Rule = { load: balance, mayRunTwice: (previous, bestOther) => bestOther - previous >= UNIT }

/** Who served longest ago: nothing is carried, so the order of last services decides. */
const rotation: Rule = { load: () => 0, mayRunTwice: () => false }

export const strategies: { readonly [S in Strategy]: Rule } = {
  "fewest-runs": fewestRuns,
  "fair-share": fairShare,
  rotation,
}
