import { Schema } from "effect"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"

/** A row with this unique key is there already; the statement wrote nothing. */
export class Duplicate extends Schema.TaggedError<Duplicate>()("Duplicate", {
  operation: Schema.String,
  constraint: Schema.String,
}) {}

/** The statement asked for something impossible: a bug of ours. Never retried. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  operation: Schema.String,
  code: Schema.String,
  constraint: Schema.NullOr(Schema.String),
  table: Schema.NullOr(Schema.String),
}) {
  override get message() {
    return `${this.operation}: ${this.code} ${this.constraint ?? ""} ${this.table ?? ""}`.trimEnd()
  }
}

export type Fault = StoreUnavailable | Duplicate | Refused

const text = (error: unknown, field: string): string | null => {
  if (typeof error !== "object" || error === null) return null
  const value: unknown = Reflect.get(error, field)
  return typeof value === "string" && value !== "" ? value : null
}

/** Bad data, a broken constraint, a statement that does not fit: but a table or column that is missing is a schema still to be migrated. */
const isOurs = (code: string): boolean =>
  /^(22|23|42)/.test(code) && code !== "42P01" && code !== "42703" && code !== "42501"

/**
 * What a driver's error means. Of the error only its code, constraint and table are kept: its message, detail and parameters can hold what
 * people ordered. Codes are SQLSTATEs, or the driver's and the operating system's names (`CONNECTION_CLOSED`, `ECONNREFUSED`).
 */
export const fault = (operation: string, error: unknown): Fault => {
  const code = text(error, "code") ?? "UNKNOWN"
  const constraint = text(error, "constraint_name")
  const table = text(error, "table_name")
  if (code === "23505" && constraint !== null) return new Duplicate({ operation, constraint })
  if (isOurs(code)) return new Refused({ operation, code, constraint, table })
  return new StoreUnavailable({ operation, code, constraint, table })
}

/** Deadlock and serialization failure: nothing was written, and the same statement can be tried at once. */
export const isPassing = (fault: Fault): boolean =>
  fault._tag === "StoreUnavailable" && (fault.code === "40P01" || fault.code === "40001")
