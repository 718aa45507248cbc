import { Effect, type Layer, ManagedRuntime } from "effect"
import fc from "fast-check"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { minutes } from "@coffeebuddy/domain/instant"
import { balance } from "@coffeebuddy/domain/ledger"
import { Inside } from "./inside.ts"
import * as Memory from "./over-memory.ts"
import * as Postgres from "./over-postgres.ts"
import { comparable } from "./same.ts"
import { books, everything, morning, type Past, type Step, step, type Stores } from "./steps.ts"

const one = { every: minutes(10), burst: 1 }
const all = { every: 0, burst: 1 }
const pace = { editPause: minutes(10), lookPause: minutes(10), post: { one, all }, update: { one, all } }

/** One store with what it has gone through. */
const side = (layer: Layer.Layer<Stores>) => {
  const runtime = ManagedRuntime.make(layer)
  const past: Past = { claims: [], kept: [] }
  /** The answer in terms that both sides share; a failure is an answer too. Then a millisecond passes, so that no two steps are simultaneous. */
  const ask = (question: Effect.Effect<unknown, unknown, Stores>) =>
    runtime.runPromise(
      Effect.gen(function* () {
        const answer = yield* question.pipe(Effect.catch((failed) => Effect.succeed({ failed })))
        const now = yield* (yield* Inside).pass(1)
        return comparable(answer, now)
      }),
    )
  return {
    past,
    ask,
    clear: async () => {
      past.claims.length = 0
      past.kept.length = 0
      await runtime.runPromise(Effect.flatMap(Inside, (inside) => inside.clear))
    },
    books: () => runtime.runPromise(books),
    end: () => runtime.dispose(),
  }
}

const memory = side(Memory.layerWith(pace))
const postgres = side(Postgres.layerWith(pace))

const balanced = async ({ books }: ReturnType<typeof side>) => {
  for (const { served, standings } of await books()) {
    assert.strictEqual(
      standings.reduce((sum, standing) => sum + balance(standing), 0),
      0,
      "the balances cancel",
    )
    assert.strictEqual(
      standings.reduce((sum, standing) => sum + standing.served, 0),
      served,
      "every run is credited",
    )
  }
}

/** What the two stores answer to a step is the same. */
class Both implements fc.AsyncCommand<{ turn: number }, null> {
  readonly step: Step
  constructor(step: Step) {
    this.step = step
  }
  check = () => true
  toString = () => this.step.says
  run = async (model: { turn: number }) => {
    const turn = (model.turn += 1)
    const [said, expected] = await Promise.all(
      [postgres, memory].map(({ ask, past }) => ask(this.step.does(past, turn))),
    )
    assert.deepStrictEqual(said, expected, `turn ${turn}: ${this.step.says}`)
    await balanced(memory)
  }
}

describe("whatever happens, in whatever order", () => {
  beforeAll(() => Promise.all([memory.clear(), postgres.clear()]))
  afterAll(() => Promise.all([memory.end(), postgres.end()]))

  it("Postgres answers and keeps what memory does, and the books balance", { timeout: minutes(10) }, () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(morning, morning, morning, []),
        fc.commands([step.map((step) => new Both(step))], { maxCommands: 50, size: "max" }),
        async (before, commands) => {
          await Promise.all([memory.clear(), postgres.clear()])
          const model = { turn: 0 }
          for (const step of before) await new Both(step).run(model)
          await fc.asyncModelRun(() => ({ model, real: null }), commands)
          const [kept, expected] = await Promise.all([postgres, memory].map(({ ask }) => ask(everything)))
          assert.deepStrictEqual(kept, expected)
          await balanced(postgres)
        },
      ),
    ),
  )
})
