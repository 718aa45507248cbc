import type { ChannelId, MemberId } from "@coffeebuddy/domain/ids"
import type { Failure } from "@coffeebuddy/domain/run"
import { activeOrders, type RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { actions, button, confirm, context, MESSAGE, type Message, section, weigh } from "./blocks.ts"
import { fixes } from "./failures.ts"
import { shoppingList } from "./runner-dm.ts"
import { channelName, count, moment, person, spoken, typed, whenAndWhere } from "./words.ts"

const message = (text: string, ...blocks: Message["blocks"]): Message => ({
  text: spoken(text),
  blocks: [section(text), ...blocks],
})

const yourOrder = (at: RunSnapshot, to: ChannelId | MemberId): string => {
  const order = activeOrders(at).find((one) => one.member === to)
  return order === undefined ? "" : ` You had ordered: ${typed(order.text)}. It stays your usual there.`
}

const failedForStarter = (at: RunSnapshot, failure: Failure): Message => {
  const { happened, fix } = fixes[failure]
  const orders = activeOrders(at).length
  const kept =
    orders === 0 ? "Nobody had ordered yet." : `${count(orders, "person", "people")} had ordered; they are told too.`
  return message(
    `Your coffee run in ${channelName(at.run.channel)} could not start. ${happened} ${kept} Nobody's turn has changed. ${fix}`,
  )
}

const failed = (at: RunSnapshot, to: ChannelId | MemberId): Message =>
  to === at.run.starter
    ? failedForStarter(at, at.run.failure ?? "rejected-message")
    : message(
        `The coffee run in ${channelName(at.run.channel)} could not go on, so no coffee comes of it.${yourOrder(at, to)} Whoever started it knows what to do.`,
      )

const canceled = message(
  "The coffee run was called off: nobody goes, and nobody's turn has changed. What you ordered stays your usual.",
  context("Start another with `/coffee`."),
)

const relieved = ({ run }: RunSnapshot): Message => {
  const who =
    run.duty === null ? "nobody is left to go, and the channel is asked who can" : `${person(run.duty.runner)} goes`
  return message(
    `You don't have to go for coffee for ${channelName(run.channel)} any more: ${who}. The run does not count as yours, and you need not pass on the list.`,
  )
}

/** Tells somebody what became of a run that is not as they last knew it: called off, failed, or somebody else goes. */
export const notice = (at: RunSnapshot, to: ChannelId | MemberId): Message => {
  switch (at.run.status) {
    case "failed":
      return failed(at, to)
    case "canceled":
      return canceled
    case "closed":
    case "open":
      return relieved(at)
  }
}

/** Asks the starter to close a run whose pick-up time is near. */
export const askToClose = ({ run, channel, ...at }: RunSnapshot): Message => {
  const orders = count(activeOrders({ run, channel, ...at }).length, "order")
  const when =
    run.pickupAt === null ? "" : ` Pick-up is at ${moment(run.pickupAt, run.openedAt, channel.settings.zone)}.`
  return message(
    `Your coffee run in ${channelName(run.channel)} is still open, with ${orders}.${when} Close it, so that the runner is picked and gets the list.`,
    actions(
      button("Close", run.id, "Close", {
        style: "primary",
        confirm: confirm(
          "Close this run?",
          "Nobody can order after that. The runner is picked and gets the list.",
          "Close it",
        ),
      }),
    ),
  )
}

/** Tells the channel that a run closes soon; notifies nobody by name. */
export const lastCall = (at: RunSnapshot): Message => {
  const details = whenAndWhere(at.run, at.channel)
  const orders = activeOrders(at).length
  const sofar = orders === 0 ? "nobody has ordered yet" : `${count(orders, "person is", "people are")} in`
  return message(
    `*Last call for coffee*${details === "" ? "" : `, ${details}`}: ${sofar}.`,
    actions(button("Order", at.run.id, "Order", { style: "primary" }), button("UseUsual", at.run.id, "My usual")),
  )
}

/** Reminds the runner shortly before pick-up, list included, so that nobody has to scroll on the way. */
export const runnerReminder = (at: RunSnapshot): Message => {
  const { run, channel } = at
  const orders = activeOrders(at)
  const details = whenAndWhere(run, channel)
  const before = [
    section(`*Time to go for coffee* for ${channelName(run.channel)}${details === "" ? "" : `, ${details}`}.`),
  ]
  const after = [actions(button("CantGo", run.id, "I can't go"))]
  return {
    text: `Time to go for coffee: ${count(orders.length, "order")} to bring.`,
    blocks: [...before, ...shoppingList(orders, MESSAGE - weigh([...before, ...after])), ...after],
  }
}
