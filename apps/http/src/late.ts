import { Effect, Fiber, Schedule } from "effect"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"

/** Slack waits 3 s for an answer; ours leaves after 2 s at the latest, so that the way back has one. */
export const ANSWER_WITHIN = 2_000

/** How long a request whose store is away is still tried after that, in milliseconds; Slack takes a late answer for 30 min. */
const GIVE_UP_AFTER = 20_000

/** No answer within our bound, or the server's; and no free connection on the server. */
const passing = new Set(["DEADLINE", "57014", "53300"])

const mayComeBack = (error: unknown): boolean =>
  error instanceof StoreUnavailable && (error.connectionLost || passing.has(error.code))

/** Tries again, with the same request key, while the store is away for a moment: a restart, a lost connection. */
export const patiently = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.retry(work, {
    while: mayComeBack,
    schedule: Schedule.spaced(200).pipe(Schedule.upTo({ duration: GIVE_UP_AFTER })),
  })

/** Answers with the work's result, or with `stillWorking` when it takes longer than `ANSWER_WITHIN`; then `late` gets the result. */
export const inTime = <A, R1, R2>(
  work: Effect.Effect<A, never, R1>,
  answer: (result: A) => Effect.Effect<void>,
  stillWorking: Effect.Effect<void>,
  late: (result: A) => Effect.Effect<void, never, R2>,
): Effect.Effect<void, never, R1 | R2> =>
  Effect.gen(function* () {
    // One of the two speaks first: the outcome or the clock, whichever asks this first.
    let spoken = false
    const speaksFirst = () => !spoken && (spoken = true)
    const impatient = yield* Effect.sleep(ANSWER_WITHIN).pipe(
      Effect.andThen(Effect.suspend(() => (speaksFirst() ? stillWorking : Effect.void))),
      Effect.forkChild,
    )
    const result = yield* work
    if (speaksFirst()) {
      yield* Fiber.interrupt(impatient)
      return yield* answer(result)
    }
    yield* Fiber.join(impatient)
    yield* late(result)
  })
