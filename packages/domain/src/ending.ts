import { Result } from "effect"
import { runChange } from "./change.ts"
import type { Verdict } from "./decided.ts"
import type { Instant } from "./instant.ts"
import type { DeliveryKind } from "./owed.ts"
import { type Actor, mayEnd } from "./permission.ts"
import { NotAllowed, RunNotOpen } from "./rejection.ts"
import type { Failure, Run } from "./run.ts"
import { activeOrders, type RunSnapshot } from "./snapshot.ts"
import type { Note, Place } from "./text.ts"

const ended: ReadonlyArray<DeliveryKind> = ["deadline", "last_call", "runner_reminder", "ask_to_close"]

const openFor = (
  at: RunSnapshot,
  by: Actor,
  action: NotAllowed["action"],
): Result.Result<Run, RunNotOpen | NotAllowed> => {
  if (at.run.status !== "open") return Result.fail(new RunNotOpen({ runId: at.run.id, status: at.run.status }))
  if (!mayEnd(at.channel, at.run, by)) {
    return Result.fail(new NotAllowed({ runId: at.run.id, action, starter: at.run.starter }))
  }
  return Result.succeed(at.run)
}

/** Calls an open run off: nobody goes, no balance changes; when others had ordered, the channel is told. */
export const cancel = (at: RunSnapshot, by: Actor): Verdict<RunNotOpen | NotAllowed> =>
  Result.map(openFor(at, by, "cancel"), (run) => {
    const orders = activeOrders(at)
    const others = orders.some((order) => order.member !== by.member)
    return {
      change: runChange(
        run.id,
        { status: "open" },
        {
          set: { status: "canceled", accepting: false, closedAt: at.now, endedBy: by.member },
          members: [{ id: by.member }],
          cancel: ended,
          owed: others ? [{ kind: "notice", target: "channel", dueAt: at.now }] : [],
          events: [
            { _tag: "RunCanceled", runId: run.id, channelId: run.channel, by: by.member, orders: orders.length },
          ],
        },
      ),
      outcome: {
        _tag: "RunCanceled" as const,
        runId: run.id,
        orders: orders.length,
        lasted: at.now - run.openedAt,
      },
    }
  })

/** Ends a run whose message Slack refuses: the starter is told the fix, whoever had ordered meanwhile that nothing comes of it. */
export const fail = (at: RunSnapshot, failure: Failure): Verdict<RunNotOpen> => {
  const { run } = at
  if (run.status !== "open") return Result.fail(new RunNotOpen({ runId: run.id, status: run.status }))
  const told = [run.starter, ...activeOrders(at).map((order) => order.member)]
  return Result.succeed({
    change: runChange(
      run.id,
      { status: "open" },
      {
        set: { status: "failed", accepting: false, closedAt: at.now, failure },
        cancel: ended,
        owed: [...new Set(told)].map((target) => ({ kind: "notice" as const, target, dueAt: at.now })),
        refresh: false,
        events: [{ _tag: "RunFailed", runId: run.id, channelId: run.channel, failure }],
      },
    ),
    outcome: { _tag: "RunFailed", runId: run.id, lasted: at.now - run.openedAt },
  })
}

export interface Details {
  readonly pickupAt: Instant | null
  readonly place: Place | null
  readonly note: Note | null
}

/** The snapshot's run, when it is open and this person may change its details. */
export const editable = (at: RunSnapshot, by: Actor): Result.Result<Run, RunNotOpen | NotAllowed> =>
  openFor(at, by, "edit")

/** Replaces an open run's pick-up time, place and note. */
export const edit = (at: RunSnapshot, by: Actor, details: Details): Verdict<RunNotOpen | NotAllowed> =>
  Result.map(editable(at, by), (run) => ({
    change: runChange(run.id, { status: "open" }, { set: { ...details }, members: [{ id: by.member }] }),
    outcome: { _tag: "DetailsEdited" as const, runId: run.id, pickupAt: details.pickupAt },
  }))
