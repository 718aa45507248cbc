import { Result } from "effect"
import type { Decided, Verdict } from "./decided.ts"
import type { Instant } from "./instant.ts"
import type { Outcome } from "./outcome.ts"
import type { MemberSnapshot, Switches } from "./snapshot.ts"

const switched = (at: MemberSnapshot, switches: Partial<Switches>, outcome: Outcome): Decided => ({
  change: {
    _tag: "ChannelChange",
    channel: { id: at.channel.id, version: at.channel.version },
    usuals: [],
    switches: [{ ...at.switches, ...switches }],
    members: [{ id: at.member }],
  },
  outcome,
})

/** Not to be picked in this channel until `until` (exclusive), or until further notice. */
export const out = (at: MemberSnapshot, until: Instant | null): Verdict<never> =>
  Result.succeed(switched(at, { out: { until } }, { _tag: "SwitchedOut", until }))

/** To be picked again; `again` stays as it was. */
export const backIn = (at: MemberSnapshot): Verdict<never> =>
  Result.succeed(switched(at, { out: null }, { _tag: "SwitchedIn", again: at.switches.again }))

/** Whether the member may be picked although they ran last. */
export const setAgain = (at: MemberSnapshot, on: boolean): Verdict<never> =>
  Result.succeed(switched(at, { again: on }, { _tag: "AgainSet", on }))
