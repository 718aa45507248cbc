import { Schema } from "effect"

/** A moment in UTC, as milliseconds since 1970-01-01T00:00:00Z. */
export const Instant = Schema.Int
export type Instant = typeof Instant.Type

/** A span in milliseconds. */
export const minutes = (count: number): number => count * 60_000

/** A span in milliseconds. */
export const hours = (count: number): number => count * 3_600_000
