import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { MemberId } from "@coffeebuddy/domain/ids"
import { byDrink, runnerDm } from "../../src/slack/runner-dm.ts"
import {
  ana,
  ben,
  cai,
  candidate,
  closedAt,
  dee,
  decision,
  halfPastTen,
  named,
  note,
  order,
  place,
  pressable,
  shown,
} from "./fixtures.ts"

const made = decision([candidate(ana)])
const orders = [
  order(ana, "tea"),
  order(ben, "Flat white"),
  order(cai, "  flat   WHITE.".trim()),
  order(dee, "cake", false),
]

describe("the runner's list", () => {
  it("groups the same drink, most wanted first, and says for whom", () => {
    const words = shown(runnerDm(closedAt(orders, made)))
    assert.include(words, "• 2x Flat white — <@U0BEN>, <@U0CAI>\n• 1x tea — <@U0ANA>")
    assert.notInclude(words, "cake")
    assert.include(words, "3 orders")
  })

  it("says where, when and what else", () => {
    const words = shown(
      runnerDm(
        closedAt(orders, made, { pickupAt: halfPastTen, place: place("Blue Bottle"), note: note("card, no cash") }),
      ),
    )
    for (const part of ["<#C0COFFEE>", "10:30", "Blue Bottle", "card, no cash"]) assert.include(words, part)
  })

  it("has the way out, after a question", () => {
    const message = runnerDm(closedAt(orders, made))
    assert.deepStrictEqual(pressable(message), ["cant-go"])
    assert.include(JSON.stringify(message), "Can't go?")
  })

  it("thanks whoever volunteered for that", () => {
    const duty = { runner: ana, via: "volunteer", lastServedBefore: null } as const
    assert.include(shown(runnerDm(closedAt(orders, made, { duty }))), "Thank you for volunteering")
    assert.include(shown(runnerDm(closedAt(orders, made))), "Thank you")
  })

  it("names everybody exactly once, however many drink the same", () => {
    const many = Array.from({ length: 95 }, (_, index) =>
      order(MemberId.make(`U${index}`), index === 94 ? "tea" : "latte"),
    )
    const message = runnerDm(closedAt(many, made))
    assert.strictEqual(named(message).length, 95)
    assert.include(shown(message), "• 94x latte — ")
    assert.include(shown(message), "and for <@U40>")
  })

  it("says how much found no room, and points to the channel", () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      order(MemberId.make(`U${index}`), `${index} ${"x".repeat(190)}`),
    )
    assert.match(
      shown(runnerDm(closedAt(many, made))),
      /\d+ more lines do not fit into one message: ask in the channel/,
    )
  })

  it("loses no order in grouping", () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom("Tea", "tea", " tea ", "latte", "LATTE!", "mocha")), (texts) => {
        const placed = texts.map((text, index) => order(MemberId.make(`U${index}`), text.trim()))
        const drinks = byDrink(placed)
        assert.strictEqual(
          drinks.reduce((sum, drink) => sum + drink.for.length, 0),
          placed.length,
        )
        assert.isAtMost(drinks.length, 3)
      }),
    ))
})
