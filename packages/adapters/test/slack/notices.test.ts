import { assert, describe, it } from "@effect/vitest"
import type { Failure } from "@coffeebuddy/domain/run"
import { askToClose, lastCall, notice, runnerReminder } from "../../src/slack/notices.ts"
import { render } from "../../src/slack/render.ts"
import {
  ana,
  at,
  ben,
  cai,
  candidate,
  channelId,
  closedAt,
  decision,
  halfPastTen,
  mark,
  named,
  order,
  pressable,
  run,
  shown,
} from "./fixtures.ts"

const orders = [order(ana, "flat white"), order(ben, "tea")]
const failed = (failure: Failure, orders_ = orders) => at({ orders: orders_, run: run({ status: "failed", failure }) })
const made = decision([candidate(cai)])

describe("a run that failed", () => {
  const fixes: { readonly [F in Failure]: string } = {
    "not-in-channel": "/invite @CoffeeBuddy",
    "missing-scope": "reinstall the app",
    "channel-not-found": "/invite @CoffeeBuddy",
    archived: "another channel",
    restricted: "Ask a workspace admin",
    "rejected-message": "shorter place or note",
  }
  for (const failure of Object.keys(fixes) as ReadonlyArray<Failure>) {
    it(`for ${failure} tells the starter what happened, what became of the orders, and the fix`, () => {
      const words = shown(notice(failed(failure), ana))
      assert.include(words, fixes[failure])
      assert.include(words, "2 people had ordered; they are told too")
      assert.include(words, "Nobody's turn has changed")
      assert.include(words, "<#C0COFFEE>")
    })
  }

  it("tells whoever ordered that nothing comes of it, with what they wanted", () => {
    const words = shown(notice(failed("archived"), ben))
    assert.include(words, "no coffee comes of it")
    assert.include(words, "You had ordered: tea. It stays your usual")
  })

  it("tells the starter that nobody had ordered, if so", () =>
    assert.include(shown(notice(failed("archived", []), ana)), "Nobody had ordered yet"))
})

it("a canceled run's channel hears that nobody goes, and nobody is notified by name", () => {
  const message = notice(at({ orders, run: run({ status: "canceled", endedBy: ana }) }), channelId)
  assert.include(shown(message), "called off: nobody goes")
  assert.deepStrictEqual(named(message), [])
})

it("whoever was to go hears that somebody else does, or that nobody is left", () => {
  const words = shown(notice(closedAt(orders, made), ana))
  assert.include(words, "You don't have to go")
  assert.include(words, "<@U0CAI> goes")
  assert.include(words, "does not count as yours")
  assert.include(shown(notice(closedAt(orders, made, { duty: null }), ana)), "nobody is left to go")
})

it("the starter is asked to close, with the button", () => {
  const message = askToClose(at({ orders, run: run({ pickupAt: halfPastTen }) }))
  assert.include(shown(message), "still open, with 2 orders")
  assert.deepStrictEqual(pressable(message), ["close"])
  assert.notInclude(message.text, "<!date")
  assert.include(message.text, "10:30 UTC")
  assert.notInclude(shown(askToClose(at())), "Pick-up")
})

it("the last call notifies nobody by name and lets people order", () => {
  const message = lastCall(at({ orders, run: run({ pickupAt: halfPastTen }) }))
  assert.include(shown(message), "2 people are in")
  assert.deepStrictEqual(named(message), [])
  assert.deepStrictEqual(pressable(message), ["order", "use-usual"])
  assert.include(shown(lastCall(at())), "nobody has ordered yet")
})

it("the runner's reminder has the list again and the way out", () => {
  const message = runnerReminder(closedAt(orders, made))
  assert.include(shown(message), "• 1x flat white — <@U0ANA>")
  assert.deepStrictEqual(pressable(message), ["cant-go"])
})

it("every kind of owed message has its rendering, and a deadline none", () => {
  const view = closedAt(orders, made)
  const kinds = [
    "run_message",
    "summary",
    "runner_dm",
    "last_call",
    "runner_reminder",
    "ask_to_close",
    "notice",
  ] as const
  const texts = kinds.map((kind) => render({ kind, to: channelId, view, mark })?.text)
  assert.strictEqual(new Set(texts).size, kinds.length)
  assert.isNull(render({ kind: "deadline", to: channelId, view, mark }))
})
