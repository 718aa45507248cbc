import { Effect, Layer } from "effect"
import type { Change } from "@coffeebuddy/domain/change"
import type { MemberId, RequestKey } from "@coffeebuddy/domain/ids"
import { type Commit, Conflict, RunNotFound, RunStore, type Seen, type Subject } from "@coffeebuddy/ports/run-store"
import * as Document from "./change-document.ts"
import { changeChannel, changeRun, openRun } from "./committing.ts"
import { orDie, Postgres } from "./connection.ts"
import type { Fault } from "./fault.ts"
import { readMemberByChannel, readMemberByRun, readRunByChannel, readRunByRun } from "./reading.ts"
import { channelOf, decoded, type Defaults, MemberRow, Repeated, RunRow } from "./rows.ts"
import type { Statement } from "./statement.ts"

const asRepeated = decoded(Repeated)
const asMember = decoded(MemberRow)
const asRun = decoded(RunRow)

/** Unique keys that somebody else may have taken meanwhile; every other collision is a bug. */
const raced = new Set(["requests_pkey", "runs_one_open"])

const conflictOrDie = <A>(effect: Effect.Effect<A, Fault>) =>
  Effect.catchTag(effect, "Duplicate", (duplicate) =>
    raced.has(duplicate.constraint) ? Effect.fail(new Conflict()) : Effect.die(duplicate),
  ).pipe(Effect.catchTag("Refused", Effect.die))

const written = (change: Change, commit: Commit): readonly [Statement, object] => {
  switch (change._tag) {
    case "OpenChange":
      return [openRun, Document.opening(commit, change)]
    case "RunChange":
      return [changeRun, Document.runChanging(commit, change)]
    case "ChannelChange":
      return [changeChannel, Document.channelChanging(commit, change)]
  }
}

/** Runs in Postgres: every read and every commit is one statement. `defaults` are the installation's channel settings. */
export const layer = (options: { readonly defaults: Defaults }): Layer.Layer<RunStore, never, Postgres> =>
  Layer.effect(
    RunStore,
    Effect.gen(function* () {
      const { ask } = yield* Postgres
      const { defaults } = options

      const readMember = Effect.fn("postgres.readMember")(function* (
        subject: Subject,
        member: MemberId,
        request: RequestKey | null,
      ) {
        const statement = "run" in subject ? readMemberByRun : readMemberByChannel
        const named = "run" in subject ? subject.run : subject.channel
        const [found] = yield* orDie(ask(statement, [named, member, request]))
        const { outcome } = yield* asRepeated(found)
        if (outcome !== null) return { _tag: "Repeated", outcome } satisfies Seen<never>
        const { channel_id, channel, switches, ...row } = yield* asMember(found)
        if (channel_id === null) return yield* new RunNotFound()
        const at = {
          ...row,
          member,
          channel: channelOf(channel_id, channel, defaults),
          switches: switches ?? { member, out: null, again: false },
        }
        return { _tag: "Fresh", at } as const
      })

      const readRun = Effect.fn("postgres.readRun")(function* (
        subject: Subject,
        member: MemberId | null,
        request: RequestKey | null,
      ) {
        const statement = "run" in subject ? readRunByRun : readRunByChannel
        const named = "run" in subject ? subject.run : subject.channel
        const [found] = yield* orDie(ask(statement, [named, member, request, defaults.window]))
        const { outcome } = yield* asRepeated(found)
        if (outcome !== null) return { _tag: "Repeated", outcome } satisfies Seen<never>
        const { channel_id, channel, run, ...row } = yield* asRun(found)
        if (run === null || channel_id === null) return yield* new RunNotFound()
        return { _tag: "Fresh", at: { ...row, run, channel: channelOf(channel_id, channel, defaults) } } as const
      })

      const commit = Effect.fn("postgres.commit")(function* (commit: Commit) {
        const [statement, document] = written(commit.change, commit)
        const rows = yield* conflictOrDie(ask(statement, [JSON.stringify(document)]))
        if (rows.length === 0) return yield* new Conflict()
      })

      return RunStore.of({ readMember, readRun, commit })
    }),
  )
