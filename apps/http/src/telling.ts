import { Cause, Effect } from "effect"
import { rejection, type Trouble } from "@coffeebuddy/adapters/slack/rejections"
import type { CorrelationId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { ErrorCategory, Telemetry } from "@coffeebuddy/ports/telemetry"
import { privately, type Reply } from "./reply.ts"

/** A reply, and how the request that it answers ended. */
export interface Worked {
  readonly reply: Reply
  readonly ended: "done" | "repeated" | "rejected" | "failed"
}

export const done = (reply: Reply): Worked => ({ reply, ended: "done" })

/** What a request carries besides its content. */
export interface Context {
  readonly correlation: CorrelationId
  readonly trace: string | null
  /** When its first byte came, by this process's clock. */
  readonly arrived: Instant
}

const faults: ReadonlyMap<Trouble["_tag"], ErrorCategory> = new Map([
  ["StoreUnavailable", "store"],
  ["ChatRefused", "slack"],
  ["ChatUnknown", "slack"],
  ["DirectoryUnavailable", "slack"],
])

const codeOf = (trouble: Trouble): string => ("code" in trouble ? trouble.code : trouble._tag)

/** How a trouble is put into a reply: a private message, unless the request was a dialog that can say it better. */
export type Put = (trouble: Trouble) => Reply

/** As a private message with the reference that is in the logs. */
export const inMessage =
  (context: Context): Put =>
  (trouble) =>
    privately(rejection(trouble, { reference: context.correlation, link: null }))

const logged = (telemetry: Telemetry["Service"], trouble: Trouble) => {
  const category = faults.get(trouble._tag)
  if (category === undefined) {
    return Effect.andThen(
      telemetry.error("member"),
      Effect.logInfo("a request was rejected", { rejection: trouble._tag, category: "member" }),
    )
  }
  const operation = "operation" in trouble ? { operation: trouble.operation } : {}
  const fields = { fault: trouble._tag, code: codeOf(trouble), category, ...operation }
  return Effect.andThen(telemetry.error(category), Effect.logError("a request failed", fields))
}

/**
 * The one place where rejections and faults become what the person sees: logged and counted once, then put into words. A defect is our
 * bug: its cause is logged, the person gets the reference.
 */
export const telling = <R>(
  work: Effect.Effect<Worked, Trouble, R>,
  telemetry: Telemetry["Service"],
  put: Put,
): Effect.Effect<Worked, never, R> =>
  work.pipe(
    Effect.catch((trouble) =>
      Effect.as(logged(telemetry, trouble), {
        reply: put(trouble),
        ended: faults.has(trouble._tag) ? ("failed" as const) : ("rejected" as const),
      }),
    ),
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.interrupt
        : telemetry
            .error("bug")
            .pipe(
              Effect.andThen(Effect.logError("a request met a bug", cause, { category: "bug" })),
              Effect.as({ reply: put({ _tag: "Unexpected" }), ended: "failed" as const }),
            ),
    ),
  )
