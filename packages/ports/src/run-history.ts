import { Context, type Effect } from "effect"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import type { Standing } from "@coffeebuddy/domain/ledger"
import type { Run, Status } from "@coffeebuddy/domain/run"
import type { StoreUnavailable } from "./store-unavailable.ts"

/** What was: past runs and present standings of one channel. */
export class RunHistory extends Context.Service<
  RunHistory,
  {
    /** The channel's newest runs, newest first (by the time they opened), of one status or of all, at most `limit` (1 to 100). */
    readonly latest: (
      channel: ChannelId,
      options: { readonly status?: Status; readonly limit: number },
    ) => Effect.Effect<ReadonlyArray<Run>, StoreUnavailable>

    /** Everybody's standing in the channel's present season, by member id. */
    readonly standings: (channel: ChannelId) => Effect.Effect<ReadonlyArray<Standing>, StoreUnavailable>
  }
>()("@coffeebuddy/ports/RunHistory") {}
