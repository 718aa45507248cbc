import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import { runId as anyRun } from "@coffeebuddy/domain/testing/arbitraries"
import { UTC, ZoneName } from "@coffeebuddy/domain/time-zone"
import {
  type ActionName,
  decodeAction,
  decodeSubmission,
  DETAILS_FORM,
  encodeButton,
  encodeConfirmation,
  encodeContext,
  encodeOption,
  type FormContext,
  MENU,
  ORDER_FORM,
} from "../../src/slack/actions.ts"
import { channelId, halfPastTen, runId } from "./fixtures.ts"

const known: { readonly [Name in ActionName]: string } = {
  Order: "order",
  UseUsual: "use-usual",
  CancelMyOrder: "cancel-my-order",
  Close: "close",
  Volunteer: "volunteer",
  EditDetails: "edit-details",
  CancelRun: "cancel-run",
  CantGo: "cant-go",
}
const names = Object.keys(known).filter((name): name is ActionName => name in known)
const anyName = fc.constantFrom(...names)

describe("buttons and menus", () => {
  it("are read back as what they were made for", () =>
    fc.assert(
      fc.property(anyName, anyRun, (name, run) => {
        const { action_id, value } = encodeButton(name, run)
        assert.deepStrictEqual(decodeAction(action_id, value), Result.succeed({ _tag: name, run }))
        assert.deepStrictEqual(decodeAction(MENU, encodeOption(name, run)), Result.succeed({ _tag: name, run }))
      }),
    ))

  it("of messages posted years ago still mean the same", () => {
    for (const name of names) assert.strictEqual(encodeButton(name, runId).action_id, known[name])
  })

  it("have values within the 75 characters that Slack gives an option", () => {
    for (const name of names) assert.isAtMost(encodeOption(name, runId).length, 75)
  })

  it("that confirm a time carry the whole wish, and nothing else gets through", () => {
    const wish = { channel: channelId, pickupAt: halfPastTen, place: null, note: null }
    const { action_id, value } = encodeConfirmation(wish)
    assert.deepStrictEqual<unknown>(decodeAction(action_id, value), Result.succeed({ _tag: "OpenConfirmed", ...wish }))
    for (const bad of ["", "{}", value.replace("C0COFFEE", "nowhere")]) {
      assert.isTrue(Result.isFailure(decodeAction(action_id, bad)))
    }
  })

  it("that we never made are refused without repeating what they said", () => {
    for (const [id, value, field] of [
      ["refund", runId, "action_id"],
      ["toString", runId, "action_id"],
      [MENU, "", "action_id"],
      [MENU, runId, "action_id"],
      ["order", "not-a-run", "value"],
      [MENU, "close:", "value"],
      [MENU, `close:${runId}:${runId}`, "value"],
    ] as const) {
      const refused = Result.flip(decodeAction(id, value))
      assert.isTrue(Result.isSuccess(refused))
      if (Result.isFailure(refused)) continue
      assert.strictEqual(refused.success.field, field)
      assert.strictEqual(refused.success.message, `cannot read ${field}`)
    }
  })
})

const berlin = ZoneName.make("Europe/Berlin")
const remembered = (parts: Partial<FormContext> = {}) =>
  encodeContext({ run: runId, channel: channelId, shown: null, zone: UTC, asked: null, ...parts })
const typed = (fields: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(fields).map(([block, value]) => [
      block,
      block === "confirmed"
        ? { choice: { type: "checkboxes", selected_options: value } }
        : { text: { type: "plain_text_input", value } },
    ]),
  )

describe("a submitted dialog", () => {
  it("gives an order exactly as it was typed", () =>
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (text) => {
        assert.deepStrictEqual(
          decodeSubmission(ORDER_FORM, remembered(), typed({ order: text })),
          Result.succeed({ _tag: "OrderSubmitted" as const, run: runId, channel: channelId, text }),
        )
      }),
    ))

  it("gives a run's details, an empty field as an empty text", () => {
    assert.deepStrictEqual(
      decodeSubmission(
        DETAILS_FORM,
        remembered({ zone: berlin, asked: halfPastTen }),
        typed({ pickup: "10:30", place: null, note: "hi", confirmed: [{ value: "yes" }] }),
      ),
      Result.succeed({
        _tag: "DetailsSubmitted" as const,
        run: runId,
        channel: channelId,
        pickup: "10:30",
        kept: null,
        place: "",
        note: "hi",
        zone: berlin,
        confirmed: halfPastTen,
      }),
    )
  })

  it("keeps the pick-up time when its words were left alone, though by now they would mean tomorrow", () => {
    const keptAfter = (pickup: string) =>
      Result.map(
        decodeSubmission(DETAILS_FORM, remembered({ shown: { text: "10:30", at: halfPastTen } }), typed({ pickup })),
        (submission) => (submission._tag === "DetailsSubmitted" ? submission.kept : undefined),
      )
    assert.deepStrictEqual(keptAfter("10:30"), Result.succeed(halfPastTen))
    assert.deepStrictEqual(keptAfter("10:31"), Result.succeed(null))
    assert.deepStrictEqual(keptAfter(""), Result.succeed(null))
  })

  it("confirms nothing unless the box was ticked", () => {
    for (const confirmed of [[], null, undefined, "yes"]) {
      const read = decodeSubmission(DETAILS_FORM, remembered({ asked: halfPastTen }), typed({ confirmed }))
      assert.isTrue(
        Result.isSuccess(read) && read.success._tag === "DetailsSubmitted" && read.success.confirmed === null,
      )
    }
  })

  it("confirms nothing that was not asked about", () => {
    const read = decodeSubmission(DETAILS_FORM, remembered(), typed({ confirmed: [{ value: "yes" }] }))
    assert.isTrue(Result.isSuccess(read) && read.success._tag === "DetailsSubmitted" && read.success.confirmed === null)
  })

  it("of another app or with a broken memory is refused by the field's name", () => {
    const refused = (id: string, metadata: string) =>
      Result.getOrThrow(Result.flip(decodeSubmission(id, metadata, {}))).field
    assert.strictEqual(refused("feedback", remembered()), "view.callback_id")
    const noZone = remembered().replace("UTC", "Mars/Olympus")
    for (const broken of ["", "{}", "null", '{"run":"x"}', noZone]) {
      assert.strictEqual(refused(ORDER_FORM, broken), "view.private_metadata")
    }
  })

  it("never throws on whatever its state holds", () =>
    fc.assert(
      fc.property(fc.anything(), (values) => {
        assert.isTrue(Result.isSuccess(decodeSubmission(DETAILS_FORM, remembered(), values)))
      }),
    ))
})
