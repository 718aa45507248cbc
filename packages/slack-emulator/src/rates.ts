import type { RateLimits } from "./options.ts"

const tiers = { 1: 1, 2: 20, 3: 50, 4: 100 } as const

/** Calls per minute and method: https://docs.slack.dev/apis/web-api/rate-limits, tiers as java-slack-sdk's
 * MethodsRateLimits lists them. */
const perMinute: Record<string, number> = {
  "auth.test": 300,
  "chat.postMessage": 300,
  "chat.postEphemeral": tiers[4],
  "chat.update": tiers[3],
  "chat.delete": tiers[3],
  "views.open": tiers[4],
  "views.update": tiers[4],
  "views.push": tiers[4],
  "views.publish": tiers[4],
  "users.info": tiers[4],
  "conversations.open": tiers[3],
  "conversations.info": tiers[3],
  "conversations.history": tiers[3],
  "conversations.members": tiers[4],
}

/** chat.postMessage per channel: one a second, with a short burst tolerated. */
const postBurst = 3
const postMillis = 1_000

/** Counts calls as Slack does and says how long a caller has to wait. */
export class Rates {
  private readonly calls = new Map<string, Array<number>>()
  private readonly posts = new Map<string, { level: number; at: number }>()
  private readonly throttled = new Map<string, number>()
  limits: RateLimits

  constructor(limits: RateLimits) {
    this.limits = limits
  }

  /** From now on 429 for this method (and channel) during so many milliseconds, whatever the limits are set to. */
  throttle(key: string, until: number): void {
    this.throttled.set(key, until)
  }

  clear(): void {
    this.throttled.clear()
  }

  /** Seconds to wait before this call, 0 when it may pass; only a call that passes is counted. */
  wait(method: string, channel: string | undefined, now: number): number {
    const forced = [method, `${method} ${channel ?? ""}`].map((key) => (this.throttled.get(key) ?? 0) - now)
    const longest = Math.max(...forced)
    if (longest > 0) return seconds(longest)
    if (this.limits === "off") return 0
    const scale = this.limits === "slack" ? 1 : this.limits.scale
    const window = 60_000 / scale
    const recent = (this.calls.get(method) ?? []).filter((at) => at > now - window)
    this.calls.set(method, recent)
    const allowed = perMinute[method] ?? tiers[3]
    const oldest = recent[recent.length - allowed]
    if (oldest !== undefined) return seconds(oldest + window - now)
    if (method === "chat.postMessage" && channel !== undefined) {
      const wait = this.pour(channel, now, postMillis / scale)
      if (wait > 0) return seconds(wait)
    }
    recent.push(now)
    return 0
  }

  private pour(channel: string, now: number, millis: number): number {
    const bucket = this.posts.get(channel) ?? { level: 0, at: now }
    const level = Math.max(0, bucket.level - (now - bucket.at) / millis)
    if (level > postBurst - 1) return (level - (postBurst - 1)) * millis
    this.posts.set(channel, { level: level + 1, at: now })
    return 0
  }
}

const seconds = (millis: number) => Math.max(1, Math.ceil(millis / 1000))
