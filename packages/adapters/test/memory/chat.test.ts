import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { ChannelId, CorrelationId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import { defaultSettings } from "@coffeebuddy/domain/channel"
import type { RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { Chat, type ChatMessage } from "@coffeebuddy/ports/chat"
import { Conversations, layer, refusal } from "../../src/memory/chat.ts"

const kitchen = ChannelId.make("CKITCHEN")
const ada = MemberId.make("UADA")
const run = RunId.make("00000001-0000-7000-8000-000000000000")

const view: RunSnapshot = {
  now: 0,
  channel: {
    id: kitchen,
    version: 1,
    season: 1,
    closedSeq: 0,
    settings: defaultSettings({ window: 5, reminderOffset: 5 }),
  },
  run: {
    id: run,
    channel: kitchen,
    season: 1,
    status: "open",
    accepting: true,
    version: 1,
    starter: ada,
    pickupAt: null,
    place: null,
    note: null,
    volunteer: null,
    duty: null,
    pool: [],
    openedAt: 0,
    closedAt: null,
    closedSeq: null,
    endedBy: null,
    failure: null,
    openedCorrelation: CorrelationId.make("correlation-1"),
    finalCorrelation: null,
  },
  message: null,
  newest: true,
  orders: [],
  standings: [],
  switches: [],
  window: [],
  decision: null,
}
const message: ChatMessage = { kind: "run_message", to: kitchen, view, mark: run }
const later: ChatMessage = { ...message, view: { ...view, now: 1 } }

const rule = (says: string, test: Effect.Effect<void, unknown, Chat | Conversations>) =>
  it.effect(says, () => Effect.provide(test, layer))

describe("conversations in memory", () => {
  rule(
    "keep what was posted with every content it had",
    Effect.gen(function* () {
      const chat = yield* Chat
      const { posted } = yield* Conversations
      const ts = yield* chat.post(message)
      yield* chat.edit(later, ts)
      assert.deepStrictEqual(yield* posted, [{ to: kitchen, mark: run, ts, at: 0, contents: [message, later] }])
    }),
  )

  rule(
    "find our messages by their marks, in one conversation and since an instant",
    Effect.gen(function* () {
      const chat = yield* Chat
      yield* TestClock.adjust(10)
      const ts = yield* chat.post(message)
      assert.deepStrictEqual(yield* chat.marksSince(kitchen, 10), new Map([[run, ts]]))
      assert.deepStrictEqual(yield* chat.marksSince(kitchen, 11), new Map())
      assert.deepStrictEqual(yield* chat.marksSince(ada, 0), new Map())
    }),
  )

  rule(
    "refuse as often as told, and nothing happens",
    Effect.gen(function* () {
      const chat = yield* Chat
      const { posted, trouble } = yield* Conversations
      yield* trouble("post", { _tag: "refuse", refusal: refusal({ retryAfter: 30_000 }) }, 2)
      for (const _ of [1, 2]) {
        const refused = yield* Effect.flip(chat.post(message))
        assert.deepInclude(refused, { _tag: "ChatRefused", kind: "later", retryAfter: 30_000 })
      }
      assert.deepStrictEqual(yield* posted, [])
      yield* chat.post(message)
      assert.lengthOf(yield* posted, 1)
    }),
  )

  rule(
    "lose an answer after the message arrived, or drop the message too",
    Effect.gen(function* () {
      const chat = yield* Chat
      const { posted, trouble } = yield* Conversations
      yield* trouble("post", { _tag: "drop" })
      assert.strictEqual((yield* Effect.flip(chat.post(message)))._tag, "ChatUnknown")
      assert.lengthOf(yield* posted, 0)
      yield* trouble("post", { _tag: "lose" })
      assert.strictEqual((yield* Effect.flip(chat.post(message)))._tag, "ChatUnknown")
      assert.lengthOf(yield* posted, 1)
    }),
  )

  rule(
    "know that a message somebody deleted is gone",
    Effect.gen(function* () {
      const chat = yield* Chat
      const { remove } = yield* Conversations
      const ts = yield* chat.post(message)
      yield* remove(ts)
      assert.deepInclude(yield* Effect.flip(chat.edit(later, ts)), { _tag: "ChatRefused", kind: "gone" })
    }),
  )

  rule(
    "keep which forms were opened for which trigger",
    Effect.gen(function* () {
      const chat = yield* Chat
      const { opened, trouble } = yield* Conversations
      const at = { ...view, member: ada, order: null, usual: null, zone: null }
      const form = {
        _tag: "OrderForm",
        at: { ...at, switches: { member: ada, out: null, again: false } },
        noUsual: false,
      } as const
      yield* chat.openForm("trigger-1", form)
      yield* trouble("openForm", { _tag: "drop" })
      yield* Effect.flip(chat.openForm("trigger-2", form))
      assert.deepStrictEqual(yield* opened, [{ trigger: "trigger-1", form }])
    }),
  )
})
