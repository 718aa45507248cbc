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

/**
 * Slack's limits: chat.postMessage one a second per channel with short bursts and several hundred a minute in all; chat.update 50 a minute
 * (tier 3).
 */
const rates: { readonly [M in Method]: { readonly one: Rate; readonly all: Rate } } = {
  post: { one: { every: 1_000, burst: 3 }, all: { every: 200, burst: 20 } },
  update: { one: { every: 0, burst: 1 }, all: { every: 1_200, burst: 10 } },
}

const idle: Bucket = { fullAt: 0, busyUntil: 0, holder: null }
const bucketOf = (tables: Tables, method: Method, conversation: Conversation | "*") =>
  tables.buckets.get(`${method}:${conversation}`) ?? idle

const opensAt = ({ fullAt }: Bucket, { burst, every }: Rate): Instant => fullAt - (burst - 1) * every

/** From when on a call may go out to the conversation: none is on its way there and the rates allow it. Looking is free of the common rate. */
export const freeAt = (tables: Tables, method: Method, conversation: Conversation, cost: 0 | 1): Instant => {
  const one = bucketOf(tables, method, conversation)
  const { all, one: single } = rates[method]
  const common = cost === 0 ? 0 : opensAt(bucketOf(tables, method, "*"), all)
  return Math.max(one.busyUntil, opensAt(one, single), common)
}

/** Takes what the call costs out of both buckets; the conversation is busy with it until `until`, unless released before. */
export const take = (
  tables: Tables,
  method: Method,
  conversation: Conversation,
  holder: DeliveryId | RunId,
  call: { readonly cost: 0 | 1; readonly now: Instant; readonly until: Instant },
): void => {
  const { cost, now, until } = call
  const after = ({ fullAt }: Bucket, rate: Rate) => Math.max(now, fullAt) + cost * rate.every
  const one = bucketOf(tables, method, conversation)
  const all = bucketOf(tables, method, "*")
  tables.buckets.set(`${method}:${conversation}`, { fullAt: after(one, rates[method].one), busyUntil: until, holder })
  if (cost > 0) tables.buckets.set(`${method}:*`, { ...all, fullAt: after(all, rates[method].all) })
}

/** The holder's call has ended; with `wait`, Slack refuses calls to the conversation for so many milliseconds from `now`. */
export const release = (
  tables: Tables,
  method: Method,
  conversation: Conversation,
  holder: DeliveryId | RunId,
  refused: { readonly now: Instant; readonly wait: number } | null,
): void => {
  const bucket = bucketOf(tables, method, conversation)
  const held = bucket.holder === holder ? { holder: null, busyUntil: 0 } : {}
  const { burst, every } = rates[method].one
  const blocked = refused === null ? 0 : refused.now + refused.wait + (burst - 1) * every
  tables.buckets.set(`${method}:${conversation}`, { ...bucket, ...held, fullAt: Math.max(bucket.fullAt, blocked) })
}
