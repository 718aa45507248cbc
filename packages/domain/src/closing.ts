import { Result } from "effect"
import { policyOf } from "./channel.ts"
import { rowsOf, runChange } from "./change.ts"
import type { Decided, Verdict } from "./decided.ts"
import * as Fairness from "./fairness.ts"
import { lastServedOf } from "./duty.ts"
import * as History from "./history.ts"
import * as Ledger from "./ledger.ts"
import { type Actor, mayEnd } from "./permission.ts"
import { NotAllowed, RunNotOpen } from "./rejection.ts"
import type { Duty } from "./run.ts"
import { activeOrders, isOut, type RunSnapshot } from "./snapshot.ts"

/** How long a frozen run waits for the one who froze it, in milliseconds, before it is closed for them. */
export const CLOSING_DEADLINE = 5_000

/** What the fairness rules are asked when this run closes: everybody who ordered, with their numbers as they stand. */
export const question = (at: RunSnapshot): Fairness.Question => {
  const out = new Set(at.switches.filter((switches) => isOut(switches, at.now)).map(({ member }) => member))
  const again = new Set(at.switches.filter((switches) => switches.again).map(({ member }) => member))
  const participants = activeOrders(at).map((order) => order.member)
  return History.ask({
    runId: at.run.id,
    policy: policyOf(at.channel),
    eligible: participants.filter((member) => !out.has(member)),
    guests: participants.filter((member) => out.has(member)),
    again,
    standings: at.standings,
    window: at.window,
  })
}

const closed = (at: RunSnapshot, by: Actor): Decided => {
  const { run, channel } = at
  const asked = question(at)
  const decision = Fairness.decide(asked)
  const orders = asked.candidates.length + asked.guests.length
  const runner = orders === 0 ? null : (run.volunteer ?? decision.pick.runner)
  const via = run.volunteer === null ? "pick" : "volunteer"
  const closedSeq = channel.closedSeq + 1
  const eligible = asked.candidates.map((candidate) => candidate.member)
  const pool = runner === null ? [] : Ledger.poolOf(eligible, runner)
  const duty: Duty | null = runner === null ? null : { runner, via, lastServedBefore: lastServedOf(at, runner) }
  return {
    change: runChange(
      run.id,
      { status: "open", version: run.version, channel: { id: channel.id, version: channel.version } },
      {
        set: {
          status: "closed",
          accepting: false,
          closedAt: at.now,
          closedSeq,
          endedBy: by.member,
          duty,
          pool,
          decision,
        },
        standings: runner === null ? [] : Ledger.charge(pool, runner, { seq: closedSeq, at: at.now }),
        members: rowsOf(by.member, runner),
        cancel: ["deadline", "ask_to_close", "last_call"],
        owed: [
          { kind: "summary", target: "channel", dueAt: at.now },
          ...(runner === null ? [] : [{ kind: "runner_dm" as const, target: "runner" as const, dueAt: at.now }]),
        ],
        events: [
          {
            _tag: "RunClosed",
            runId: run.id,
            channelId: channel.id,
            closedSeq,
            runner,
            via: runner === null ? null : via,
            strategy: decision.pick.strategy,
            ruleVersion: decision.pick.ruleVersion,
            orders,
            pool,
          },
        ],
      },
    ),
    outcome: { _tag: "RunClosed", runId: run.id, runner, orders, lasted: at.now - run.openedAt },
  }
}

/**
 * Closes an open run: the volunteer goes, or else the fairest of those who ordered and may be picked; their credit, the others' shares,
 * the summary and the runner's list are part of the same change. A run without orders, or with nobody to pick, closes unassigned.
 */
export const close = (at: RunSnapshot, by: Actor): Verdict<RunNotOpen | NotAllowed> => {
  if (at.run.status !== "open") return Result.fail(new RunNotOpen({ runId: at.run.id, status: at.run.status }))
  if (!mayEnd(at.channel, at.run, by)) {
    return Result.fail(new NotAllowed({ runId: at.run.id, action: "close", starter: at.run.starter }))
  }
  return Result.succeed(closed(at, by))
}

/** Stops ordering, so that a close cannot be outrun by orders for ever; a deadline closes the run should its closer die. */
export const freeze = (at: RunSnapshot, by: Actor): Verdict<RunNotOpen | NotAllowed> =>
  Result.map(close(at, by), () => ({
    change: runChange(
      at.run.id,
      { status: "open", accepting: true },
      {
        set: { accepting: false },
        owed: [{ kind: "deadline", target: by.member, dueAt: at.now + CLOSING_DEADLINE }],
        members: [{ id: by.member }],
        refresh: false,
      },
    ),
    outcome: { _tag: "Frozen", runId: at.run.id },
  }))
