import type { ChannelId, DeliveryId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { Bucket, Tables } from "./tables.ts"

export type Method = "post" | "update"
export type Conversation = ChannelId | MemberId

/** One call every so many milliseconds, and as many at once as the burst. */
interface Rate {
  readonly every: number
  readonly burst: number
}

/** Pauses in milliseconds; `one` is the rate of each conversation, `all` that of all together. */
export interface Pace {
  /** Between two edits of one run's message. */
  readonly editPause: number
  /** Between two looks for a message that may have arrived. */
  readonly lookPause: number
  readonly post: { readonly one: Rate; readonly all: Rate }
  readonly update: { readonly one: Rate; readonly all: Rate }
}

/**
 * Slack's limits: chat.postMessage one a second per channel with short bursts and several hundred a minute in all; chat.update 50 a minute
 * (tier 3). A message may become visible in the history only after a while.
 */
export const defaults: Pace = {
  editPause: 1_500,
  lookPause: 2_000,
  post: { one: { every: 1_000, burst: 3 }, all: { every: 200, burst: 20 } },
  update: { one: { every: 0, burst: 1 }, all: { every: 1_200, burst: 10 } },
}

const idle: Bucket = { fullAt: 0, busyUntil: 0, holder: null }
const bucketOf = (tables: Tables, method: Method, conversation: Conversation | "*") =>
  tables.buckets.get(`${method}:${conversation}`) ?? idle

const opensAt = ({ fullAt }: Bucket, { burst, every }: Rate): Instant => fullAt - (burst - 1) * every

/** From when on a call may go out to the conversation: none is on its way there and the rates allow it. Looking is free of the common rate. */
export const freeAt = (tables: Tables, pace: Pace, method: Method, to: Conversation, cost: 0 | 1): Instant => {
  const one = bucketOf(tables, method, to)
  const { all, one: single } = pace[method]
  const common = cost === 0 ? 0 : opensAt(bucketOf(tables, method, "*"), all)
  return Math.max(one.busyUntil, opensAt(one, single), common)
}

/** A call to a conversation by the message that holds it. */
interface Call {
  readonly method: Method
  readonly to: Conversation
  readonly holder: DeliveryId | RunId
}

/** Takes what the call costs out of both buckets; the conversation is busy with it until `until`, unless released before. */
export const take = (
  tables: Tables,
  pace: Pace,
  { holder, method, to }: Call,
  { cost, now, until }: { readonly cost: 0 | 1; readonly now: Instant; readonly until: Instant },
): void => {
  const after = ({ fullAt }: Bucket, rate: Rate) => Math.max(now, fullAt) + cost * rate.every
  const one = bucketOf(tables, method, to)
  const all = bucketOf(tables, method, "*")
  tables.buckets.set(`${method}:${to}`, { fullAt: after(one, pace[method].one), busyUntil: until, holder })
  if (cost > 0) tables.buckets.set(`${method}:*`, { ...all, fullAt: after(all, pace[method].all) })
}

/** The call has ended; with `refusedUntil`, Slack refuses calls to the conversation until then. */
export const release = (
  tables: Tables,
  pace: Pace,
  { holder, method, to }: Call,
  refusedUntil: Instant | null,
): void => {
  const bucket = bucketOf(tables, method, to)
  const held = bucket.holder === holder ? { holder: null, busyUntil: 0 } : {}
  const { burst, every } = pace[method].one
  const blocked = refusedUntil === null ? 0 : refusedUntil + (burst - 1) * every
  tables.buckets.set(`${method}:${to}`, { ...bucket, ...held, fullAt: Math.max(bucket.fullAt, blocked) })
}
