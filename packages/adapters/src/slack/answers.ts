import { Outcome } from "@coffeebuddy/domain/outcome"
import { actions, type Block, button, context, type Message, section } from "./blocks.ts"
import { count, dayAndTime, person, typed, untilEndOf } from "./words.ts"

const message = (text: string, ...blocks: ReadonlyArray<Block>): Message => ({
  text,
  blocks: [section(text), ...blocks],
})

const assumed = (zone: string | null): ReadonlyArray<Block> =>
  zone === null
    ? []
    : [context(`Slack did not tell your time zone, so the time was read in ${zone}. Edit the run if that is wrong.`)]

/** What the person is told about what their request did, only to them: the same outcome always reads the same, word for word. */
export const answer = (outcome: Outcome): Message =>
  Outcome.match(outcome, {
    RunOpened: ({ pickupAt, runId, zone }) =>
      message(
        `Your coffee run is open${pickupAt === null ? "" : `, pick-up at ${dayAndTime(pickupAt, zone)}`}.`,
        ...assumed(zone),
        actions(button("Order", runId, "Order", { style: "primary" }), button("UseUsual", runId, "My usual")),
      ),
    DetailsEdited: ({ pickupAt }) =>
      message(
        `Saved: ${pickupAt === null ? "no fixed pick-up time" : `pick-up at ${dayAndTime(pickupAt, null)}`}. The run's message shows it in a moment.`,
      ),
    OrderPlaced: ({ out, replaced, runId, text, usual }) =>
      message(
        `${replaced ? "Changed" : "Got it"}: ${typed(text)}${usual ? " (your usual)" : ""}.`,
        ...(out
          ? [context("You get your coffee, but won't be picked to go: you are out. `/coffee in` puts you back.")]
          : []),
        actions(button("Order", runId, "Change"), button("CancelMyOrder", runId, "Cancel my order")),
      ),
    OrderCanceled: ({ ordered, runId, withdrawn }) =>
      ordered
        ? message(
            `Your order is canceled${withdrawn ? ", and you no longer volunteer to go" : ""}. Your usual stays as it is.`,
            actions(button("Order", runId, "Order again"), button("UseUsual", runId, "My usual")),
          )
        : message("You no longer volunteer to go."),
    UsualSet: ({ text }) => message(`Your usual in this channel is now: ${typed(text)}. \`/coffee usual\` orders it.`),
    Volunteered: ({ closed, insteadOf }) =>
      message(
        closed
          ? `Thank you, you go now${insteadOf === null ? "" : ` instead of ${person(insteadOf)}`}. The list comes as a direct message.`
          : "Thank you! You go when this run closes, and the list comes as a direct message then.",
      ),
    RunClosed: ({ orders, runner }) => {
      if (orders === 0) return message("Closed. Nobody ordered, so nobody has to go.")
      if (runner === null)
        return message(
          `Closed with ${count(orders, "order")}, but nobody could be picked. The channel is asked who can go.`,
        )
      return message(
        `Closed with ${count(orders, "order")}: ${person(runner)} goes and gets the list. The channel sees why in a moment.`,
      )
    },
    RunCanceled: ({ orders }) =>
      message(
        orders === 0
          ? "Called off. Nobody had ordered yet."
          : `Called off. ${count(orders, "order was", "orders were")} dropped; if others ordered, the channel is told.`,
      ),
    RunFailed: () =>
      message(
        "This run was stopped, because CoffeeBuddy could not post in the channel. Everyone concerned is told why.",
      ),
    Frozen: () => message("The run is being closed and takes no more orders. The summary follows in a few seconds."),
    HandedOver: ({ runner }) =>
      message(
        runner === null
          ? "Thanks for saying so. Nobody else could be picked, so the channel is asked who can go. The run does not count as yours."
          : `Thanks for saying so. ${person(runner)} goes now, and the channel is told. The run does not count as yours.`,
      ),
    SwitchedOut: ({ until }) =>
      message(
        `You won't be picked to go in this channel ${until === null ? "until you say `/coffee in`" : untilEndOf(until)}. You can still order and volunteer.`,
      ),
    SwitchedIn: ({ again }) =>
      message(
        `You can be picked to go again. ${
          again
            ? "That holds for twice in a row too; `/coffee again off` ends it."
            : "Whoever ran last is passed over; `/coffee again on` lets you be picked all the same."
        }`,
      ),
    AgainSet: ({ on }) =>
      message(
        on
          ? "Noted: you may be picked even if you ran last. `/coffee again off` undoes it."
          : "Noted: after a run of yours somebody else is picked. `/coffee again on` undoes it.",
      ),
  })
