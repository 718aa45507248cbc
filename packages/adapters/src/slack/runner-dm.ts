import type { Order } from "@coffeebuddy/domain/run"
import { activeOrders, type RunSnapshot } from "@coffeebuddy/domain/snapshot"
import {
  actions,
  type Block,
  button,
  confirm,
  context,
  MESSAGE,
  type Message,
  packed,
  section,
  weigh,
} from "./blocks.ts"
import { channelName, count, person, typed, whenAndWhere } from "./words.ts"

interface Drink {
  readonly text: string
  readonly for: ReadonlyArray<Order>
}

const sameDrink = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s.,;!]+/g, " ")
    .trim()

/** Orders by drink, the most wanted first, else as they were placed; the same words are one drink whatever their case, spaces and stops. */
export const byDrink = (orders: ReadonlyArray<Order>): ReadonlyArray<Drink> => {
  const drinks = new Map<string, Array<Order>>()
  for (const order of orders) {
    const key = sameDrink(order.text)
    const same = drinks.get(key)
    if (same === undefined) drinks.set(key, [order])
    else same.push(order)
  }
  return [...drinks.values()]
    .map((same): Drink => ({ text: same[0]?.text ?? "", for: same }))
    .sort((one, other) => other.for.length - one.for.length)
}

// With the longest ids this many names still leave room for the longest drink in one section.
const NAMES = 40

const lines = ({ text, for: orders }: Drink): ReadonlyArray<string> => {
  const names = orders.map((order) => person(order.member))
  const chunks = Array.from({ length: Math.ceil(names.length / NAMES) }, (_, index) =>
    names.slice(index * NAMES, (index + 1) * NAMES).join(", "),
  )
  const [first, ...rest] = chunks
  return [`• ${orders.length}x ${typed(text)} — ${first}`, ...rest.map((more) => `   and for ${more}`)]
}

/** The order list for whoever goes, drinks first, in the room left; what does not fit is said, never silently dropped. */
export const shoppingList = (orders: ReadonlyArray<Order>, room: number): ReadonlyArray<Block> => {
  const all = byDrink(orders).flatMap(lines)
  const tooMany = (left: number) =>
    context(`${count(left, "more line does", "more lines do")} not fit into one message: ask in the channel.`)
  const { blocks, left } = packed(all, room - weigh([tooMany(all.length)]))
  return [...blocks, ...(left === 0 ? [] : [tooMany(left)])]
}

/** The runner's direct message at closing: what to bring for whom, where and when, and the way out. */
export const runnerDm = (at: RunSnapshot): Message => {
  const { run, channel } = at
  const orders = activeOrders(at)
  const details = whenAndWhere(run, channel)
  const note = run.note === null ? [] : [`*Note:* ${typed(run.note)}`]
  const thanks = run.duty?.via === "volunteer" ? "Thank you for volunteering!" : "It's your turn today. Thank you!"
  const before = [
    section(
      [
        `*You go for coffee* for ${channelName(run.channel)}${details === "" ? "" : `, ${details}`}.`,
        ...note,
        thanks,
      ].join("\n"),
    ),
    section(`*${count(orders.length, "order")}:*`),
  ]
  const after = [
    actions(
      button("CantGo", run.id, "I can't go", {
        confirm: confirm(
          "Can't go?",
          "Somebody else is picked with the same numbers, and the channel is told. The run won't count as yours.",
          "I can't go",
        ),
      }),
    ),
  ]
  return {
    text: `You go for coffee: ${count(orders.length, "order")} to bring. The list is in this message.`,
    blocks: [...before, ...shoppingList(orders, MESSAGE - weigh([...before, ...after])), ...after],
  }
}
