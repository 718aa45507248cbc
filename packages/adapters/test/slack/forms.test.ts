import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { ZoneName } from "@coffeebuddy/domain/time-zone"
import { decodeSubmission, DETAILS_FORM, fields, ORDER_FORM } from "../../src/slack/actions.ts"
import type { Modal } from "../../src/slack/blocks.ts"
import { detailsForm, endedForm, fieldErrors, orderForm, replaceView, tellingForm } from "../../src/slack/forms.ts"
import {
  ana,
  channel,
  channelId,
  halfPastTen,
  note,
  order,
  place,
  run,
  runId,
  seenBy,
  shown,
  usual,
} from "./fixtures.ts"

const inputs = (view: Modal) =>
  view.blocks.flatMap((block) =>
    block.type === "input" && block.element.type === "plain_text_input"
      ? [
          {
            id: block.block_id,
            value: block.element.initial_value ?? null,
            max: block.element.max_length,
            optional: block.optional,
          },
        ]
      : [],
  )
const valueOf = (view: Modal, id: string) => inputs(view).find((input) => input.id === id)?.value

describe("the order dialog", () => {
  it("holds the present order, else the usual, else nothing", () => {
    const both = { order: order(ana, "tea"), usual: usual(ana, "flat white") }
    assert.strictEqual(valueOf(orderForm(seenBy(ana, both), runId, false), "order"), "tea")
    const taken = { ...both, order: order(ana, "tea", false) }
    assert.strictEqual(valueOf(orderForm(seenBy(ana, taken), runId, false), "order"), "flat white")
    assert.isNull(valueOf(orderForm(seenBy(ana), runId, false), "order"))
  })

  it("says so when there is no usual to reuse", () => {
    assert.include(shown(orderForm(seenBy(ana), runId, true)), "You have no usual here yet")
    assert.notInclude(shown(orderForm(seenBy(ana), runId, false)), "You have no usual here yet")
  })

  it("needs a text of at most 200 characters, and takes back any text that was accepted before", () => {
    assert.deepInclude(inputs(orderForm(seenBy(ana), runId, false))[0], { max: 200, optional: false })
    const emoji = "🫖".repeat(200)
    assert.strictEqual(inputs(orderForm(seenBy(ana, { order: order(ana, emoji) }), runId, false))[0]?.max, 400)
  })

  it("shows when and where the run goes, where that is known", () => {
    const view = seenBy(ana, { run: run({ pickupAt: halfPastTen, place: place("Blue Bottle") }) })
    assert.include(shown(orderForm(view, runId, false)), "Blue Bottle")
    assert.strictEqual(orderForm(seenBy(ana), runId, false).blocks.length, 1)
    assert.strictEqual(orderForm(seenBy(ana, { run: null }), runId, false).blocks.length, 1)
  })

  it("remembers its run and channel", () => {
    const view = orderForm(seenBy(ana), runId, false)
    const read = decodeSubmission(view.callback_id, view.private_metadata, { order: { text: { value: "tea" } } })
    assert.deepStrictEqual(
      read,
      Result.succeed({ _tag: "OrderSubmitted" as const, run: runId, channel: channelId, text: "tea" }),
    )
    assert.strictEqual(view.callback_id, ORDER_FORM)
  })
})

describe("the details dialog", () => {
  const berlin = ZoneName.make("Europe/Berlin")
  const detailed = run({ pickupAt: halfPastTen, place: place("Blue Bottle"), note: note("card only") })

  it("holds the run's time, in a zone which it names, its place and note", () => {
    const view = detailsForm(seenBy(ana), detailed, berlin)
    assert.strictEqual(valueOf(view, "pickup"), "11:30")
    assert.strictEqual(valueOf(view, "place"), "Blue Bottle")
    assert.strictEqual(valueOf(view, "note"), "card only")
    assert.include(JSON.stringify(view), "Europe/Berlin")
  })

  it("holds and reads the time in the zone it is told, whatever the member's or the channel's", () => {
    const elsewhere = seenBy(ana, { channel: channel({ zone: "Asia/Tokyo" }) })
    const view = detailsForm(elsewhere, detailed, ZoneName.make("America/New_York"))
    assert.strictEqual(valueOf(view, "pickup"), "05:30")
    assert.include(shown(view), "America/New_York")
    const read = decodeSubmission(view.callback_id, view.private_metadata, {})
    assert.deepInclude(Result.getOrThrow(read), { zone: ZoneName.make("America/New_York") })
  })

  it("of a run without details is empty, and may stay so", () => {
    const view = detailsForm(seenBy(ana), run(), berlin)
    assert.deepStrictEqual(
      inputs(view).map(({ value, optional }) => ({ value, optional })),
      Array.from({ length: 3 }, () => ({ value: null, optional: true })),
    )
  })

  it("shown again with a question keeps every field under its id, so that Slack keeps what was typed", () => {
    const plain = detailsForm(seenBy(ana), detailed, berlin)
    for (const [why, words] of [
      ["tomorrow", "Yes, tomorrow"],
      ["far", "more than 12 hours"],
    ] as const) {
      const view = detailsForm(seenBy(ana), detailed, berlin, { why, at: halfPastTen })
      assert.include(JSON.stringify(view), words)
      assert.deepStrictEqual(inputs(view), inputs(plain))
      assert.include(JSON.stringify(view), fields.confirmed.block)
    }
    assert.notInclude(JSON.stringify(plain), fields.confirmed.block)
  })

  it("shown again with a question takes a yes to the time it asks about, and may be sent without one", () => {
    const view = detailsForm(seenBy(ana), detailed, berlin, { why: "far", at: halfPastTen })
    const box = view.blocks.find((block) => block.type === "input" && block.block_id === fields.confirmed.block)
    assert.deepInclude(box, { optional: true })
    const sent = (chosen: ReadonlyArray<object>) =>
      decodeSubmission(view.callback_id, view.private_metadata, {
        [fields.confirmed.block]: { [fields.confirmed.action]: { type: "checkboxes", selected_options: chosen } },
      })
    assert.deepInclude(Result.getOrThrow(sent([{ value: "yes" }])), { confirmed: halfPastTen })
    assert.deepInclude(Result.getOrThrow(sent([])), { confirmed: null })
  })

  it("left as it was gives back the very moment it showed", () => {
    const view = detailsForm(seenBy(ana), detailed, berlin)
    const read = decodeSubmission(view.callback_id, view.private_metadata, { pickup: { text: { value: "11:30" } } })
    assert.isTrue(
      Result.isSuccess(read) && read.success._tag === "DetailsSubmitted" && read.success.kept === halfPastTen,
    )
    assert.strictEqual(view.callback_id, DETAILS_FORM)
  })
})

describe("a dialog whose run ended meanwhile", () => {
  const said = { open: "being closed right now", closed: "closed", canceled: "called off", failed: "stopped" } as const
  for (const status of ["open", "closed", "canceled", "failed"] as const) {
    it(`says that the run is ${status === "open" ? "being closed" : status}, that nothing was saved, and shows what was typed`, () => {
      const view = endedForm(run({ status }), "oat <flat> white")
      assert.include(shown(view), said[status])
      assert.include(shown(view), "not saved")
      assert.include(shown(view), "oat &lt;flat&gt; white")
      assert.isUndefined(view.submit)
    })
  }

  it("says nothing about typing where nothing was typed", () =>
    assert.notInclude(shown(endedForm(run(), "")), "You typed"))
})

it("answers to a submission mark the fields they are about, or replace the dialog", () => {
  assert.deepStrictEqual(fieldErrors({ pickup: "Too late.", note: "Too long." }), {
    response_action: "errors",
    errors: { pickup: "Too late.", note: "Too long." },
  })
  const view = tellingForm(runId, channelId, "A title that is far too long for Slack", endedForm(run(), "").blocks)
  assert.isAtMost(view.title.text.length, 24)
  assert.deepStrictEqual(replaceView(view), { response_action: "update", view })
})
