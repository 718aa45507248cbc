import type { Instant } from "@coffeebuddy/domain/instant"

const instants = new Set([
  "now",
  "at",
  "pickupAt",
  "openedAt",
  "closedAt",
  "usedAt",
  "until",
  "lastServedAt",
  "startedAt",
  "dueAt",
  "occurredAt",
])

/**
 * What two stores with clocks of their own should agree on: plain data in which every instant is told in whole minutes from `now`, and marks
 * of deliveries, which each store makes up, are left out.
 */
export const comparable = (value: unknown, now: Instant): unknown => {
  const told = (key: string, value: unknown): unknown => {
    if (instants.has(key) && typeof value === "number") return `${Math.round((value - now) / 60_000)} min`
    return key === "mark" ? undefined : value
  }
  const text = JSON.stringify(value, told)
  return text === undefined ? null : JSON.parse(text)
}
