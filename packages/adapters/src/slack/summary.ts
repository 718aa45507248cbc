import { type Explanation, explain } from "@coffeebuddy/domain/explanation"
import type { Decision } from "@coffeebuddy/domain/fairness"
import type { Duty } from "@coffeebuddy/domain/run"
import { activeOrders, type RunSnapshot } from "@coffeebuddy/domain/snapshot"
import * as Because from "./because.ts"
import { actions, button, context, type Message, section } from "./blocks.ts"
import { count, person, whenAndWhere } from "./words.ts"

const picked = (why: Explanation): string => {
  const facts = why.numbers === null ? [] : [Because.numbers(why.numbers)]
  return [...facts, Because.decided(why)].join("; ")
}

const SITS_OUT = " Whoever ran last sits this one out."

/** One sentence with the numbers that decided, naming nobody: only the runner is notified by a summary. */
const reason = (duty: Duty, decision: Decision, declined: boolean): string => {
  const why = explain(decision, duty)
  switch (duty.via) {
    case "volunteer":
      return "A volunteer, and it counts as a run served. Thank you!"
    case "hand-over":
      return `Whoever was picked before can't go. Next in line: ${picked(why)}.`
    case "pick":
      return `Why: ${picked(why)}${declined ? " (others can't go)" : ""}.${why.reason.previous === "left-out" ? SITS_OUT : ""}`
  }
}

const wentAgain = (duty: Duty, decision: Decision): ReadonlyArray<string> => {
  const previous = decision.question.previousRunner === duty.runner && duty.via !== "volunteer"
  const words = previous ? Because.again(explain(decision, duty)) : null
  return words === null ? [] : [`Note: ${words}.`]
}

const details = ({ run, channel }: RunSnapshot): string => {
  const words = whenAndWhere(run, channel)
  return words === "" ? "" : `, ${words}`
}

const hint = context("`/coffee why` shows the numbers of the others, `/coffee stats` the whole season.")

const assigned = (at: RunSnapshot, duty: Duty, decision: Decision): Message => {
  const orders = count(activeOrders(at).length, "order")
  // A change of runner is told anew, so it must say that it is one; somebody who volunteered before closing replaced nobody.
  const changed = duty.via === "hand-over" || (duty.via === "volunteer" && at.run.volunteer !== duty.runner)
  const title = changed ? `${person(duty.runner)} goes now` : `${person(duty.runner)} goes for coffee`
  const why = reason(duty, decision, decision.question.declined.length > 0)
  const lines = [`*${title}*: ${orders}${details(at)}.`, why, ...wentAgain(duty, decision)]
  return { text: `${title}: ${orders}. ${why}`, blocks: [section(lines.join("\n")), hint] }
}

const empty: Message = {
  text: "The coffee run is closed. Nobody ordered, so nobody has to go.",
  blocks: [
    section("*The coffee run is closed.* Nobody ordered, so nobody has to go."),
    context("Start another with `/coffee`."),
  ],
}

const nobody = (at: RunSnapshot, decision: Decision): Message => {
  const declined = decision.question.declined.length > 0
  const why = declined ? "Nobody else could be picked." : "Everybody who ordered has asked not to be picked."
  const orders = count(activeOrders(at).length, "order")
  const title = `Nobody goes yet for ${orders}`
  const next = at.channel.settings.volunteers
    ? [actions(button("Volunteer", at.run.id, "I'll go", { style: "primary" }))]
    : []
  const ask = next.length === 0 ? "Start another run with `/coffee` when somebody can." : "Who can go?"
  return { text: `${title}. ${why} ${ask}`, blocks: [section(`*${title}.* ${why} ${ask}`), ...next] }
}

/**
 * The message that tells the channel how a closed run came out: who goes and, in one sentence with numbers, why; or that nobody goes. It is
 * posted again when the duty changes hands. A run that is not closed has no summary; its channel is told that nothing was decided.
 */
export const summary = (at: RunSnapshot): Message => {
  const { decision, run } = at
  if (activeOrders(at).length === 0 || decision === null) return empty
  return run.duty === null ? nobody(at, decision) : assigned(at, run.duty, decision)
}
