import { type Explanation, explain, type Line } from "@coffeebuddy/domain/explanation"
import type { Decision, Excluded, Strategy } from "@coffeebuddy/domain/fairness"
import type { Run } from "@coffeebuddy/domain/run"
import * as Because from "./because.ts"
import { context, type Message, section } from "./blocks.ts"
import { count, day, people, person, spoken } from "./words.ts"

const rules: { readonly [S in Strategy]: string } = {
  "fewest-runs": "Whoever served the fewest of the channel's last runs goes.",
  "fair-share": "Whoever is furthest behind their fair share goes: every run costs 1, split among those who joined it.",
  rotation: "Whoever served longest ago goes.",
}

const ties = "Ties go to whoever served longest ago, then to a lot drawn for this run."

const leftOut: { readonly [W in Excluded["why"]]: string } = {
  "previous-runner": "ran last",
  "opted-out": "is out",
  declined: "could not go",
}

const headline = ({ runner, via }: Explanation, closedAt: string): string => {
  if (runner === null) return `*Nobody went for the run of ${closedAt}.*`
  const how = { pick: "was picked", volunteer: "volunteered", "hand-over": "took over" }[via]
  return `*${person(runner)} ${how} for the run of ${closedAt}.*`
}

const line = ({ member, numbers }: Line, index: number): string =>
  `${index + 1}. ${person(member)}: ${Because.numbers(numbers)}`

const NAMED = 20

/** Who was left out, grouped by why; a long group is counted. */
const excluded = ({ excluded }: Explanation): ReadonlyArray<string> =>
  (["previous-runner", "opted-out", "declined"] as const).flatMap((why) => {
    const members = excluded.filter((one) => one.why === why).map((one) => one.member)
    if (members.length === 0) return []
    const who = members.length > NAMED ? count(members.length, "person", "people") : people(members)
    return [`${who} (${leftOut[why]})`]
  })

const spared = ({ picked, runner, via }: Explanation): ReadonlyArray<string> =>
  via === "volunteer" && picked !== null && picked !== runner
    ? [`Without the volunteer, ${person(picked)} would have gone.`]
    : []

/** The card of `/coffee why`: the rule, the first three with the stored numbers, what decided, who was left out. Only the asker sees it. */
export const why = (run: Run, decision: Decision): Message => {
  const explained = explain(decision, { runner: run.duty?.runner ?? null, via: run.duty?.via ?? "pick" })
  const title = headline(explained, run.closedAt === null ? "today" : day(run.closedAt))
  const again = Because.again(explained)
  const out = excluded(explained)
  const ranking =
    explained.top.length === 0
      ? ["Nobody could be picked."]
      : [
          `First ${explained.top.length === 1 ? "and only" : `${explained.top.length}`} in line, as things stood then:`,
          ...explained.top.map(line),
          `What decided: ${Because.decided(explained)}${again === null ? "" : ` (${again})`}.`,
        ]
  const notes = [...(out.length === 0 ? [] : [`Left out: ${out.join("; ")}.`]), ...spared(explained)]
  const advice = explained.wouldSuitFairShare
    ? [
        context(
          "People here join unequally often, and counting runs does not see that. A channel admin can choose fair share instead.",
        ),
      ]
    : []
  return {
    text: spoken(`${title} ${ranking.at(-1)}`),
    blocks: [
      section([title, rules[explained.strategy], ties].join("\n")),
      section(ranking.join("\n")),
      ...(notes.length === 0 ? [] : [section(notes.join("\n"))]),
      ...advice,
      context(`Numbers as stored when it was decided; rule version ${explained.ruleVersion}.`),
    ],
  }
}

/** There is nothing to explain: the run is open, was called off, or nobody ordered. */
export const nothingToExplain = (status: Run["status"] | null): Message => {
  const text =
    status === "open"
      ? "The run is still open. Once it is closed, `/coffee why` shows why its runner was picked."
      : "There is no closed run with orders to explain here."
  return { text, blocks: [section(text)] }
}
