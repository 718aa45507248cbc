import fc from "fast-check"
import type { MemberId } from "@coffeebuddy/domain/ids"
import * as Ledger from "@coffeebuddy/domain/ledger"
import type { RunSnapshot, Switches } from "@coffeebuddy/domain/snapshot"
import { ada, ben, cem, channel, dia, flatWhite, now, order, run, seenWith } from "./given.ts"

const people: ReadonlyArray<MemberId> = [ada, ben, cem, dia]

const switches = fc.tuple(
  ...people.map((member) =>
    fc.record({
      member: fc.constant(member),
      out: fc.option(fc.record({ until: fc.option(fc.constantFrom(now - 1, now, now + 1)) }), { freq: 1 }),
      again: fc.boolean(),
    }),
  ),
) satisfies fc.Arbitrary<ReadonlyArray<Switches>>

const window = fc.array(
  fc
    .tuple(fc.constantFrom(...people), fc.subarray([...people]))
    .map(([runner, pool]) => ({ runner, pool: Ledger.poolOf(pool, runner) })),
  { maxLength: 5 },
)

/** Any open run of four people that Ada started: anybody may have ordered, canceled, volunteered, opted out, served before. */
export const anyRun: fc.Arbitrary<RunSnapshot> = fc
  .record({
    orders: fc.array(fc.tuple(fc.constantFrom(...people), fc.boolean()), { maxLength: 6 }),
    volunteer: fc.option(fc.constantFrom(...people), { freq: 2 }),
    strategy: fc.constantFrom("fewest-runs" as const, "fair-share" as const, "rotation" as const),
    switches,
    window,
  })
  .map(({ orders, strategy, switches, volunteer, window }) => {
    const history = window.map((served, age) => ({ ...served, seq: window.length - age, at: now - age - 1 }))
    return seenWith([], {
      channel: { ...channel({ strategy }), closedSeq: window.length },
      run: run({ volunteer }),
      orders: [...new Map(orders)].map(([member, active]) => order(member, flatWhite, active)),
      standings: Ledger.fold(history),
      switches,
      window,
    })
  })
