import { Context, Deferred, Effect, Layer } from "effect"
import { defaultSettings, type Settings } from "@coffeebuddy/domain/channel"
import type { ChannelId, RunId } from "@coffeebuddy/domain/ids"
import type { Standing } from "@coffeebuddy/domain/ledger"
import type { Order, Run } from "@coffeebuddy/domain/run"
import { channelOf, type Delivery, empty, type RunMessageRow, standingsOf, type Tables } from "./tables.ts"

/**
 * The store that all memory adapters share, open for tests to look inside. Each read and each commit is one synchronous step, so that
 * fibers see it as they would see one statement of a database.
 */
export class Memory extends Context.Service<
  Memory,
  {
    readonly tables: Tables
    /** The run; dies when there is none. */
    readonly run: (id: RunId) => Effect.Effect<Run>
    /** The run's orders, canceled ones too. */
    readonly orders: (run: RunId) => Effect.Effect<ReadonlyArray<Order>>
    /** The run's own message; dies when there is none. */
    readonly message: (run: RunId) => Effect.Effect<RunMessageRow>
    /** What is or was owed for the run, in the order in which it was owed. */
    readonly deliveries: (run: RunId) => Effect.Effect<ReadonlyArray<Delivery>>
    readonly standings: (channel: ChannelId) => Effect.Effect<ReadonlyArray<Standing>>
    /** Sets some of a channel's settings, as its admins would; creates the channel when missing. */
    readonly configure: (channel: ChannelId, settings: Partial<Settings>) => Effect.Effect<void>
    /** Wakes whoever waits for owed messages. */
    readonly wake: Effect.Effect<void>
    /** Completes at the next `wake`. */
    readonly woken: Effect.Effect<void>
  }
>()("@coffeebuddy/adapters/memory/Memory") {}

const there = <A>(row: A | undefined): Effect.Effect<A> =>
  row === undefined ? Effect.die(new Error("no such row")) : Effect.succeed(row)

const make = (settings: Settings) => {
  const tables = empty(settings)
  let bell = Deferred.makeUnsafe<void>()
  return Memory.of({
    tables,
    run: (id) => Effect.suspend(() => there(tables.runs.get(id))),
    orders: (run) => Effect.sync(() => [...(tables.orders.get(run)?.values() ?? [])]),
    message: (run) => Effect.suspend(() => there(tables.messages.get(run))),
    deliveries: (run) => Effect.sync(() => [...tables.deliveries.values()].filter((one) => one.run === run)),
    standings: (channel) => Effect.sync(() => standingsOf(tables, channelOf(tables, channel))),
    configure: (id, settings) =>
      Effect.sync(() => {
        const channel = channelOf(tables, id)
        const configured = { ...channel.settings, ...settings }
        tables.channels.set(id, { ...channel, version: channel.version + 1, settings: configured })
      }),
    wake: Effect.suspend(() => {
      const ringing = bell
      bell = Deferred.makeUnsafe<void>()
      return Effect.asVoid(Deferred.succeed(ringing, undefined))
    }),
    woken: Effect.suspend(() => Deferred.await(bell)),
  })
}

/** An empty store whose channels start with these settings. */
export const layerWith = (settings: Settings) => Layer.sync(Memory, () => make(settings))

/** An empty store; channels start as on an installation that configured nothing. */
export const layer = layerWith(defaultSettings({ window: 5, reminderOffset: 5 }))
