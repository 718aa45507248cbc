import { Effect } from "effect"
import type { Pressed } from "@coffeebuddy/adapters/slack/request"
import type { NoOpenRun, RunNotOpen } from "@coffeebuddy/domain/rejection"
import type { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { answered, requestOf } from "./commands.ts"
import type { Opening } from "./opening.ts"
import type { Present } from "./present.ts"
import { nothing } from "./reply.ts"
import { type Context, done, type Worked } from "./telling.ts"
import type { UseCases } from "./use-cases.ts"

/** Does what a button or a menu's choice says. */
const perform = (use: UseCases, present: Present, open: Opening) =>
  Effect.fn("http.press")(function* (sent: Pressed, context: Context) {
    const request = requestOf(sent, context)
    const { action, member, trigger } = sent
    if (action._tag === "OpenConfirmed") {
      const { channel, pickupAt, place, note } = action
      return yield* open(request, channel, { confirmed: { pickupAt, place, note } }).pipe(
        Effect.map(answered),
        Effect.catchTags({
          RunAlreadyOpen: ({ runId }) => present({ run: runId }, member),
          TimeToConfirm: Effect.die,
        }),
      )
    }
    const subject = { run: action.run }
    switch (action._tag) {
      case "Order":
        yield* use.openForm.order(trigger, subject, member, false)
        return done(nothing)
      case "UseUsual":
        return yield* use.useUsual.execute(request, subject).pipe(
          Effect.map(answered),
          Effect.catchTag("NoUsual", () =>
            Effect.as(use.openForm.order(trigger, subject, member, true), done(nothing)),
          ),
        )
      case "CancelMyOrder":
        return answered(yield* use.cancelOrder.execute(request, subject))
      case "Close":
        return answered(yield* use.closeRun.execute(request, subject))
      case "Volunteer":
        return answered(yield* use.volunteer.execute(request, subject))
      case "EditDetails":
        yield* use.openForm.details(trigger, subject, member)
        return done(nothing)
      case "CancelRun":
        return answered(yield* use.cancelRun.execute(request, subject))
      case "CantGo":
        return answered(yield* use.handOver.execute(request, subject))
    }
  })

/** Does what a button or a menu's choice says; on a run that has ended, whatever was pressed, answers with how the channel stands now. */
export const press = (use: UseCases, present: Present, open: Opening) => {
  const performed = perform(use, present, open)
  return (sent: Pressed, context: Context) =>
    Effect.catchTag(
      performed(sent, context),
      "RunNotOpen",
      (rejection): Effect.Effect<Worked, RunNotOpen | NoOpenRun | StoreUnavailable> =>
        rejection.status === "closing"
          ? Effect.fail(rejection)
          : present(sent.channel === null ? { run: rejection.runId } : { channel: sent.channel }, sent.member),
    )
}
