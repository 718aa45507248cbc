import type { Tuning } from "@coffeebuddy/http/app"

/** Whether faults last as long as the project's fault table says (`CHAOS=full`), or a few seconds. */
export const full = process.env["CHAOS"] === "full"

/** How long a fault lasts, in milliseconds: `short` in the ordinary run, `long` at full length. */
export const lasting = (short: number, long: number): number => (full ? long : short)

const unlimited = { every: 1, burst: 1_000 }

/** Production's rules with short waits: a lease of 1 s, looks 0.2 s apart, and buckets that hold nobody up. */
export const quick: Tuning = {
  dispatcher: { lease: 1_000, callTimeout: 500, idle: 200, retry: 100, pause: 1_000 },
  owedMessages: {
    editPause: 50,
    lookPause: 200,
    post: { one: unlimited, all: unlimited },
    update: { one: unlimited, all: unlimited },
  },
  host: "127.0.0.1",
}
