import { Context, Effect, Layer } from "effect"
import * as Ending from "@coffeebuddy/domain/ending"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { Actor } from "@coffeebuddy/domain/permission"
import type { RunSnapshot } from "@coffeebuddy/domain/snapshot"
import type { Note, Place } from "@coffeebuddy/domain/text"
import * as TimeGrammar from "@coffeebuddy/domain/time-grammar"
import { TimeNotUnderstood } from "@coffeebuddy/domain/time-words"
import { Directory } from "@coffeebuddy/ports/directory"
import { RunStore, type Subject } from "@coffeebuddy/ports/run-store"
import { asMemberThenAdmin } from "./administering.ts"
import { decide, informed } from "./deciding.ts"
import { zoneOf } from "./member-zone.ts"
import { TimeToConfirm } from "./open-run.ts"
import type { Request } from "./request.ts"

/** The details wanted; a pick-up time left as it was (`kept`), or typed anew, blank for none. */
export interface DetailsWish {
  readonly pickup: { readonly kept: Instant } | { readonly typed: string; readonly confirmed: boolean }
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
      const zone = yield* zoneOf(directory, { member: by.member, zone: null, channel: at.channel })
      const { pickup, place, note } = yield* Effect.fromResult(
        TimeGrammar.parse(wish.pickup.typed, { now: at.now, zone: zone.name }),
      )
      if (pickup === null || place !== null || note !== null) {
        return yield* new TimeNotUnderstood({ problem: "shape", example: "10:30, 3pm or in 20m" })
      }
      if (pickup.asked === "none" || wish.pickup.confirmed) return pickup.at
      return yield* new TimeToConfirm({ asked: pickup.asked, pickupAt: pickup.at, place: wish.place, note: wish.note })
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
