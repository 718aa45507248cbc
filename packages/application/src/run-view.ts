import { Context, Effect, Layer } from "effect"
import type { ChannelId, MemberId } from "@coffeebuddy/domain/ids"
import { NoOpenRun } from "@coffeebuddy/domain/rejection"
import { RunHistory } from "@coffeebuddy/ports/run-history"
import { type RunNotFound, RunStore, type Seen, type Subject } from "@coffeebuddy/ports/run-store"
import type { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"

const fresh = <A>(read: Effect.Effect<Seen<A>, RunNotFound | StoreUnavailable>) =>
  read.pipe(
    Effect.catchTag("RunNotFound", () => Effect.fail(new NoOpenRun())),
    Effect.flatMap((seen) =>
      seen._tag === "Fresh" ? Effect.succeed(seen.at) : Effect.die("a read without a request key is never a repeat"),
    ),
  )

/** What members may look at without changing anything. */
export class RunView extends Context.Service<RunView>()("@coffeebuddy/application/RunView", {
  make: Effect.gen(function* () {
    const runs = yield* RunStore
    const history = yield* RunHistory

    /** A run as one member sees it: how it stands, their order, their usual, their switches. `NoOpenRun` when there is no such run. */
    const mine = Effect.fn("RunView.mine")(function* (subject: Subject, by: MemberId) {
      return yield* fresh(runs.readMember(subject, by, null))
    })

    /** How the runner of the channel's latest closed run was decided; `back` runs before it, 0 to 98; `NoOpenRun` when there is none. */
    const why = Effect.fn("RunView.why")(function* (channel: ChannelId, back: number, by: MemberId) {
      const closed = yield* history.latest(channel, { status: "closed", limit: back + 1 })
      const run = closed[back]
      return run === undefined ? yield* new NoOpenRun() : yield* fresh(runs.readRun({ run: run.id }, by, null))
    })

    /** Everybody's standing in the channel's season, and the rules it is played by. */
    const stats = Effect.fn("RunView.stats")(function* (channel: ChannelId, by: MemberId) {
      const at = yield* mine({ channel }, by)
      return { channel: at.channel, standings: yield* history.standings(channel) }
    })

    return { mine, why, stats }
  }),
}) {
  static readonly layer = Layer.effect(this, this.make)
}
