import { Clock, Effect, Layer } from "effect"
import type { Instant } from "@coffeebuddy/domain/instant"
import { type Claim, OwedMessages } from "@coffeebuddy/ports/owed-messages"
import { type Conversation, defaults, freeAt, type Method, type Pace, take } from "./rates.ts"
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

/** An attempt at posting that nobody settled has to be looked for; editing twice is the same as once, so an edit is simply made again. */
const inDoubt = (row: Row): boolean => row.state === "sending" && methodOf(row) === "post"

const isOverdue = (row: Row, now: Instant): boolean =>
  inDoubt(row) && now - (row.kind === "run_message" ? (row.startedAt ?? now) : row.dueAt) > OVERDUE

/** Looking takes no call out of a bucket until it is so late that the message will be sent again. */
const costOf = (row: Row, now: Instant) => (inDoubt(row) && !isOverdue(row, now) ? 0 : 1)

const claimableAt = (tables: Tables, pace: Pace, row: Row, now: Instant): Instant => {
  const method = methodOf(row)
  const to = conversationOf(tables, row)
  return method === null || to === null
    ? row.nextAt
    : Math.max(row.nextAt, freeAt(tables, pace, method, to, costOf(row, now)))
}

const leased = (tables: Tables, row: Row, now: Instant, until: Instant): Claim => {
  const verify = inDoubt(row)
  const to = conversationOf(tables, row)
  const attempt = row.attempt + 1
  const startedAt = row.startedAt ?? now
  const sending = { state: "sending", attempt, startedAt, nextAt: until, sentTo: to } as const
  const claim = {
    run: row.run,
    to,
    step: verify ? "verify" : "send",
    ts: row.ts,
    attempt,
    startedAt,
    looks: row.looks,
    overdue: isOverdue(row, now),
    correlation: row.correlation,
  } as const
  if (row.kind !== "run_message") {
    tables.deliveries.set(row.id, { ...row, ...sending })
    return { kind: row.kind, mark: row.id, wanted: 0, ...claim }
  }
  // What may have arrived already is the content of that time, however much has changed since.
  const wanted = verify ? row.trying : row.wanted
  tables.messages.set(row.id, { ...row, ...sending, trying: wanted })
  return { kind: row.kind, mark: row.id, wanted, ...claim }
}

const byDue = (one: Row, other: Row): number => one.nextAt - other.nextAt || (one.id < other.id ? -1 : 1)

interface Claiming {
  readonly now: Instant
  readonly limit: number
  readonly lease: number
}

const claimed = (tables: Tables, pace: Pace, { lease, limit, now }: Claiming): ReadonlyArray<Claim> => {
  const claims: Claim[] = []
  const until = now + lease
  const due = pending(tables).filter((row) => row.nextAt <= now)
  for (const row of due.sort(byDue)) {
    if (claims.length === limit) break
    if (claimableAt(tables, pace, row, now) > now) continue
    const cost = costOf(row, now)
    const method = methodOf(row)
    const claim = leased(tables, row, now, until)
    const { mark: holder, to } = claim
    if (method !== null && to !== null) take(tables, pace, { method, to, holder }, { cost, now, until })
    claims.push(claim)
  }
  return claims
}

interface Rows {
  readonly messages: ReadonlyMap<string, RunMessageRow>
  readonly deliveries: ReadonlyMap<string, Delivery>
}

const rowOf = ({ deliveries, messages }: Rows, { kind, mark }: Claim): Row | undefined =>
  kind === "run_message" ? messages.get(mark) : deliveries.get(mark)

/** What is owed, in memory, sent at this pace. */
export const layerWith = (pace: Pace) =>
  Layer.effect(
    OwedMessages,
    Effect.gen(function* () {
      const { tables, wake, woken } = yield* Memory
      return OwedMessages.of({
        claim: (options) => Effect.map(Clock.currentTimeMillis, (now) => claimed(tables, pace, { ...options, now })),

        settle: (claim, settlement) =>
          Effect.flatMap(Clock.currentTimeMillis, (now) => {
            const row = rowOf(tables, claim)
            if (row === undefined || row.state !== "sending" || row.attempt !== claim.attempt) {
              return Effect.succeed(false)
            }
            settled(tables, row, claim, settlement, { now, pace })
            return Effect.as(wake, true)
          }),

        nextDue: (atMost) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            const next = Math.min(...pending(tables).map((row) => claimableAt(tables, pace, row, now)))
            return Math.max(0, Math.min(atMost, next - now))
          }),

        hint: woken,
      })
    }),
  )

/** What is owed, in memory, sent at the pace that Slack allows. */
export const layer = layerWith(defaults)
