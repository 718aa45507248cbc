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

/** Slack's limits: one post a second per channel and several hundred a minute in all; 50 updates a minute in all (tier 3). */
const rates: { readonly [M in Method]: { readonly one: Rate; readonly all: Rate } } = {
  post: { one: { every: 1_000, burst: 1 }, all: { every: 200, burst: 20 } },
  update: { one: { every: 0, burst: 1 }, all: { every: 1_200, burst: 10 } },
}

const idle: Bucket = { fullAt: 0, busyUntil: 0, holder: null }
const bucketOf = (tables: Tables, method: Method, conversation: Conversation | "*") =>
  tables.buckets.get(`${method}:${conversation}`) ?? idle

const opensAt = ({ fullAt }: Bucket, { burst, every }: Rate): Instant => fullAt - (burst - 1) * every

/** From when on a call may go out to the conversation: none is on its way there and both rates allow it. */
export const freeAt = (tables: Tables, method: Method, conversation: Conversation): Instant => {
  const one = bucketOf(tables, method, conversation)
  const { all, one: single } = rates[method]
  return Math.max(one.busyUntil, opensAt(one, single), opensAt(bucketOf(tables, method, "*"), all))
}

/** Takes one call out of both buckets; the conversation is busy with it until `until`, unless released before. */
export const take = (
  tables: Tables,
  method: Method,
  conversation: Conversation,
  holder: DeliveryId | RunId,
  at: { readonly now: Instant; readonly until: Instant },
): void => {
  const after = (bucket: Bucket, rate: Rate) => Math.max(at.now, bucket.fullAt) + rate.every
  const one = bucketOf(tables, method, conversation)
  const all = bucketOf(tables, method, "*")
  const fullAt = after(one, rates[method].one)
  tables.buckets.set(`${method}:${conversation}`, { fullAt, busyUntil: at.until, holder })
  tables.buckets.set(`${method}:*`, { ...all, fullAt: after(all, rates[method].all) })
}

/** The holder's call has ended; with `blockedUntil`, Slack refuses calls to the conversation until then. */
export const release = (
  tables: Tables,
  method: Method,
  conversation: Conversation,
  holder: DeliveryId | RunId,
  blockedUntil: Instant = 0,
): void => {
  const bucket = bucketOf(tables, method, conversation)
  const held = bucket.holder === holder ? { holder: null, busyUntil: 0 } : {}
  const fullAt = Math.max(bucket.fullAt, blockedUntil)
  tables.buckets.set(`${method}:${conversation}`, { ...bucket, ...held, fullAt })
}
