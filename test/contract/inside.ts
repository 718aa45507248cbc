import { Context, type Effect } from "effect"
import type { Settings } from "@coffeebuddy/domain/channel"
import type { ChannelId, RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { OwedKind } from "@coffeebuddy/ports/owed-messages"

/** An owed message as its adapter keeps it. */
export interface OwedRow {
  readonly kind: OwedKind
  readonly target: string
  readonly key: string
  readonly state: string
  readonly dueAt: Instant
  readonly code: string | null
}

export interface EventRow {
  readonly id: string
  readonly key: string
  readonly type: string
  readonly runVersion: number
  readonly occurredAt: Instant
  readonly correlation: string
  readonly trace: string | null
  readonly data: unknown
}

/** What contracts need beyond the ports: a view inside a store, and power over its time. */
export class Inside extends Context.Service<
  Inside,
  {
    /** Removes every row. */
    readonly clear: Effect.Effect<void>
    /** Sets some of a channel's settings, as its admins would; creates the channel when missing. */
    readonly configure: (channel: ChannelId, settings: Partial<Settings>) => Effect.Effect<void>
    /** The store's clock moves ahead by so many milliseconds; answers what it shows then. */
    readonly pass: (millis: number) => Effect.Effect<Instant>
    /** What was owed for the run, in the order of their keys. */
    readonly deliveries: (run: RunId) => Effect.Effect<ReadonlyArray<OwedRow>>
    readonly message: (
      run: RunId,
    ) => Effect.Effect<{ readonly wanted: number; readonly shown: number; readonly ts: string | null }>
    /** The events that wait to be published, oldest first. */
    readonly events: Effect.Effect<ReadonlyArray<EventRow>>
    /** How many rows each table has. */
    readonly counts: Effect.Effect<Readonly<Record<string, number>>>
  }
>()("@coffeebuddy/test/contract/Inside") {}
