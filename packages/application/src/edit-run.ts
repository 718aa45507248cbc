import { Context, Effect, Layer } from "effect"
import * as Ending from "@coffeebuddy/domain/ending"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { Actor } from "@coffeebuddy/domain/permission"
import type { RunSnapshot } from "@coffeebuddy/domain/snapshot"
import type { Note, Place } from "@coffeebuddy/domain/text"
import * as TimeGrammar from "@coffeebuddy/domain/time-grammar"
import { TimeNotUnderstood } from "@coffeebuddy/domain/time-words"
import type { ZoneName } from "@coffeebuddy/domain/time-zone"
import { Directory } from "@coffeebuddy/ports/directory"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { asMemberThenAdmin } from "./administering.ts"
import { decide, informed } from "./deciding.ts"
import { TimeToConfirm } from "./open-run.ts"
import type { Request } from "./request.ts"

/** A pick-up time as typed, blank for none, to be read in `zone`; `confirmed` is the time that the member said is meant, if they were asked. */
interface Typed {
  readonly typed: string
  readonly zone: ZoneName
  readonly confirmed: Instant | null
}

/** The details wanted; a pick-up time left as it was (`kept`), or typed anew. */
export interface DetailsWish {
  readonly pickup: { readonly kept: Instant } | Typed
  readonly place: Place | null
  readonly note: Note | null
}

/** Replaces an open run's pick-up time, place and note; its starter, its volunteer and channel admins may. */
export class EditRun extends Context.Service<EditRun>()("@coffeebuddy/application/EditRun", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const directory = yield* Directory

    const pickupAt = Effect.fn("EditRun.pickupAt")(function* (at: RunSnapshot, by: Actor, wish: DetailsWish) {
      yield* Effect.fromResult(Ending.editable(at, by))
      if ("kept" in wish.pickup) return wish.pickup.kept
      if (wish.pickup.typed.trim() === "") return null
      const { pickup, place, note } = yield* Effect.fromResult(
        TimeGrammar.parse(wish.pickup.typed, { now: at.now, zone: wish.pickup.zone }),
      )
      if (pickup === null || place !== null || note !== null) {
        return yield* new TimeNotUnderstood({ problem: "shape", example: "10:30, 3pm or in 20m" })
      }
      if (pickup.asked === "none" || wish.pickup.confirmed === pickup.at) return pickup.at
      const asked = { asked: pickup.asked, pickupAt: pickup.at, place: wish.place, note: wish.note }
      return yield* new TimeToConfirm({ ...asked, assumed: null })
    })

    const execute = Effect.fn("EditRun.execute")(function* (request: Request, subject: Subject, wish: DetailsWish) {
      const { place, note } = wish
      return yield* asMemberThenAdmin(directory, request.by, (by) => {
        const read = informed(runs.readRun(subject, request.by, request.key), (at) => pickupAt(at, by, wish))
        return decide(
          request,
          read,
          ({ seen, known }) => Ending.edit(seen, by, { pickupAt: known, place, note }),
          runs.commit,
        )
      })
    })
    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
