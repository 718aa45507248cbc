import { Clock, Effect, Layer } from "effect"
import type { DeliveryId, RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import { type Claim, OwedMessages } from "@coffeebuddy/ports/owed-messages"
import { type Conversation, freeAt, type Method, take } from "./rates.ts"
import { settled } from "./settling.ts"
import { Memory } from "./state.ts"
import type { Delivery, RunMessageRow, Tables } from "./tables.ts"

/** A message still unknown this many milliseconds after it was due is sent once more. */
const OVERDUE = 60_000

type Row = RunMessageRow | Delivery

const pending = (tables: Tables): ReadonlyArray<Row> => [
  ...[...tables.messages.values()].filter(
    (row) => row.state === "sending" || (row.state === "armed" && row.shown < row.wanted),
  ),
  ...[...tables.deliveries.values()].filter((row) => row.state === "armed" || row.state === "sending"),
]

/** To whom it goes now; what may have arrived already is looked for where it was sent. */
const conversationOf = (tables: Tables, row: Row): Conversation | null => {
  if (row.state === "sending") return row.sentTo
  const run = tables.runs.get(row.run)
  const target = row.kind === "run_message" ? "channel" : row.target
  if (target === "channel") return run?.channel ?? null
  return target === "runner" ? (run?.duty?.runner ?? null) : target
}

/** How it is sent; null for what needs no call. */
const methodOf = (row: Row): Method | null => (row.kind === "deadline" ? null : row.ts === null ? "post" : "update")

const claimableAt = (tables: Tables, row: Row): Instant => {
  const method = methodOf(row)
  const to = conversationOf(tables, row)
  return method === null || to === null ? row.nextAt : Math.max(row.nextAt, freeAt(tables, method, to))
}

const lease = (tables: Tables, row: Row, now: Instant, until: Instant): Claim => {
  const to = conversationOf(tables, row)
  // Editing twice is the same as once, so an edit in doubt is simply made again.
  const step = row.state === "sending" && methodOf(row) === "post" ? "verify" : "send"
  const attempt = row.attempt + 1
  const startedAt = row.startedAt ?? now
  const dueAt = row.kind === "run_message" ? startedAt : row.dueAt
  const leased = { state: "sending", attempt, startedAt, nextAt: until, sentTo: to } as const
  const claim = {
    run: row.run,
    to,
    step,
    ts: row.ts,
    attempt,
    startedAt,
    looks: row.looks,
    overdue: step === "verify" && now - dueAt > OVERDUE,
    correlation: row.correlation,
  } as const
  if (row.kind !== "run_message") {
    tables.deliveries.set(row.id, { ...row, ...leased })
    return { kind: row.kind, mark: row.id, wanted: 0, ...claim }
  }
  const wanted = step === "verify" ? row.trying : row.wanted
  tables.messages.set(row.id, { ...row, ...leased, trying: wanted })
  return { kind: row.kind, mark: row.id, wanted, ...claim }
}

const claimed = (tables: Tables, now: Instant, limit: number, leaseFor: number): ReadonlyArray<Claim> => {
  const claims: Claim[] = []
  const due = pending(tables).filter((row) => row.nextAt <= now)
  for (const row of due.sort((one, other) => one.nextAt - other.nextAt)) {
    if (claims.length === limit) break
    if (claimableAt(tables, row) > now) continue
    const until = now + leaseFor
    const claim = lease(tables, row, now, until)
    const method = methodOf(row)
    if (method !== null && claim.to !== null) take(tables, method, claim.to, claim.mark, { now, until })
    claims.push(claim)
  }
  return claims
}

const rowOf = (tables: Tables, { kind, mark }: Claim): Row | undefined =>
  kind === "run_message" ? tables.messages.get(mark as RunId) : tables.deliveries.get(mark as DeliveryId)

/** What is owed, in memory. */
export const layer = Layer.effect(
  OwedMessages,
  Effect.gen(function* () {
    const { tables, wake, woken } = yield* Memory
    return OwedMessages.of({
      claim: ({ limit, lease }) => Effect.map(Clock.currentTimeMillis, (now) => claimed(tables, now, limit, lease)),

      settle: (claim, settlement) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const row = rowOf(tables, claim)
          if (row === undefined || row.state !== "sending" || row.attempt !== claim.attempt) {
            return Effect.succeed(false)
          }
          settled(tables, row, claim, settlement, now)
          return Effect.as(wake, true)
        }),

      nextDue: (atMost) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const next = Math.min(...pending(tables).map((row) => claimableAt(tables, row)))
          return Math.max(0, Math.min(atMost, next - now))
        }),

      hint: woken,
    })
  }),
)
