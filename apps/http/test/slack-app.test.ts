import { createServer } from "node:http"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Logger, Ref } from "effect"
import { TestClock } from "effect/testing"
import * as MemoryChat from "@coffeebuddy/adapters/memory/chat"
import * as MemoryDirectory from "@coffeebuddy/adapters/memory/directory"
import * as MemoryIds from "@coffeebuddy/adapters/memory/ids"
import * as MemoryRunHistory from "@coffeebuddy/adapters/memory/run-history"
import * as MemoryRunStore from "@coffeebuddy/adapters/memory/run-store"
import * as State from "@coffeebuddy/adapters/memory/state"
import * as Counts from "@coffeebuddy/adapters/memory/telemetry"
import { decodeCommand } from "@coffeebuddy/adapters/slack/request"
import { CloseRun } from "@coffeebuddy/application/close-run"
import { CorrelationId } from "@coffeebuddy/domain/ids"
import { RunStore } from "@coffeebuddy/ports/run-store"
import { type Handled, SlackApp } from "@coffeebuddy/http/slack-app"
import * as UseCases from "@coffeebuddy/http/use-cases"
import { Workspace } from "@coffeebuddy/http/workspace"
import { command } from "./slack-requests.ts"

/** What arrived at the response_url of whoever asked. */
const followed: Array<string> = []
const slack = createServer((request, response) => {
  request.setEncoding("utf8")
  let body = ""
  request.on("data", (chunk: string) => (body += chunk))
  request.on("end", () => {
    followed.push(body)
    response.end("ok")
  })
})
let responses = ""
beforeAll(async () => {
  await new Promise<void>((listening) => slack.listen(0, "127.0.0.1", listening))
  const address = slack.address()
  responses = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}/` : ""
})
afterAll(() => new Promise((closed) => slack.close(closed)))

/** How long the store takes for every read, in milliseconds; a bug when negative. */
class Slowness extends Context.Service<Slowness, Ref.Ref<number>>()("test/Slowness") {}

const slowed = Layer.effect(
  RunStore,
  Effect.gen(function* () {
    const store = yield* RunStore
    const slowness = yield* Slowness
    const wait = Effect.flatMap(Ref.get(slowness), (millis) =>
      millis < 0 ? Effect.die(new Error("a planted bug")) : Effect.sleep(millis),
    )
    return RunStore.of({
      ...store,
      readMember: (...asked) => Effect.andThen(wait, store.readMember(...asked)),
      readRun: (...asked) => Effect.andThen(wait, store.readRun(...asked)),
    })
  }),
).pipe(Layer.provide(MemoryRunStore.layer))

const workspaceOf = (team: string | null) =>
  Layer.succeed(
    Workspace,
    Workspace.of({
      team: Effect.succeed(team),
      identity: Effect.succeed(null),
      finding: Effect.succeed({ part: "slack", state: "ok", blocking: false, detail: null }),
    }),
  )

const appOf = (team: string | null) =>
  Layer.unwrap(Effect.sync(() => SlackApp.layer({ apiUrl: `${responses}api/` }))).pipe(
    Layer.provide(UseCases.layer),
    Layer.provide(CloseRun.layer),
    Layer.provide(workspaceOf(team)),
    Layer.provideMerge(Layer.mergeAll(slowed, MemoryRunHistory.layer)),
    Layer.provideMerge(Layer.mergeAll(MemoryChat.layer, MemoryDirectory.layer, MemoryIds.layer, Counts.layer)),
    Layer.provideMerge(State.layer),
    Layer.provideMerge(Layer.effect(Slowness, Ref.make(0))),
    Layer.provideMerge(Logger.layer([])),
  )

/** Types a command; `said` is what is answered at once, `finished` when all is done. */
const types = Effect.fn(function* (text: string) {
  const app = yield* SlackApp
  const incoming = yield* Effect.fromResult(
    decodeCommand(Buffer.from(command(text, { response_url: `${responses}answer` }))),
  )
  const said: Array<Handled> = []
  const correlation = CorrelationId.make("reference-1")
  const fiber = yield* Effect.forkChild(
    app.handle(incoming, { correlation, trace: null, arrived: 0 }, (one) => said.push(one)),
  )
  return { said, finished: Fiber.join(fiber) }
})

const only = (said: ReadonlyArray<Handled>): string => {
  assert.lengthOf(said, 1)
  assert.strictEqual(said[0]?.status, 200)
  return said[0]?.body ?? ""
}

describe("a command", () => {
  it.effect("of another workspace gets a sentence and does nothing", () =>
    Effect.gen(function* () {
      const { said, finished } = yield* types("in 20m")
      yield* finished
      assert.match(only(said), /belongs to another Slack workspace\. Nothing has changed\..*set up one of its own/)
      assert.strictEqual((yield* State.Memory).tables.runs.size, 0)
    }).pipe(Effect.provide(appOf("T2"))),
  )

  it.effect("before Slack has said which workspace is ours is asked to wait", () =>
    Effect.gen(function* () {
      const { said, finished } = yield* types("")
      yield* finished
      assert.match(only(said), /just starting and has not reached Slack yet\. Nothing has changed/)
    }).pipe(Effect.provide(appOf(null))),
  )

  it.effect("that takes longer than two seconds is answered, and its outcome follows once, privately", () =>
    Effect.gen(function* () {
      followed.length = 0
      yield* Ref.set(yield* Slowness, 5_000)
      const { said, finished } = yield* types("")
      yield* TestClock.adjust(1_999)
      assert.deepStrictEqual(said, [])
      yield* TestClock.adjust(1)
      assert.match(only(said), /Still working on it\. You'll be told here what became of it\. No need to press again/)
      yield* TestClock.adjust(5_000)
      yield* finished
      assert.lengthOf(said, 1)
      assert.lengthOf(followed, 1)
      assert.match(
        followed[0] ?? "",
        /^\{"response_type":"ephemeral","replace_original":false,"text":"Your coffee run is/,
      )
      const { count } = yield* Counts.Counted
      assert.strictEqual(yield* count("slackRequest command late"), 1)
    }).pipe(Effect.provide(appOf("T1"))),
  )

  it.effect("that meets a bug gets the reference, and the next one works", () =>
    Effect.gen(function* () {
      const slowness = yield* Slowness
      yield* Ref.set(slowness, -1)
      const first = yield* types("")
      yield* first.finished
      assert.match(only(first.said), /Something went wrong in CoffeeBuddy\..*Reference: reference-1/)
      yield* Ref.set(slowness, 0)
      const second = yield* types("")
      yield* second.finished
      assert.match(only(second.said), /Your coffee run is open/)
      const { count } = yield* Counts.Counted
      assert.strictEqual(yield* count("error bug"), 1)
    }).pipe(Effect.provide(appOf("T1"))),
  )

  it.effect("gives its correlation id to the events and to what is owed to Slack", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(types(""), ({ finished }) => finished)
      const { tables } = yield* State.Memory
      assert.deepStrictEqual([...new Set(tables.outbox.map(({ correlation }) => correlation))], ["reference-1"])
      assert.deepStrictEqual(
        [...tables.messages.values()].map(({ correlation }) => correlation),
        ["reference-1"],
      )
    }).pipe(Effect.provide(appOf("T1"))),
  )
})
