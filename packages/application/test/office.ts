import { type Context, Effect, Layer, Logger } from "effect"
import { TestClock } from "effect/testing"
import * as MemoryChat from "@coffeebuddy/adapters/memory/chat"
import * as MemoryDirectory from "@coffeebuddy/adapters/memory/directory"
import * as MemoryIds from "@coffeebuddy/adapters/memory/ids"
import * as MemoryOwedMessages from "@coffeebuddy/adapters/memory/owed-messages"
import * as MemoryRunHistory from "@coffeebuddy/adapters/memory/run-history"
import * as MemoryRunStore from "@coffeebuddy/adapters/memory/run-store"
import * as Memory from "@coffeebuddy/adapters/memory/state"
import * as MemoryTelemetry from "@coffeebuddy/adapters/memory/telemetry"
import { CancelOrder } from "@coffeebuddy/application/cancel-order"
import { CancelRun } from "@coffeebuddy/application/cancel-run"
import { CloseRun } from "@coffeebuddy/application/close-run"
import { ComeBack } from "@coffeebuddy/application/come-back"
import { Deliver } from "@coffeebuddy/application/deliver"
import { Dispatcher, timing } from "@coffeebuddy/application/dispatcher"
import { EditRun } from "@coffeebuddy/application/edit-run"
import { FailRun } from "@coffeebuddy/application/fail-run"
import { HandOver } from "@coffeebuddy/application/hand-over"
import { OpenForm } from "@coffeebuddy/application/open-form"
import { OpenRun } from "@coffeebuddy/application/open-run"
import { PlaceOrder } from "@coffeebuddy/application/place-order"
import type { Request } from "@coffeebuddy/application/request"
import { RunAgain } from "@coffeebuddy/application/run-again"
import { RunView } from "@coffeebuddy/application/run-view"
import { SetUsual } from "@coffeebuddy/application/set-usual"
import { StayOut } from "@coffeebuddy/application/stay-out"
import { UseUsual } from "@coffeebuddy/application/use-usual"
import { Volunteer } from "@coffeebuddy/application/volunteer"
import { ChannelId, CorrelationId, MemberId, RequestKey, type RunId } from "@coffeebuddy/domain/ids"
import { OrderText } from "@coffeebuddy/domain/text"

export const ada = MemberId.make("UADA")
export const ben = MemberId.make("UBEN")
export const cem = MemberId.make("UCEM")
export const dia = MemberId.make("UDIA")
export const kitchen = ChannelId.make("CKITCHEN")
export const roof = ChannelId.make("CROOF")
export const flatWhite = OrderText.make("flat white")
export const espresso = OrderText.make("espresso")

/** When every test begins: a Monday, 09:00 in UTC, 10:00 in Berlin, 18:00 in Tokyo. */
export const morning = Date.parse("2026-01-05T09:00:00Z")

const world = Layer.mergeAll(
  MemoryRunStore.layer,
  MemoryRunHistory.layer,
  MemoryOwedMessages.layer,
  MemoryChat.layer,
  MemoryDirectory.layer,
  MemoryIds.layer,
  MemoryTelemetry.layer,
  Layer.effectDiscard(TestClock.setTime(morning)),
).pipe(Layer.provideMerge(Memory.layer))
type World = Layer.Success<typeof world>

const useCases = Layer.mergeAll(
  CancelOrder.layer,
  CancelRun.layer,
  ComeBack.layer,
  EditRun.layer,
  HandOver.layer,
  OpenForm.layer,
  OpenRun.layer,
  PlaceOrder.layer,
  RunAgain.layer,
  SetUsual.layer,
  StayOut.layer,
  UseUsual.layer,
  Volunteer.layer,
  Dispatcher.layer(timing).pipe(Layer.provideMerge(Deliver.layer)),
).pipe(Layer.provideMerge(Layer.mergeAll(CloseRun.layer, FailRun.layer, RunView.layer)))

/** Every use case over memory, where some services are other than usual. */
export const officeWhere = <Altered>(altered: Layer.Layer<Altered, never, World>) =>
  useCases.pipe(Layer.provideMerge(altered), Layer.provideMerge(world))

/** Every use case over memory, on a Monday morning. */
export const office = officeWhere(Layer.empty)

/** The service as it is, but for what `change` says: how a fault gets in. */
export const altered = <Self, Service extends object>(
  service: Context.Service<Self, Service>,
  change: (usual: Service) => Partial<Service>,
): Layer.Layer<Self, never, Self> =>
  Layer.effect(
    service,
    Effect.map(service, (usual) => ({ ...usual, ...change(usual) })),
  )

let made = 0

/** A key that no request had before. */
export const freshKey = (): RequestKey => RequestKey.make(`slack:trigger:${(made += 1)}`)

/** A request of this member, the first with its key unless the test says which. */
export const request = (by: MemberId, key = freshKey()): Request => ({
  key,
  by,
  correlation: CorrelationId.make(`correlation-${made}`),
  trace: null,
})

/** Opens a run in the kitchen as Ada, or elsewhere; answers its id. */
export const open = (channel = kitchen, by = ada) =>
  Effect.gen(function* () {
    const { outcome } = yield* (yield* OpenRun).execute(request(by), channel, { typed: "" })
    return outcome._tag === "RunOpened" ? outcome.runId : yield* Effect.die(outcome)
  }).pipe(Effect.orDie)

/** Places an order of each of these people. */
export const orders = (run: RunId, ...people: ReadonlyArray<MemberId>) =>
  Effect.gen(function* () {
    const { execute } = yield* PlaceOrder
    for (const by of people) yield* execute(request(by), { run }, flatWhite)
  }).pipe(Effect.orDie)

/** Closes the run as Ada; answers who goes. */
export const close = (run: RunId) =>
  Effect.gen(function* () {
    const { outcome } = yield* (yield* CloseRun).execute(request(ada), { run })
    return outcome._tag === "RunClosed" ? outcome.runner : yield* Effect.die(outcome)
  }).pipe(Effect.orDie)

/** Whoever went for it: dies when nobody did. */
export const somebody = (member: MemberId | null): MemberId => {
  if (member === null) throw new Error("nobody goes")
  return member
}

/** A quarter of a second, in milliseconds: short enough that whoever sleeps until a step begins acts within it. */
const STEP = 250

/** Lets this many milliseconds pass, step by step, so that whoever wakes can act and sleep again before the time is over. */
export const pass = Effect.fn("pass")(function* (millis: number) {
  for (let left = millis; left > 0; left -= STEP) yield* TestClock.adjust(Math.min(STEP, left))
})

/** Lets a dispatcher work for this long, in milliseconds; it goes on in the background. */
export const dispatching = Effect.fn("dispatching")(function* (millis: number) {
  yield* Effect.forkChild((yield* Dispatcher).run)
  yield* pass(millis)
})

interface Line {
  readonly level: string
  readonly text: string
  readonly fields: unknown
}

/** Hears what is logged. */
export const hearing = () => {
  const lines: Line[] = []
  const logger = Logger.make<unknown, void>(({ logLevel, message }) => {
    const said: ReadonlyArray<unknown> = Array.isArray(message) ? message : [message]
    lines.push({ level: logLevel, text: String(said[0]), fields: said[1] })
  })
  return { lines, layer: Logger.layer([logger]) }
}
