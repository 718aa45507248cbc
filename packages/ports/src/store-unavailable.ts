import { Schema } from "effect"

/**
 * The store could not answer; whether a commit was applied is unknown (asking again with the same request key is safe). Of the driver's
 * error it keeps the code, constraint and table and nothing else, because the rest can hold what people ordered.
 */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  operation: Schema.String,
  code: Schema.String,
  constraint: Schema.NullOr(Schema.String),
  table: Schema.NullOr(Schema.String),
}) {
  /** The connection broke or never stood: asking again may find another one. */
  get connectionLost(): boolean {
    return /^(CONNECT|CONNECTION_|ECONN|EPIPE|08|57P0)/.test(this.code)
  }

  override get message() {
    return `${this.operation}: ${this.code}`
  }
}
