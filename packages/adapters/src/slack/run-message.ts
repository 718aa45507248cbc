import type { Order, Run } from "@coffeebuddy/domain/run"
import { activeOrders, type RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { HAND_OVER_WINDOW } from "@coffeebuddy/domain/duty"
import {
  actions,
  type Block,
  button,
  confirm,
  context,
  menu,
  MESSAGE,
  type Message,
  packed,
  section,
  weigh,
} from "./blocks.ts"
import { count, moment, person, plainWhen, typed } from "./words.ts"

// The first post of a run has no orders as a rule, and edits notify nobody: so the list may name people.
const orderLine = ({ member, text }: Order): string => `• ${person(member)}: ${typed(text)}`

/** The order list in what room the rest of the message leaves; whatever does not fit is counted. */
const withOrders = (orders: ReadonlyArray<Order>, before: ReadonlyArray<Block>, after: ReadonlyArray<Block>) => {
  const more = (left: number) => context(`and ${count(left, "more order")}`)
  const room = MESSAGE - weigh([...before, ...after, more(orders.length)])
  const { blocks, left } = packed(orders.map(orderLine), room)
  return [...before, ...blocks, ...(left === 0 ? [] : [more(left)]), ...after]
}

const details = ({ run, channel }: RunSnapshot): ReadonlyArray<string> => [
  ...(run.pickupAt === null ? [] : [`*Pick-up:* ${moment(run.pickupAt, run.openedAt, channel.settings.zone)}`]),
  ...(run.place === null ? [] : [`*Place:* ${typed(run.place)}`]),
  ...(run.note === null ? [] : [`*Note:* ${typed(run.note)}`]),
]

const head = (at: RunSnapshot, title: string): Block => section([`*${title}*`, ...details(at)].join("\n"))

const counted = (orders: ReadonlyArray<Order>): string =>
  orders.length === 0 ? "No orders yet." : `*${count(orders.length, "person is", "people are")} in:*`

const volunteering = ({ run, channel }: RunSnapshot): string => {
  if (run.volunteer !== null) return `${person(run.volunteer)} volunteered to go.`
  return channel.settings.volunteers
    ? "Closing picks a fair runner, unless somebody volunteers."
    : "Closing picks a fair runner."
}

const controls = ({ run, channel }: RunSnapshot): Block =>
  actions(
    button("Order", run.id, "Order", { style: "primary" }),
    button("UseUsual", run.id, "My usual"),
    button("Close", run.id, "Close", {
      confirm: confirm(
        "Close this run?",
        "Nobody can order after that. The runner is picked and gets the list.",
        "Close it",
      ),
    }),
    menu(run.id, [
      ...(channel.settings.volunteers && run.volunteer === null ? [["Volunteer", "I'll go"] as const] : []),
      ["EditDetails", "Edit time, place or note"],
      ["CancelRun", "Call the run off"],
    ]),
  )

const open = (at: RunSnapshot): Message => {
  const { run, channel } = at
  const orders = activeOrders(at)
  const title = `${person(run.starter)} started a coffee run`
  const closing = run.accepting ? [] : [context("Being closed right now: no more orders.")]
  const blocks = withOrders(
    orders,
    [head(at, title), section(counted(orders))],
    [context(volunteering(at)), ...closing, ...(run.accepting ? [controls(at)] : [])],
  )
  return { text: `Coffee run open${plainWhen(run, channel)}: ${count(orders.length, "order")} so far.`, blocks }
}

/** Whether a press on `I'll go instead` can still count; like the deciding rule, but by the state that the message shows. */
const mayStepIn = ({ run, channel, newest, now }: RunSnapshot): boolean =>
  channel.settings.volunteers &&
  newest &&
  run.closedAt !== null &&
  now - run.closedAt <= HAND_OVER_WINDOW &&
  run.duty?.via !== "volunteer"

const closed = (at: RunSnapshot): Message => {
  const { run } = at
  const orders = activeOrders(at)
  const outcome =
    run.duty !== null
      ? `${person(run.duty.runner)} goes.`
      : orders.length === 0
        ? "Nobody ordered, so nobody has to go."
        : "Nobody is left to go."
  const stepIn =
    orders.length > 0 && mayStepIn(at)
      ? [actions(button("Volunteer", run.id, run.duty === null ? "I'll go" : "I'll go instead"))]
      : []
  const heading = orders.length === 0 ? [] : [section(`*${count(orders.length, "order")}:*`)]
  return {
    text: `Coffee run closed: ${count(orders.length, "order")}.`,
    blocks: withOrders(orders, [head(at, "Coffee run closed"), section(outcome), ...heading], stepIn),
  }
}

const canceled = (at: RunSnapshot): Message => {
  const { run } = at
  const by = run.endedBy === null ? "This run was called off." : `${person(run.endedBy)} called this run off.`
  const text = `${by} Nobody goes; nobody's turn changes.`
  return {
    text: "Coffee run called off: nobody goes.",
    blocks: [head(at, "Coffee run called off"), section(text), context("Start another with `/coffee`.")],
  }
}

const failed = (at: RunSnapshot): Message => ({
  text: "This coffee run could not go on.",
  blocks: [
    head(at, "Coffee run stopped"),
    section("Slack did not let CoffeeBuddy post here. Whoever started the run has been told what to do."),
  ],
})

const byStatus: { readonly [Status in Run["status"]]: (at: RunSnapshot) => Message } = {
  open,
  closed,
  canceled,
  failed,
}

/** The run's own message, as its present state asks for; live buttons only while they do something. */
export const runMessage = (at: RunSnapshot): Message => byStatus[at.run.status](at)
