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

const spans = new Set(["lasted"])

const inMinutes = (millis: number) => `${Math.round(millis / 60_000)} min`

/**
 * What two stores with clocks of their own should agree on: plain data in which instants are told in whole minutes from `now`, and marks
 * of deliveries, which each store makes up, are left out.
 */
export const comparable = (value: unknown, now: Instant): unknown => {
  const told = (key: string, value: unknown): unknown => {
    if (typeof value === "number" && instants.has(key)) return inMinutes(value - now)
    if (typeof value === "number" && spans.has(key)) return inMinutes(value)
    return key === "mark" ? undefined : value
  }
  const text = JSON.stringify(value, told)
  return text === undefined ? null : JSON.parse(text)
}
