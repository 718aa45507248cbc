import { Result } from "effect"
import { runChange } from "./change.ts"
import type { Verdict } from "./decided.ts"
import { NoOpenRun, NoOrder, NoUsual, RunNotOpen } from "./rejection.ts"
import type { Run } from "./run.ts"
import { isOut, type MemberSnapshot } from "./snapshot.ts"
import type { OrderText } from "./text.ts"

/** The snapshot's run, when it takes orders. */
export const accepting = (at: MemberSnapshot): Result.Result<Run, NoOpenRun | RunNotOpen> => {
  if (at.run === null) return Result.fail(new NoOpenRun())
  if (at.run.status !== "open") return Result.fail(new RunNotOpen({ runId: at.run.id, status: at.run.status }))
  if (!at.run.accepting) return Result.fail(new RunNotOpen({ runId: at.run.id, status: "closing" }))
  return Result.succeed(at.run)
}

const placed = (at: MemberSnapshot, run: Run, text: OrderText, usual: boolean) => ({
  change: runChange(
    run.id,
    { status: "open", accepting: true },
    {
      orders: [{ member: at.member, text, active: true }],
      usuals: [{ member: at.member, text }],
      members: [{ id: at.member }],
      events: [{ _tag: "OrderUpdated", runId: run.id, channelId: run.channel, member: at.member, kind: "set" }],
    },
  ),
  outcome: {
    _tag: "OrderPlaced" as const,
    runId: run.id,
    text,
    replaced: at.order?.active === true,
    usual,
    out: isOut(at.switches, at.now),
  },
})

/** Sets the member's one order in the run, replacing any before, and makes it their usual in the channel. */
export const place = (at: MemberSnapshot, text: OrderText): Verdict<NoOpenRun | RunNotOpen> =>
  Result.map(accepting(at), (run) => placed(at, run, text, false))

/** Orders the member's usual. `NoUsual` when none was ever confirmed in this channel. */
export const placeUsual = (at: MemberSnapshot): Verdict<NoOpenRun | RunNotOpen | NoUsual> =>
  Result.flatMap(accepting(at), (run) =>
    at.usual === null ? Result.fail(new NoUsual()) : Result.succeed(placed(at, run, at.usual.text, true)),
  )

/** Makes the member's order inactive; their volunteering for the run, if any, is withdrawn with it. The usual stays. */
export const cancelOrder = (at: MemberSnapshot): Verdict<NoOpenRun | RunNotOpen | NoOrder> =>
  Result.flatMap(accepting(at), (run) => {
    if (at.order?.active !== true) return Result.fail(new NoOrder({ runId: run.id }))
    const withdrawn = run.volunteer === at.member
    return Result.succeed({
      change: runChange(
        run.id,
        { status: "open", accepting: true, ...(withdrawn ? { volunteer: at.member } : {}) },
        {
          set: withdrawn ? { volunteer: null } : {},
          orders: [{ member: at.member, text: at.order.text, active: false }],
          members: [{ id: at.member }],
          events: [
            { _tag: "OrderUpdated", runId: run.id, channelId: run.channel, member: at.member, kind: "canceled" },
          ],
        },
      ),
      outcome: { _tag: "OrderCanceled" as const, runId: run.id, withdrawn },
    })
  })

/** Stores what the member usually has in the channel; needs no run. */
export const setUsual = (at: MemberSnapshot, text: OrderText): Verdict<never> =>
  Result.succeed({
    change: {
      _tag: "ChannelChange",
      channel: { id: at.channel.id, version: at.channel.version },
      usuals: [{ member: at.member, text }],
      switches: [],
      members: [{ id: at.member }],
    },
    outcome: { _tag: "UsualSet", text },
  })
