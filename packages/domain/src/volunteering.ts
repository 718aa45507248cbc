import { Result } from "effect"
import { runChange } from "./change.ts"
import type { Verdict } from "./decided.ts"
import { lastServedOf, movable } from "./duty.ts"
import type { MemberId } from "./ids.ts"
import * as Ledger from "./ledger.ts"
import { AlreadyVolunteered, type DutyIsFixed, RunNotOpen, VolunteersOff } from "./rejection.ts"
import type { RunSnapshot } from "./snapshot.ts"

const whileOpen = (at: RunSnapshot, member: MemberId): Verdict<AlreadyVolunteered | RunNotOpen> => {
  const { run } = at
  if (!run.accepting) return Result.fail(new RunNotOpen({ runId: run.id, status: "closing" }))
  if (run.volunteer !== null) return Result.fail(new AlreadyVolunteered({ runId: run.id, by: run.volunteer }))
  return Result.succeed({
    change: runChange(
      run.id,
      { status: "open", accepting: true, volunteer: null },
      { set: { volunteer: member }, members: [{ id: member }] },
    ),
    outcome: { _tag: "Volunteered", runId: run.id, closed: false, insteadOf: null },
  })
}

const afterClose = (at: RunSnapshot, member: MemberId): Verdict<AlreadyVolunteered | DutyIsFixed> =>
  Result.flatMap(movable(at), ({ decision, served }) => {
    const { run, channel } = at
    const before = run.duty
    if (before !== null && (before.via === "volunteer" || before.runner === member)) {
      return Result.fail(new AlreadyVolunteered({ runId: run.id, by: before.runner }))
    }
    const eligible = decision.question.candidates.map((candidate) => candidate.member)
    const pool = before === null ? Ledger.poolOf(eligible, member) : run.pool
    return Result.succeed({
      change: runChange(
        run.id,
        { status: "closed", version: run.version, channel: { id: channel.id, version: channel.version } },
        {
          set: { duty: { runner: member, via: "volunteer", lastServedBefore: lastServedOf(at, member) }, pool },
          standings:
            before === null
              ? Ledger.charge(pool, member, served)
              : Ledger.handOver({ member: before.runner, before: before.lastServedBefore }, member, served),
          members: [{ id: member }],
          cancel: ["summary", "runner_dm"],
          owed: [
            { kind: "summary", target: "channel", dueAt: at.now },
            { kind: "runner_dm", target: "runner", dueAt: at.now },
            ...(before === null ? [] : [{ kind: "notice" as const, target: before.runner, dueAt: at.now }]),
          ],
          events: [
            {
              _tag: "RunnerChanged",
              runId: run.id,
              channelId: channel.id,
              from: before?.runner ?? null,
              to: member,
              via: "volunteer",
              pool,
            },
          ],
        },
      ),
      outcome: { _tag: "Volunteered", runId: run.id, closed: true, insteadOf: before?.runner ?? null },
    })
  })

/**
 * Offers to go. While the run is open the first volunteer wins and closing uses them; after it closed they go instead of whoever was
 * picked, or when nobody was left. Guests may volunteer too, and people who did not order.
 */
export const volunteer = (
  at: RunSnapshot,
  member: MemberId,
): Verdict<VolunteersOff | AlreadyVolunteered | RunNotOpen | DutyIsFixed> => {
  if (!at.channel.settings.volunteers) return Result.fail(new VolunteersOff())
  switch (at.run.status) {
    case "open":
      return whileOpen(at, member)
    case "closed":
      return afterClose(at, member)
    case "canceled":
    case "failed":
      return Result.fail(new RunNotOpen({ runId: at.run.id, status: at.run.status }))
  }
}
