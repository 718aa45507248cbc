import { Context, Effect } from "effect"

/** Every place where a process can die between two steps of opening, closing and dispatching, with another outcome than at the place before. */
export const crashPoints = [
  "decide.read",
  "decide.commit",
  "decide.committed",
  "close.freeze",
  "close.frozen",
  "dispatch.claimed",
  "dispatch.viewed",
  "dispatch.looked",
  "dispatch.delivered",
  "dispatch.refused",
  "dispatch.failed",
  "dispatch.expired",
  "dispatch.settled",
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** What happens at a crash point: nothing, unless a test says otherwise. */
export const CrashHook = Context.Reference<(point: CrashPoint) => Effect.Effect<void>>(
  "@coffeebuddy/application/CrashHook",
  { defaultValue: () => () => Effect.void },
)

/** Marks the place before which everything so far has happened and nothing further has. */
export const crashPoint = Effect.fn("crashPoint")(function* (point: CrashPoint) {
  const hook = yield* CrashHook
  yield* hook(point)
})
