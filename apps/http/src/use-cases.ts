import { Effect, Layer } from "effect"
import { CancelOrder } from "@coffeebuddy/application/cancel-order"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { CloseRun } from "@coffeebuddy/application/close-run"
import { ComeBack } from "@coffeebuddy/application/come-back"
import { EditRun } from "@coffeebuddy/application/edit-run"
import { HandOver } from "@coffeebuddy/application/hand-over"
import { OpenForm } from "@coffeebuddy/application/open-form"
import { OpenRun } from "@coffeebuddy/application/open-run"
import { PlaceOrder } from "@coffeebuddy/application/place-order"
import { RunAgain } from "@coffeebuddy/application/run-again"
import { RunView } from "@coffeebuddy/application/run-view"
import { SetUsual } from "@coffeebuddy/application/set-usual"
import { StayOut } from "@coffeebuddy/application/stay-out"
import { UseUsual } from "@coffeebuddy/application/use-usual"
import { Volunteer } from "@coffeebuddy/application/volunteer"

/** Everything a member can ask for. */
export const useCases = Effect.gen(function* () {
  return {
    cancelOrder: yield* CancelOrder,
    cancelRun: yield* CancelRun,
    closeRun: yield* CloseRun,
    comeBack: yield* ComeBack,
    editRun: yield* EditRun,
    handOver: yield* HandOver,
    openForm: yield* OpenForm,
    openRun: yield* OpenRun,
    placeOrder: yield* PlaceOrder,
    runAgain: yield* RunAgain,
    runView: yield* RunView,
    setUsual: yield* SetUsual,
    stayOut: yield* StayOut,
    useUsual: yield* UseUsual,
    volunteer: yield* Volunteer,
  }
})

export type UseCases = Effect.Success<typeof useCases>

/** All use cases but `CloseRun`, which the dispatcher shares. */
export const layer = Layer.mergeAll(
  CancelOrder.layer,
  CancelRun.layer,
  ComeBack.layer,
  EditRun.layer,
  HandOver.layer,
  OpenRun.layer,
  PlaceOrder.layer,
  RunAgain.layer,
  SetUsual.layer,
  StayOut.layer,
  UseUsual.layer,
  Volunteer.layer,
  OpenForm.layer,
).pipe(Layer.provideMerge(RunView.layer))
