import { Clock, Effect, Layer } from "effect"
import type { Channel } from "@coffeebuddy/domain/channel"
import type { MemberId, RequestKey } from "@coffeebuddy/domain/ids"
import { hours, type Instant } from "@coffeebuddy/domain/instant"
import type { Run } from "@coffeebuddy/domain/run"
import type { MemberSnapshot, RunSnapshot, Served } from "@coffeebuddy/domain/snapshot"
import { byMember } from "@coffeebuddy/domain/tie-break"
import { Conflict, RunNotFound, RunStore, type Seen, type Subject } from "@coffeebuddy/ports/run-store"
import { applied } from "./applying.ts"
import { Memory } from "./state.ts"
import { channelOf, runsOf, standingsOf, type Tables } from "./tables.ts"

/** How long a learned zone is trusted, in milliseconds. */
const ZONE_AGE = hours(24)

interface Named {
  readonly channel: Channel
  readonly run: Run | null
}

const named = (tables: Tables, subject: Subject): Named | null => {
  if ("run" in subject) {
    const run = tables.runs.get(subject.run)
    return run === undefined ? null : { channel: channelOf(tables, run.channel), run }
  }
  const runs = runsOf(tables, subject.channel)
  const run = runs.find((run) => run.status === "open") ?? runs[0] ?? null
  return { channel: channelOf(tables, subject.channel), run }
}

const messageOf = (tables: Tables, run: Run) => {
  const message = tables.messages.get(run.id)
  return message === undefined ? null : { ts: message.ts }
}

const zoneOf = (tables: Tables, member: MemberId, now: Instant) => {
  const known = tables.members.get(member)
  return known?.zoneAt == null || now - known.zoneAt > ZONE_AGE ? null : known.zone
}

const memberSnapshot = (tables: Tables, { channel, run }: Named, member: MemberId, now: Instant): MemberSnapshot => ({
  now,
  channel,
  run,
  message: run && messageOf(tables, run),
  member,
  order: (run && tables.orders.get(run.id)?.get(member)) ?? null,
  usual: tables.usuals.get(channel.id)?.get(member) ?? null,
  switches: tables.switches.get(channel.id)?.get(member) ?? { member, out: null, again: false },
  zone: zoneOf(tables, member, now),
})

const windowOf = (tables: Tables, channel: Channel): ReadonlyArray<Served> =>
  runsOf(tables, channel.id)
    .filter((run) => run.status === "closed" && run.season === channel.season)
    .sort((one, other) => (other.closedSeq ?? 0) - (one.closedSeq ?? 0))
    .flatMap(({ duty, pool }) => (duty === null ? [] : [{ runner: duty.runner, pool }]))
    .slice(0, channel.settings.window)

const runSnapshot = (
  tables: Tables,
  { channel, run }: Named & { readonly run: Run },
  member: MemberId | null,
  now: Instant,
): RunSnapshot => {
  const orders = [...(tables.orders.get(run.id)?.values() ?? [])]
  const concerned = new Set([member, run.volunteer, run.duty?.runner, ...orders.map((order) => order.member)])
  return {
    now,
    channel,
    run,
    message: messageOf(tables, run),
    newest: runsOf(tables, run.channel)[0]?.id === run.id,
    orders: orders.sort((one, other) => one.at - other.at || byMember(one.member, other.member)),
    standings: standingsOf(tables, channel).filter((standing) => concerned.has(standing.member)),
    switches: [...(tables.switches.get(channel.id)?.values() ?? [])]
      .filter((one) => concerned.has(one.member))
      .sort((one, other) => byMember(one.member, other.member)),
    window: windowOf(tables, channel),
    decision: tables.decisions.get(run.id) ?? null,
  }
}

/** Runs in memory. */
export const layer = Layer.effect(
  RunStore,
  Effect.gen(function* () {
    const { tables, wake } = yield* Memory

    const repeated = (request: RequestKey | null) => {
      const outcome = request === null ? undefined : tables.requests.get(request)
      return outcome && ({ _tag: "Repeated", outcome } as const)
    }

    return RunStore.of({
      readMember: (subject, member, request) =>
        Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<Seen<MemberSnapshot>, RunNotFound> => {
          const again = repeated(request)
          if (again) return Effect.succeed(again)
          const at = named(tables, subject)
          if (at === null) return Effect.fail(new RunNotFound())
          return Effect.succeed({ _tag: "Fresh", at: memberSnapshot(tables, at, member, now) })
        }),

      readRun: (subject, member, request) =>
        Effect.flatMap(Clock.currentTimeMillis, (now): Effect.Effect<Seen<RunSnapshot>, RunNotFound> => {
          const again = repeated(request)
          if (again) return Effect.succeed(again)
          const at = named(tables, subject)
          if (at === null || at.run === null) return Effect.fail(new RunNotFound())
          return Effect.succeed({ _tag: "Fresh", at: runSnapshot(tables, { ...at, run: at.run }, member, now) })
        }),

      commit: ({ change, outcome, request, ...writing }) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          if (tables.requests.has(request)) return Effect.fail(new Conflict())
          if (!applied(tables, change, { ...writing, now })) return Effect.fail(new Conflict())
          tables.requests.set(request, outcome)
          return wake
        }),
    })
  }),
)
