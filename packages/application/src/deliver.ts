import { Context, Effect, Layer } from "effect"
import { MemberId, RequestKey } from "@coffeebuddy/domain/ids"
import { minutes } from "@coffeebuddy/domain/instant"
import type { RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { Chat, type ChatMessage, type ChatRefused } from "@coffeebuddy/ports/chat"
import type { Claim, Settlement } from "@coffeebuddy/ports/owed-messages"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { CloseRun } from "./close-run.ts"
import { crashPoint } from "./crash-point.ts"
import { FailRun } from "./fail-run.ts"
import type { Request } from "./request.ts"

/** Slack's clock may run behind the store's; the look into the history starts this many milliseconds before the first attempt. */
const LOOK_BACK = minutes(10)

/** How long a message waits when the token or the installation is at fault, in milliseconds. */
const PAUSE = 30_000

/** An attempt's end; `paused` when nothing else can be sent either until an operator acts. */
export interface Attempt {
  readonly settlement: Settlement
  readonly paused: boolean
  readonly code: string | null
}

const ended = (settlement: Settlement, code: string | null = null): Attempt => ({ settlement, paused: false, code })

const unknown = (code: string): Attempt => ended({ _tag: "Unknown" }, code)

/** A message that was sent once more on suspicion, and whose fate is unknown again, is not sent a third time. */
const givenUp = ({ code }: Attempt): Attempt => ended({ _tag: "Refused", code: "unknown" }, code)

/** Nothing was sent: free again at once, unless the claim was there to find out about an earlier call. */
const unsent = (claim: Claim, code: string): Attempt =>
  ended(claim.step === "verify" ? { _tag: "Unknown" } : { _tag: "Deferred", delay: 0, throttled: false }, code)

const requestOf = (claim: Claim, by: MemberId): Request => ({
  key: RequestKey.make(`delivery:${claim.mark}`),
  by,
  correlation: claim.correlation,
  trace: null,
})

/**
 * Tries one claimed message once: looks first when an earlier attempt may have arrived, then posts or edits it as the run stands now.
 * `stillTime` says whether a call begun now would end within the claim's lease; without it nothing is sent.
 */
export class Deliver extends Context.Service<Deliver>()("@coffeebuddy/application/Deliver", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const chat = yield* Chat
    const closeRun = yield* CloseRun
    const failRun = yield* FailRun
    const telemetry = yield* Telemetry

    const refused = Effect.fn("Deliver.refused")(function* (claim: Claim, view: RunSnapshot, refusal: ChatRefused) {
      yield* crashPoint("dispatch.refused")
      const { code, kind, retryAfter, failure } = refusal
      if (claim.kind === "run_message" && claim.ts === null && failure !== null && view.run.status === "open") {
        yield* failRun
          .execute(requestOf(claim, view.run.starter), { run: claim.run }, failure)
          .pipe(Effect.catchTags({ RunNotOpen: () => Effect.void, RunNotFound: () => Effect.void }))
        yield* crashPoint("dispatch.failed")
        return ended({ _tag: "Refused", code }, code)
      }
      switch (kind) {
        case "later":
          return ended({ _tag: "Deferred", delay: retryAfter, throttled: true }, code)
        case "paused":
          return { settlement: { _tag: "Deferred", delay: PAUSE, throttled: false }, paused: true, code } as const
        case "gone":
          return ended({ _tag: "Gone" }, code)
        case "never":
          return ended({ _tag: "Refused", code }, code)
      }
    })

    /** The history will not be read, so nothing will ever be known: past its time the message is sent once more, and that is counted. */
    const unreadable = Effect.fn("Deliver.unreadable")(function* (
      claim: Claim,
      view: RunSnapshot,
      refusal: ChatRefused,
    ) {
      // Failed already: whoever failed it died before this message was settled.
      const fails = view.run.status === "open" || view.run.status === "failed"
      if (fails && claim.kind === "run_message" && refusal.failure !== null) return yield* refused(claim, view, refusal)
      if (!claim.overdue) return unknown(refusal.code)
      yield* telemetry.delivered(claim.kind, "ResentUnknown")
      return null
    })

    /** Found: settled with the `ts` it has. No answer: nothing is known yet, so nothing is sent. Null: to be sent once more. */
    const look = Effect.fn("Deliver.look")(function* (claim: Claim, message: ChatMessage) {
      const found: Attempt | null = yield* chat.marksSince(message.to, claim.startedAt - LOOK_BACK).pipe(
        Effect.map((marks) => marks.get(claim.mark) ?? null),
        Effect.map((ts) => (ts === null ? ended({ _tag: "NotFound" }) : ended({ _tag: "Sent", ts }))),
        Effect.catchTags({
          ChatUnknown: ({ code }) => Effect.succeed(unknown(code)),
          ChatRefused: (refusal) =>
            refusal.kind === "never"
              ? unreadable(claim, message.view, refusal)
              : Effect.succeed({ ...unknown(refusal.code), paused: refusal.kind === "paused" }),
        }),
      )
      yield* crashPoint("dispatch.looked")
      return found
    })

    const send = Effect.fn("Deliver.send")(function* (claim: Claim, message: ChatMessage) {
      const call = claim.ts === null ? chat.post(message) : Effect.as(chat.edit(message, claim.ts), claim.ts)
      return yield* call.pipe(
        Effect.map((ts) => ended({ _tag: "Sent", ts })),
        Effect.tap(() => crashPoint("dispatch.delivered")),
        Effect.catchTags({
          ChatUnknown: ({ code }) => Effect.succeed(unknown(code)),
          ChatRefused: (refusal) => refused(claim, message.view, refusal),
        }),
      )
    })

    const expire = Effect.fn("Deliver.expire")(function* (claim: Claim, by: MemberId) {
      yield* crashPoint("dispatch.expired")
      yield* closeRun
        .complete(requestOf(claim, by), { run: claim.run })
        .pipe(Effect.catchTags({ RunNotOpen: () => Effect.void, NotAllowed: () => Effect.void }))
      return ended({ _tag: "Sent", ts: "" })
    })

    const execute = Effect.fn("Deliver.execute")(
      function* (claim: Claim, stillTime: Effect.Effect<boolean>) {
        if (!(yield* stillTime)) return unsent(claim, "late")
        if (claim.to === null) return ended({ _tag: "Refused", code: "nobody" }, "nobody")
        if (claim.kind === "deadline") return yield* expire(claim, MemberId.make(claim.to))
        const seen = yield* runs.readRun({ run: claim.run }, null, null)
        yield* crashPoint("dispatch.viewed")
        if (seen._tag === "Repeated") return yield* Effect.die("a read without a request key is never a repeat")
        const message: ChatMessage = { kind: claim.kind, to: claim.to, view: seen.at, mark: claim.mark }
        const looked = claim.step === "verify" ? yield* look(claim, message) : null
        if (looked !== null) return looked
        if (!(yield* stillTime)) return unsent(claim, "late")
        const sent = yield* send(claim, message)
        return claim.step === "verify" && sent.settlement._tag === "Unknown" ? givenUp(sent) : sent
      },
      (delivery, claim) =>
        Effect.catchTags(delivery, {
          RunNotFound: () => Effect.succeed(ended({ _tag: "Refused", code: "run-gone" }, "run-gone")),
          Conflict: () => Effect.succeed(unsent(claim, "conflict")),
        }),
    )

    return { execute }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
