import { Result } from "effect"
import { runChange } from "./change.ts"
import type { Verdict } from "./decided.ts"
import type { DomainEvent } from "./event.ts"
import type { MemberId } from "./ids.ts"
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

const updated = (run: Run, member: MemberId, kind: "set" | "canceled"): DomainEvent => ({
  _tag: "OrderUpdated",
  runId: run.id,
  channelId: run.channel,
  member,
  kind,
})

const placed = (at: MemberSnapshot, run: Run, text: OrderText, usual: boolean) => ({
  change: runChange(
    run.id,
    { status: "open", accepting: true },
    {
      orders: [{ member: at.member, text, active: true }],
      usuals: [{ member: at.member, text }],
      members: [{ id: at.member }],
      events: [updated(run, at.member, "set")],
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

/** Takes back the member's order and their offer to go, whichever of the two there is. The usual stays. */
export const cancelOrder = (at: MemberSnapshot): Verdict<NoOpenRun | RunNotOpen | NoOrder> =>
  Result.flatMap(accepting(at), (run) => {
    const order = at.order?.active === true ? at.order : null
    const withdrawn = run.volunteer === at.member
    if (order === null && !withdrawn) return Result.fail(new NoOrder({ runId: run.id }))
    return Result.succeed({
      change: runChange(
        run.id,
        { status: "open", accepting: true, ...(withdrawn ? { volunteer: at.member } : {}) },
        {
          set: withdrawn ? { volunteer: null } : {},
          orders: order === null ? [] : [{ member: at.member, text: order.text, active: false }],
          members: [{ id: at.member }],
          events: order === null ? [] : [updated(run, at.member, "canceled")],
        },
      ),
      outcome: { _tag: "OrderCanceled" as const, runId: run.id, ordered: order !== null, withdrawn },
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
