import type { Run } from "@coffeebuddy/domain/run"
import { isOut, type MemberSnapshot } from "@coffeebuddy/domain/snapshot"
import { actions, type Block, button, type Message, section } from "./blocks.ts"
import { fixes } from "./failures.ts"
import { person, spoken, typed, untilEndOf, whenAndWhere } from "./words.ts"

const linked = (link: string | null): string => (link === null ? "" : ` <${link}|See the run>.`)

const state = (run: Run): string => {
  switch (run.status) {
    case "open":
      return run.volunteer === null
        ? `A coffee run by ${person(run.starter)} is open.`
        : `A coffee run by ${person(run.starter)} is open; ${person(run.volunteer)} volunteered to go.`
    case "closed":
      return run.duty === null
        ? "No run is open. The last one was closed, and nobody goes."
        : `No run is open. The last one was closed; ${person(run.duty.runner)} goes.`
    case "canceled":
      return "No run is open. The last one was called off."
    case "failed":
      return [
        "No run is open. The last one could not start.",
        ...(run.failure === null ? [] : [fixes[run.failure].happened, fixes[run.failure].fix]),
      ].join(" ")
  }
}

const ofRun = (at: MemberSnapshot, run: Run, link: string | null): ReadonlyArray<string> => {
  const details = whenAndWhere(run, at.channel)
  const order = at.order?.active === true ? `You ordered: ${typed(at.order.text)}.` : "You have no order in it."
  return [
    `${state(run)}${linked(link)}`,
    ...(details !== "" && run.status === "open" ? [`${details.charAt(0).toUpperCase()}${details.slice(1)}.`] : []),
    ...(run.status === "open" || at.order?.active === true ? [order] : []),
  ]
}

const ofMember = ({ now, switches, usual }: MemberSnapshot): ReadonlyArray<string> => {
  const until = switches.out?.until ?? null
  const out = isOut(switches, now)
    ? [
        `You are out${until === null ? "" : ` ${untilEndOf(until)}`}: you won't be picked. \`/coffee in\` puts you back.`,
      ]
    : []
  return [
    ...(usual === null ? ["You have no usual here yet."] : [`Your usual here: ${typed(usual.text)}.`]),
    ...out,
    ...(switches.again ? ["You may be picked even if you ran last."] : []),
  ]
}

const next = ({ order, run }: MemberSnapshot): ReadonlyArray<Block> => {
  if (run?.status !== "open" || !run.accepting) return []
  return order?.active === true
    ? [actions(button("Order", run.id, "Change"), button("CancelMyOrder", run.id, "Cancel my order"))]
    : [actions(button("Order", run.id, "Order", { style: "primary" }), button("UseUsual", run.id, "My usual"))]
}

/** `/coffee status`: how the channel's run stands, the asker's own order, usual and switches. `link` leads to the run's message. */
export const status = (at: MemberSnapshot, link: string | null): Message => {
  const run = at.run === null ? ["No coffee run was ever opened here. `/coffee` starts one."] : ofRun(at, at.run, link)
  return {
    text: spoken(run.join(" ")),
    blocks: [section(run.join("\n")), section(ofMember(at).join("\n")), ...next(at)],
  }
}
