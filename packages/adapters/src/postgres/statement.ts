/** One SQL text under the name by which spans, plans and statistics know it. */
export interface Statement {
  readonly operation: string
  readonly text: string
}

/** Names a text. The name stands behind its first word, where pg_stat_statements, pg_stat_activity and the server's log all show it. */
export const statement = (operation: string, text: string): Statement => ({
  operation: `postgres.${operation}`,
  text: text
    .replace(/\n\s*/g, "\n")
    .trim()
    .replace(/^\w+/, (word) => `${word} /* coffeebuddy ${operation} */`),
})

/** An instant column or expression as milliseconds since 1970. */
export const millis = (instant: string): string => `floor(extract(epoch from ${instant}) * 1000)::bigint`

/** Milliseconds since 1970, an expression that may be null or JSON text, as an instant. */
export const instant = (millis: string): string => `to_timestamp((${millis})::double precision / 1000)`

/** The store's time, to the millisecond that instants are kept in. */
export const now = "date_trunc('milliseconds', now())"
