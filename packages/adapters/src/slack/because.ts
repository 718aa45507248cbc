import type { Explanation, Numbers } from "@coffeebuddy/domain/explanation"
import { count, day } from "./words.ts"

/** The numbers that stood for one person, as they were before the run. They are stated and nothing is concluded from them. */
export const numbers = (of: Numbers): string => {
  switch (of._tag) {
    case "fewest-runs":
      return of.of === 0
        ? "no earlier run to count"
        : `served ${of.served} of ${of.joined} joined (last ${count(of.of, "run")})`
    case "fair-share":
      return `joined ${count(of.joined, "run")}, fair share ${of.fairShare}, served ${of.served}`
    case "rotation":
      if (of.lastServed === null) return "has not served this season"
      return of.lastServed.at === null ? `last served run ${of.lastServed.seq}` : `last served ${day(of.lastServed.at)}`
  }
}

const among = ({ ranked }: Explanation): string => `among ${count(ranked, "person", "people")}`

/** What decided for whom the rules name, in a few words; the same words for everybody, naming nobody. */
export const decided = (why: Explanation): string => {
  switch (why.reason.decidedBy) {
    case "count":
      return `the fewest ${among(why)}`
    case "balance":
      return `the furthest behind ${among(why)}`
    case "last-served":
      return why.strategy === "rotation"
        ? `the longest wait ${among(why)}`
        : "a tie, and the longest wait since serving"
    case "tie-hash":
    case "member-id":
      return "a tie, settled by this run's lot"
    case "only-candidate":
      return "the only one who could be picked"
    case "nobody":
      return "nobody could be picked"
  }
}

/** Why the previous runner goes again, where they do; null otherwise. */
export const again = (why: Explanation): string | null => {
  switch (why.reason.previous) {
    case "opted-in":
      return "they ran last, and asked to be picked all the same"
    case "owes-a-run":
      return "they ran last, but are at least one whole run behind everybody else"
    case "nobody-else":
      return "they ran last, but nobody else could be picked"
    case "absent":
    case "left-out":
      return null
  }
}
