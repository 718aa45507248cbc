import { Effect, Result } from "effect"
import type { Field } from "@coffeebuddy/adapters/slack/actions"
import { type Asked, detailsForm, endedForm, fieldErrors } from "@coffeebuddy/adapters/slack/forms"
import { inOneLine, type Trouble } from "@coffeebuddy/adapters/slack/rejections"
import type { Submitted } from "@coffeebuddy/adapters/slack/request"
import type { RunNotOpen } from "@coffeebuddy/domain/rejection"
import type { MemberSnapshot } from "@coffeebuddy/domain/snapshot"
import { parseNote, parseOrderText, parsePlace } from "@coffeebuddy/domain/text"
import type { ZoneName } from "@coffeebuddy/domain/time-zone"
import { answered, requestOf } from "./commands.ts"
import { nothing } from "./reply.ts"
import type { Context, Worked } from "./telling.ts"
import type { UseCases } from "./use-cases.ts"

const wrong = (errors: { readonly [F in Field]?: Trouble }): Worked => ({
  reply: {
    _tag: "FieldErrors",
    errors: fieldErrors(
      Object.fromEntries(Object.entries(errors).map(([field, trouble]) => [field, inOneLine(trouble)])),
    ).errors,
  },
  ended: "rejected",
})

const optional = <A, E>(text: string, parse: (raw: string) => Result.Result<A, E>): Result.Result<A | null, E> =>
  text.trim() === "" ? Result.succeed(null) : parse(text)

const silently = (worked: Worked): Worked => ({ ...worked, reply: nothing })

/** The same dialog, what was typed kept, with a box to tick that the pick-up time is meant. */
const askAgain = (at: MemberSnapshot, zone: ZoneName, asked: Asked): Worked => ({
  reply: at.run === null ? nothing : { _tag: "Dialog", view: detailsForm(at, at.run, zone, asked) },
  ended: "rejected",
})

/** Takes a submitted dialog: closes it when saved, marks the fields that cannot be read, or says in it why nothing was saved. */
export const submission = (use: UseCases) =>
  Effect.fn("http.submission")(function* (sent: Submitted, context: Context) {
    const request = requestOf(sent, context)
    const form = sent.submission
    const subject = { run: form.run }
    const tooLate =
      (typed: string) =>
      ({ status }: RunNotOpen): Effect.Effect<Worked> => {
        const run = { id: form.run, channel: form.channel, status: status === "closing" ? "open" : status } as const
        return Effect.succeed({ reply: { _tag: "Dialog", view: endedForm(run, typed) }, ended: "rejected" })
      }
    switch (form._tag) {
      case "OrderSubmitted": {
        const text = parseOrderText(form.text)
        if (Result.isFailure(text)) return wrong({ order: text.failure })
        return yield* use.placeOrder
          .execute(request, subject, text.success)
          .pipe(Effect.map(answered), Effect.map(silently), Effect.catchTag("RunNotOpen", tooLate(form.text)))
      }
      case "DetailsSubmitted": {
        const place = optional(form.place, parsePlace)
        const note = optional(form.note, parseNote)
        if (Result.isFailure(place)) return wrong({ place: place.failure })
        if (Result.isFailure(note)) return wrong({ note: note.failure })
        const { confirmed, kept, zone } = form
        const pickup = kept === null ? { typed: form.pickup, zone, confirmed } : { kept }
        const timed = (trouble: Trouble) => Effect.succeed(wrong({ pickup: trouble }))
        return yield* use.editRun.execute(request, subject, { pickup, place: place.success, note: note.success }).pipe(
          Effect.map(answered),
          Effect.map(silently),
          Effect.catchTags({
            RunNotOpen: tooLate([form.pickup, form.place, form.note].filter((text) => text !== "").join(", ")),
            TimeNotUnderstood: timed,
            TimeNotAhead: timed,
            TimeTooFar: timed,
            TextTooLong: timed,
            TimeToConfirm: ({ asked: why, pickupAt: at }) =>
              Effect.map(use.runView.mine(subject, sent.member), (mine) => askAgain(mine, zone, { why, at })),
          }),
        )
      }
    }
  })
