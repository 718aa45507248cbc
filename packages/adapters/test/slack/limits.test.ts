import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { decide } from "@coffeebuddy/domain/fairness"
import { MemberId } from "@coffeebuddy/domain/ids"
import type { Failure, Order } from "@coffeebuddy/domain/run"
import type { RunSnapshot } from "@coffeebuddy/domain/snapshot"
import * as Text from "@coffeebuddy/domain/text"
import { ZoneName } from "@coffeebuddy/domain/time-zone"
import { question } from "@coffeebuddy/domain/testing/arbitraries"
import { UNIT } from "@coffeebuddy/domain/ledger"
import { Result } from "effect"
import { messageProblems, viewProblems } from "@coffeebuddy/slack-emulator/validate"
import type { Message, Modal } from "../../src/slack/blocks.ts"
import { detailsForm, endedForm, orderForm } from "../../src/slack/forms.ts"
import { help, unknownCommand } from "../../src/slack/help.ts"
import { askToClose, lastCall, notice, runnerReminder } from "../../src/slack/notices.ts"
import { runMessage } from "../../src/slack/run-message.ts"
import { runnerDm } from "../../src/slack/runner-dm.ts"
import { stats } from "../../src/slack/stats.ts"
import { status } from "../../src/slack/status.ts"
import { summary } from "../../src/slack/summary.ts"
import { why } from "../../src/slack/why.ts"
import { ana, at, channel, channelId, closedAt, halfPastTen, nine, run, seenBy } from "./fixtures.ts"

/** What Slack takes: its own limits, a text for notifications that it does not split, and our margin below its hidden limit. */
const fits = (message: Message, about = "") => {
  assert.deepStrictEqual(messageProblems(message.blocks), [], about)
  assert.isAtMost(JSON.stringify(message.blocks).length, 12_000, about)
  assert.isAtMost(message.text.length, 3_000, about)
  assert.isAtLeast(message.text.trim().length, 10, about)
  assert.strictEqual(JSON.stringify(message).isWellFormed(), true, about)
}
const fitsView = (view: Modal) => {
  assert.deepStrictEqual(viewProblems({ ...view }, "modal"), [])
  assert.isTrue(JSON.stringify(view).isWellFormed())
}

const longestZone = ZoneName.make("America/Argentina/ComodRivadavia")

const longest = (unit: string, count = 200) => unit.repeat(count)
const worstTexts: ReadonlyArray<readonly [string, string]> = [
  ["letters", longest("m")],
  ["control characters", longest("&")],
  ["tokens", longest("<", 200)],
  ["fences", longest("`")],
  ["bold", longest("*_~>", 50)],
  ["quotes", longest('"\\', 100)],
  ["emoji", longest("🫖")],
  ["family emoji", longest("👩‍👩‍👧‍👦", 28)],
  ["Thai", longest("กาแฟ", 50)],
  ["Arabic", longest("قهوة", 50)],
  ["Chinese", longest("咖啡", 100)],
  ["stacked marks", longest("é".normalize("NFD"), 100)],
]
const longestMember = (index: number) => MemberId.make(`W${String(index).padStart(30, "X")}`)
const worstOrders = (text: string): ReadonlyArray<Order> =>
  Array.from({ length: 500 }, (_, index) => ({
    member: longestMember(index),
    text: Text.OrderText.make(
      index % 2 === 0 ? text : Array.from(text).slice(0, -4).join("").trimEnd() + String(index).padStart(4, "0"),
    ),
    active: true,
    at: nine,
  }))

const details = (text: string) => {
  const short = Array.from(text).slice(0, 100).join("").trimEnd()
  return { pickupAt: halfPastTen, place: Text.Place.make(short), note: Text.Note.make(short) }
}

const manyCandidates = (count: number) =>
  decide({
    runId: run().id,
    policy: { strategy: "fair-share", window: 5 },
    candidates: Array.from({ length: count }, (_, index) => ({
      member: longestMember(index),
      recentServed: 0,
      recentJoined: 1,
      joined: 1_000_000,
      served: 999_999,
      share: 1_000_000 * UNIT,
      lastServed: 999_999,
      lastServedAt: nine,
      again: false,
    })),
    guests: Array.from({ length: count }, (_, index) => longestMember(count + index)),
    previousRunner: longestMember(1),
    declined: Array.from({ length: Math.max(0, count - 4) }, (_, index) => longestMember(index + 4)),
    recentRuns: 5,
  })

const states = (view: RunSnapshot): ReadonlyArray<RunSnapshot> => {
  const base = { ...view.run, closedAt: nine, endedBy: ana }
  const failures: ReadonlyArray<Failure> = [
    "not-in-channel",
    "missing-scope",
    "channel-not-found",
    "archived",
    "restricted",
    "rejected-message",
  ]
  return [
    { ...view, run: { ...view.run, status: "open" } },
    { ...view, run: { ...view.run, status: "open", accepting: false, volunteer: ana } },
    { ...view, run: { ...base, status: "closed" } },
    { ...view, run: { ...base, status: "closed", duty: null } },
    { ...view, run: { ...base, status: "canceled" } },
    ...failures.map((failure) => ({ ...view, run: { ...base, status: "failed" as const, failure } })),
  ]
}

const everything = (view: RunSnapshot): ReadonlyArray<readonly [string, Message]> =>
  states(view).flatMap((state) => {
    const name = (kind: string) => `${kind}, ${state.run.status}`
    const to = state.orders[0]?.member ?? ana
    return [
      [name("run message"), runMessage(state)],
      [name("summary"), summary(state)],
      [name("runner's list"), runnerDm(state)],
      [name("reminder"), runnerReminder(state)],
      [name("last call"), lastCall(state)],
      [name("ask to close"), askToClose(state)],
      [name("notice to an orderer"), notice(state, to)],
      [name("notice to the starter"), notice(state, state.run.starter)],
      [name("notice to the channel"), notice(state, channelId)],
      ...(state.decision === null ? [] : [[name("why"), why(state.run, state.decision)] as const]),
    ]
  })

const texts = fc
  .string({
    unit: fc.constantFrom(...'a &<>*_~`"\\:@#|!^', "é", "咖", "🫖", "\u200d", "ว"),
    minLength: 1,
    maxLength: 260,
  })
  .map((raw) => Text.parseOrderText(raw))
  .filter(Result.isSuccess)
  .map((parsed) => parsed.success)

describe("within Slack's limits", () => {
  for (const [name, text] of worstTexts) {
    it(`fit 500 orders of the longest ${name}, place and note alike, in every message of every state`, () => {
      const made = manyCandidates(21)
      const view = closedAt(worstOrders(text), made, details(text))
      for (const [about, message] of everything(view)) fits(message, about)
    })

    it(`fit the longest ${name} in dialogs and private answers`, () => {
      const order = worstOrders(text)[0] ?? null
      const seen = seenBy(ana, { order, usual: order && { ...order, usedAt: nine }, run: run(details(text)) })
      for (const noUsual of [true, false]) fitsView(orderForm(seen, run().id, noUsual))
      const asked = (["tomorrow", "far"] as const).map((why) => ({ why, at: nine }))
      for (const question of [null, ...asked]) fitsView(detailsForm(seen, run(details(text)), longestZone, question))
      for (const status of ["open", "closed", "canceled", "failed"] as const)
        fitsView(endedForm(run({ status }), longest(text, 15)))
      fits(status(seen, "https://office.slack.com/archives/C0COFFEE/p1700000000000100"))
      fits(
        unknownCommand({ _tag: "Unknown", word: text.slice(0, 40).toWellFormed(), nearest: null, example: "/coffee" }),
      )
    })
  }

  it("fit 500 people who all drink the same", () => {
    const orders = worstOrders("flat white").map((order) => ({ ...order, text: Text.OrderText.make("flat white") }))
    for (const [about, message] of everything(closedAt(orders, manyCandidates(500)))) fits(message, about)
  })

  it("fit the standings of 500 people", () => {
    const standing = (index: number) => ({
      member: longestMember(index),
      joined: 1_000_000,
      served: 999_999,
      share: 1_000_000 * UNIT,
      lastServed: 999_999,
      lastServedAt: nine,
    })
    fits(
      stats(
        channel(),
        Array.from({ length: 500 }, (_, index) => standing(index)),
      ),
    )
  })

  it("fit the whole help", () => fits(help()))

  it("fit whatever people type, however many order", () =>
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 60 }), texts, question({ max: 30 }), (drinks, text, asked) => {
        const orders = drinks.map((text, index) => ({
          member: longestMember(index),
          text,
          active: index % 5 !== 4,
          at: nine,
        }))
        for (const [about, message] of everything(closedAt(orders, decide(asked), details(text)))) fits(message, about)
      }),
    ))

  it("never cut a list without saying how much is missing", () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), texts, (count, text) => {
        const orders = worstOrders(text).slice(0, count)
        const words = JSON.stringify(runMessage(at({ orders })).blocks)
        const listed = words.split("• ").length - 1
        const more = Number(/and (\d+) more order/.exec(words)?.[1] ?? 0)
        assert.strictEqual(listed + more, count)
      }),
    ))
})
