import { assert, describe, it } from "@effect/vitest"
import { Outcome } from "@coffeebuddy/domain/outcome"
import { OrderText } from "@coffeebuddy/domain/text"
import { messageProblems } from "@coffeebuddy/slack-emulator/validate"
import { answer } from "../../src/slack/answers.ts"
import { confirmation } from "../../src/slack/confirmation.ts"
import { ana, ben, channelId, halfPastTen, note, place, pressable, runId, shown } from "./fixtures.ts"

const tea = OrderText.make("tea <3")
const lasted = 60_000
const of = Outcome.cases

const answers: ReadonlyArray<readonly [outcome: Outcome, says: ReadonlyArray<string>, offers: ReadonlyArray<string>]> =
  [
    [
      of.RunOpened.make({ runId, pickupAt: halfPastTen, zone: null }),
      ["open, pick-up at", "10:30"],
      ["order", "use-usual"],
    ],
    [of.RunOpened.make({ runId, pickupAt: null, zone: null }), ["is open."], ["order", "use-usual"]],
    [
      of.RunOpened.make({ runId, pickupAt: halfPastTen, zone: "Europe/Paris" }),
      ["read in Europe/Paris"],
      ["order", "use-usual"],
    ],
    [of.DetailsEdited.make({ runId, pickupAt: halfPastTen }), ["Saved: pick-up at"], []],
    [of.DetailsEdited.make({ runId, pickupAt: null }), ["no fixed pick-up time"], []],
    [
      of.OrderPlaced.make({ runId, text: tea, replaced: false, usual: true, out: true }),
      ["Got it: tea &lt;3 (your usual)", "won't be picked"],
      ["order", "cancel-my-order"],
    ],
    [
      of.OrderPlaced.make({ runId, text: tea, replaced: true, usual: false, out: false }),
      ["Changed: tea &lt;3."],
      ["order", "cancel-my-order"],
    ],
    [
      of.OrderCanceled.make({ runId, ordered: true, withdrawn: false }),
      ["canceled. Your usual stays"],
      ["order", "use-usual"],
    ],
    [
      of.OrderCanceled.make({ runId, ordered: true, withdrawn: true }),
      ["is canceled, and you no longer volunteer"],
      ["order", "use-usual"],
    ],
    [of.OrderCanceled.make({ runId, ordered: false, withdrawn: true }), ["You no longer volunteer to go."], []],
    [of.UsualSet.make({ text: tea }), ["is now: tea &lt;3"], []],
    [of.Volunteered.make({ runId, closed: false, insteadOf: null }), ["You go when this run closes"], []],
    [of.Volunteered.make({ runId, closed: true, insteadOf: null }), ["you go now."], []],
    [of.Volunteered.make({ runId, closed: true, insteadOf: ben }), ["instead of <@U0BEN>"], []],
    [of.RunClosed.make({ runId, runner: ana, orders: 2, lasted }), ["2 orders: <@U0ANA> goes"], []],
    [of.RunClosed.make({ runId, runner: null, orders: 1, lasted }), ["1 order, but nobody could be picked"], []],
    [of.RunClosed.make({ runId, runner: null, orders: 0, lasted }), ["Nobody ordered"], []],
    [of.RunCanceled.make({ runId, orders: 0, lasted }), ["Nobody had ordered"], []],
    [of.RunCanceled.make({ runId, orders: 1, lasted }), ["1 order was dropped"], []],
    [of.RunFailed.make({ runId, lasted }), ["could not post"], []],
    [of.Frozen.make({ runId }), ["being closed"], []],
    [of.HandedOver.make({ runId, runner: ben }), ["<@U0BEN> goes now"], []],
    [of.HandedOver.make({ runId, runner: null }), ["Nobody else could be picked"], []],
    [of.SwitchedOut.make({ until: null }), ["until you say `/coffee in`"], []],
    [of.SwitchedOut.make({ until: halfPastTen }), ["until the end of <!date^"], []],
    [of.SwitchedIn.make({ again: true }), ["twice in a row"], []],
    [of.SwitchedIn.make({ again: false }), ["passed over"], []],
    [of.AgainSet.make({ on: true }), ["even if you ran last"], []],
    [of.AgainSet.make({ on: false }), ["somebody else is picked"], []],
  ]

describe("the answer to what a member did", () => {
  for (const [outcome, says, offers] of answers) {
    it(`${outcome._tag}: ${says.join(" ... ")}`, () => {
      const message = answer(outcome)
      for (const words of says) assert.include(shown(message), words)
      assert.deepStrictEqual(pressable(message), offers)
      assert.deepStrictEqual(messageProblems(message.blocks), [])
      assert.isAbove(message.text.length, 10)
      assert.deepStrictEqual(answer(outcome), message)
    })
  }

  it("exists for every outcome", () =>
    assert.deepStrictEqual(
      [...new Set(answers.map(([{ _tag }]) => _tag))].toSorted(),
      Object.keys(Outcome.cases).toSorted(),
    ))
})

describe("the question about a time", () => {
  const asking = (assumed: string | null) =>
    shown(confirmation(channelId, { asked: "far", pickupAt: halfPastTen, place: null, note: null, assumed }))

  it("names the zone in which it was read when Slack did not tell the member's, and no zone otherwise", () => {
    assert.include(asking("Europe/Paris"), "read in Europe/Paris")
    assert.notInclude(asking(null), "time zone")
  })

  it("opens nothing yet, and fits Slack with the longest place and note", () => {
    for (const asked of ["tomorrow", "far"] as const) {
      const longest = '"'.repeat(100)
      const message = confirmation(channelId, {
        asked,
        pickupAt: halfPastTen,
        place: place(longest),
        note: note(longest),
        assumed: "America/Argentina/ComodRivadavia",
      })
      assert.include(shown(message), "nothing was opened yet")
      assert.deepStrictEqual(pressable(message), ["open-confirmed"])
      assert.deepStrictEqual(messageProblems(message.blocks), [])
    }
  })
})
