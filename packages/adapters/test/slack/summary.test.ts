import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { type Decision, decide } from "@coffeebuddy/domain/fairness"
import { UNIT } from "@coffeebuddy/domain/ledger"
import { question } from "@coffeebuddy/domain/testing/arbitraries"
import { summary } from "../../src/slack/summary.ts"
import {
  ana,
  at,
  ben,
  cai,
  candidate,
  channel,
  closedAt,
  decision,
  dee,
  halfPastTen,
  named,
  nine,
  order,
  place,
  pressable,
  shown,
} from "./fixtures.ts"

const orders = [order(ana, "flat white"), order(ben, "tea")]
const two = [candidate(ana, { recentServed: 2, recentJoined: 4 }), candidate(ben, { recentServed: 1, recentJoined: 3 })]
const wordsFor = (made: Decision) => shown(summary(closedAt(orders, made)))

describe("a summary", () => {
  it("says who goes, for how many orders, when and where, and why in numbers", () => {
    const view = closedAt(orders, decision(two), { pickupAt: halfPastTen, place: place("Blue Bottle") })
    const words = shown(summary(view))
    assert.include(words, "*<@U0BEN> goes for coffee*: 2 orders, pick-up at")
    assert.include(words, "Blue Bottle")
    assert.include(words, "Why: served 1 of 3 joined (last 5 runs); the fewest among 2 people.")
    assert.include(summary(view).text, "<@U0BEN> goes for coffee: 2 orders. Why: served 1 of 3 joined")
  })

  it("notifies the runner and nobody else, whatever was decided", () =>
    fc.assert(
      fc.property(question({ min: 1 }), fc.constantFrom("pick", "volunteer", "hand-over"), (asked, via) => {
        const made = decide(asked)
        const runner = via === "volunteer" ? dee : (made.pick.runner ?? ana)
        const duty = { runner, via, lastServedBefore: null } as const
        assert.deepStrictEqual(named(summary(closedAt(orders, made, { duty }))), [runner])
      }),
    ))

  it("speaks of what decided: count, fair share, the longest wait, a lot, or that there was no other", () => {
    const share = (served: number, runs: number) => ({ joined: 12, served, share: runs * UNIT })
    const policy = (strategy: "fair-share" | "rotation") => ({ policy: { strategy, window: 5 } })
    assert.include(
      wordsFor(decision([candidate(ana, share(1, 2.6)), candidate(ben, share(3, 2.6))], policy("fair-share"))),
      "joined 12 runs, fair share 2.6, served 1; the furthest behind among 2 people",
    )
    assert.include(
      wordsFor(decision([candidate(ana), candidate(ben, { lastServed: 1, lastServedAt: nine })], policy("rotation"))),
      "has not served this season; the longest wait among 2 people",
    )
    assert.include(
      wordsFor(decision([candidate(ana, { lastServed: 2 }), candidate(ben, { lastServed: 3 })], policy("rotation"))),
      "last served run 2;",
    )
    assert.include(
      wordsFor(decision([candidate(ana, { lastServed: 1 }), candidate(ben, { lastServed: 2 })])),
      "a tie, and the longest wait since serving",
    )
    assert.include(wordsFor(decision([candidate(ana), candidate(ben)])), "a tie, settled by this run's lot")
    assert.include(wordsFor(decision([candidate(ana)])), "the only one who could be picked")
    assert.include(wordsFor(decision([candidate(ana), candidate(ben)], { recentRuns: 0 })), "no earlier run to count")
  })

  it("counts only those whom the rules chose among", () =>
    assert.include(
      wordsFor(decision([...two, candidate(cai)], { previousRunner: cai })),
      "the fewest among 2 people. Whoever ran last sits this one out.",
    ))

  it("says why somebody goes twice in a row", () => {
    const again = decision([candidate(ana, { again: true })], { previousRunner: ana })
    assert.include(wordsFor(again), "they ran last, but nobody else could be picked")
    const asked = decision([candidate(ana, { again: true }), candidate(ben, { recentServed: 1 })], {
      previousRunner: ana,
    })
    assert.include(wordsFor(asked), "they ran last, and asked to be picked all the same")
    const owes = decision(
      [candidate(ana, { share: 3 * UNIT, joined: 3 }), candidate(ben, { served: 2, share: UNIT, joined: 3 })],
      { previousRunner: ana, policy: { strategy: "fair-share", window: 5 } },
    )
    assert.include(wordsFor(owes), "at least one whole run behind everybody else")
  })

  it("thanks a volunteer", () => {
    const duty = { runner: cai, via: "volunteer", lastServedBefore: null } as const
    const words = shown(summary(closedAt(orders, decision(two), { duty, volunteer: cai })))
    assert.include(words, "<@U0CAI> goes for coffee")
    assert.include(words, "A volunteer")
  })

  it("says that it is a change when somebody steps in afterwards, and names nobody who is off the hook", () => {
    const stepped = closedAt(orders, decision(two), { duty: { runner: cai, via: "volunteer", lastServedBefore: null } })
    assert.include(shown(summary(stepped)), "<@U0CAI> goes now")
    const handed = closedAt(orders, decision(two, { declined: [ben] }), {
      duty: { runner: ana, via: "hand-over", lastServedBefore: null },
    })
    assert.include(shown(summary(handed)), "<@U0ANA> goes now")
    assert.include(shown(summary(handed)), "can't go. Next in line: served 2 of 4 joined")
    assert.deepStrictEqual(named(summary(handed)), [ana])
  })

  it("asks who can go when nobody could be picked, and says why", () => {
    const out = summary(closedAt(orders, decision([], { guests: [ana, ben] })))
    assert.include(shown(out), "Nobody goes yet for 2 orders")
    assert.include(shown(out), "asked not to be picked")
    assert.deepStrictEqual(pressable(out), ["volunteer"])
    const declined = summary(closedAt(orders, decision(two, { declined: [ana, ben] }), { duty: null }))
    assert.include(shown(declined), "Nobody else could be picked")
    const off = summary(closedAt(orders, decision([]), {}, { channel: channel({ volunteers: false }) }))
    assert.deepStrictEqual(pressable(off), [])
    assert.include(shown(off), "Start another run")
  })

  it("of a run without orders says so and asks for nothing", () => {
    const message = summary(closedAt([], decision([])))
    assert.include(message.text, "Nobody ordered, so nobody has to go")
    assert.deepStrictEqual(pressable(message), [])
    assert.deepStrictEqual(summary(at()), message)
  })
})
