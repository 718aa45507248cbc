import { Context, Effect, Layer } from "effect"
import type { MemberId } from "@coffeebuddy/domain/ids"
import * as Ordering from "@coffeebuddy/domain/ordering"
import { Chat } from "@coffeebuddy/ports/chat"
import { Directory } from "@coffeebuddy/ports/directory"
import type { Subject } from "@coffeebuddy/ports/run-store"
import { zoneOf } from "./member-zone.ts"
import { RunView } from "./run-view.ts"

/** Opens dialogs about an open run. `trigger` is good for one dialog within 3 s of the press. */
export class OpenForm extends Context.Service<OpenForm>()("@coffeebuddy/application/OpenForm", {
  make: Effect.gen(function* () {
    const chat = yield* Chat
    const view = yield* RunView
    const directory = yield* Directory

    const open = Effect.fn("OpenForm.open")(function* (subject: Subject, member: MemberId) {
      const at = yield* view.mine(subject, member)
      yield* Effect.fromResult(Ordering.accepting(at))
      return at
    })

    /** To place or change the own order; `noUsual` tells that there is none to reuse. */
    const order = Effect.fn("OpenForm.order")(function* (
      trigger: string,
      subject: Subject,
      member: MemberId,
      noUsual: boolean,
    ) {
      const at = yield* open(subject, member)
      yield* chat.openForm(trigger, { _tag: "OrderForm", at, noUsual })
    })

    /** To change the run's pick-up time, place and note. */
    const details = Effect.fn("OpenForm.details")(function* (trigger: string, subject: Subject, member: MemberId) {
      const at = yield* open(subject, member)
      const zone = yield* zoneOf(directory, at)
      yield* chat.openForm(trigger, { _tag: "DetailsForm", at, zone: zone.name })
    })

    return { order, details }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
