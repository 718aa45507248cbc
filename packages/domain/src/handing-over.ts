import { Result } from "effect"
import { rowsOf, runChange } from "./change.ts"
import type { Verdict } from "./decided.ts"
import { lastServedOf, movable } from "./duty.ts"
import * as Fairness from "./fairness.ts"
import type { MemberId } from "./ids.ts"
import * as Ledger from "./ledger.ts"
import { type DutyIsFixed, NotTheRunner } from "./rejection.ts"
import type { Duty } from "./run.ts"
import type { RunSnapshot } from "./snapshot.ts"

/**
 * The runner says that they cannot go: the rules are asked again, with the numbers stored at closing, without
 * those who declined. The credit moves, the shares stay; when nobody is left the run is unassigned and its shares go back.
 */
export const handOver = (at: RunSnapshot, member: MemberId): Verdict<DutyIsFixed | NotTheRunner> =>
  Result.flatMap(movable(at), ({ decision: before, served }) => {
    const { run, channel } = at
    const from = run.duty
    if (from === null || from.runner !== member) {
      return Result.fail(new NotTheRunner({ runId: run.id, runner: from?.runner ?? null }))
    }
    const decision = Fairness.decline(before, from.runner)
    const to = decision.pick.runner
    const credit = { member: from.runner, before: from.lastServedBefore }
    const duty: Duty | null =
      to === null ? null : { runner: to, via: "hand-over", lastServedBefore: lastServedOf(at, to) }
    const pool = to === null ? [] : run.pool
    return Result.succeed({
      change: runChange(
        run.id,
        { status: "closed", version: run.version, channel: { id: channel.id, version: channel.version } },
        {
          set: { duty, pool, decision },
          standings: to === null ? Ledger.unassign(run.pool, credit) : Ledger.handOver(credit, to, served),
          members: rowsOf(member, to),
          cancel: ["summary", "runner_dm"],
          owed: [
            { kind: "summary", target: "channel", dueAt: at.now },
            ...(to === null ? [] : [{ kind: "runner_dm" as const, target: "runner" as const, dueAt: at.now }]),
          ],
          events: [
            {
              _tag: "RunnerChanged",
              runId: run.id,
              channelId: channel.id,
              from: from.runner,
              to,
              via: duty?.via ?? null,
              pool,
            },
          ],
        },
      ),
      outcome: { _tag: "HandedOver", runId: run.id, runner: to },
    })
  })
