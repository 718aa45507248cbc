import { Clock, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { hours } from "@coffeebuddy/domain/instant"
import * as OwedMessages from "@coffeebuddy/adapters/memory/owed-messages"
import * as RunHistory from "@coffeebuddy/adapters/memory/run-history"
import * as RunStore from "@coffeebuddy/adapters/memory/run-store"
import type { Pace } from "@coffeebuddy/adapters/memory/rates"
import * as State from "@coffeebuddy/adapters/memory/state"
import { Inside } from "./inside.ts"

const inside = Layer.effect(
  Inside,
  Effect.gen(function* () {
    const memory = yield* State.Memory
    const { tables } = memory
    const sizes = () => {
      const { channels, members, runs, messages: run_messages, deliveries, requests } = tables
      const nested = { orders: tables.orders, usuals: tables.usuals, switches: tables.switches }
      const flat = { channels, members, runs, run_messages, deliveries, requests }
      const total = (rows: ReadonlyMap<string, ReadonlyMap<string, unknown>>) =>
        [...rows.values()].reduce((sum, inner) => sum + inner.size, 0)
      return {
        ...Object.fromEntries(Object.entries(flat).map(([name, rows]) => [name, rows.size])),
        ...Object.fromEntries(Object.entries(nested).map(([name, rows]) => [name, total(rows)])),
        outbox: tables.outbox.length,
      }
    }
    return Inside.of({
      clear: Effect.gen(function* () {
        const { channels, members, runs, decisions, orders, usuals, switches, standings } = tables
        for (const table of [channels, members, runs, decisions, orders, usuals, switches, standings]) table.clear()
        for (const table of [tables.messages, tables.deliveries, tables.requests, tables.buckets]) table.clear()
        tables.outbox.length = 0
        yield* TestClock.adjust(hours(100))
      }),
      configure: memory.configure,
      pass: (millis) => Effect.andThen(TestClock.adjust(millis), Clock.currentTimeMillis),
      deliveries: (run) =>
        Effect.map(memory.deliveries(run), (rows) =>
          rows
            .map(({ kind, target, key, state, dueAt, code }) => ({ kind, target, key, state, dueAt, code }))
            .sort((one, other) => (one.key < other.key ? -1 : 1)),
        ),
      message: (run) => Effect.map(memory.message(run), ({ wanted, shown, ts }) => ({ wanted, shown, ts })),
      events: Effect.sync(() =>
        tables.outbox.map(({ event, ...row }) => {
          const { _tag, ...data } = event
          return { ...row, data }
        }),
      ),
      counts: Effect.sync(sizes),
    })
  }),
)

/** The memory adapters on one shared state and a clock that only tests move. */
export const layerWith = (pace: Pace) =>
  Layer.mergeAll(RunStore.layer, RunHistory.layer, OwedMessages.layerWith(pace), inside).pipe(
    Layer.provideMerge(State.layer),
    Layer.provideMerge(TestClock.layer()),
  )
