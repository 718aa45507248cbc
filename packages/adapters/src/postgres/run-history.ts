import { Effect, Layer, Schema } from "effect"
import { Run, type Status } from "@coffeebuddy/domain/run"
import type { ChannelId } from "@coffeebuddy/domain/ids"
import { RunHistory } from "@coffeebuddy/ports/run-history"
import { orDie, Postgres } from "./connection.ts"
import { runJson, standingsJson } from "./reading.ts"
import { decoded, StandingRow } from "./rows.ts"
import { statement } from "./statement.ts"

const latestWhere = (condition: string) =>
  `select ${runJson} as run from runs r where r.channel = $1 ${condition} order by r.opened_at desc, r.id desc limit $2::int`

export const latestRuns = statement("latestRuns", latestWhere(""))
export const latestRunsByStatus = statement("latestRunsByStatus", latestWhere("and r.status = $3"))
export const standings = statement(
  "standings",
  `select ${standingsJson} as standings from channels c join standings s on s.channel = c.id and s.season = c.season where c.id = $1`,
)

const asRun = decoded(Schema.Struct({ run: Run }))
const asStandings = decoded(Schema.Struct({ standings: Schema.Array(StandingRow) }))

/** The past in Postgres. */
export const layer: Layer.Layer<RunHistory, never, Postgres> = Layer.effect(
  RunHistory,
  Effect.gen(function* () {
    const { ask } = yield* Postgres
    return RunHistory.of({
      latest: Effect.fn("postgres.latest")(function* (
        channel: ChannelId,
        { limit, status }: { readonly status?: Status; readonly limit: number },
      ) {
        const asked =
          status === undefined ? ask(latestRuns, [channel, limit]) : ask(latestRunsByStatus, [channel, limit, status])
        return yield* Effect.forEach(yield* orDie(asked), (row) => Effect.map(asRun(row), ({ run }) => run))
      }),
      standings: Effect.fn("postgres.standings")(function* (channel: ChannelId) {
        const [row] = yield* orDie(ask(standings, [channel]))
        return (yield* asStandings(row)).standings
      }),
    })
  }),
)
