import { formerMember, isFormer } from "./former-member.ts"
import type { MemberId } from "./ids.ts"
import { byMember } from "./tie-break.ts"

/** What one run costs, in indivisible units: lcm(1..20), so that up to 20 people split it evenly. */
export const UNIT = 232_792_560

/** Which closed run someone served: its place in the channel's order, and when it closed (epoch ms, for display only). */
export interface Service {
  readonly seq: number
  readonly at: number
}

/** What one member has put in and used up in a channel's season. `share` is in units of `UNIT`, the rest are counts of runs. */
export interface Standing {
  readonly member: MemberId
  readonly joined: number
  readonly served: number
  readonly share: number
  readonly lastServed: number | null
  readonly lastServedAt: number | null
}

/** What is added to one member's standing; `lastServed`, where present, replaces it. A list of deltas names a member at most once. */
export interface Delta {
  readonly member: MemberId
  readonly joined: number
  readonly served: number
  readonly share: number
  readonly lastServed?: Service | null
}

/** A closed run as it finally stands. Only one with a runner enters the ledger. */
export interface ClosedRun extends Service {
  readonly pool: ReadonlyArray<MemberId>
  readonly runner: MemberId | null
}

/** Who is credited with a run, and the run they had served before it (null: none this season). */
export interface Credited {
  readonly member: MemberId
  readonly before: Service | null
}

/** Runs served minus fair share, in units: below zero owes a run to the others, above zero is owed one. */
export const balance = (standing: { readonly served: number; readonly share: number }): number =>
  standing.served * UNIT - standing.share

/** Splits one run among the pool: whole units that sum to `UNIT` exactly; what does not divide goes to the first in member-id order. */
export const shares = (pool: ReadonlyArray<MemberId>): ReadonlyMap<MemberId, number> => {
  const members = [...new Set(pool)].sort(byMember)
  const even = Math.floor(UNIT / members.length)
  const rest = UNIT - even * members.length
  return new Map(members.map((member, index) => [member, index < rest ? even + 1 : even]))
}

/** Who pays for a run: its eligible people or, when there were none, the volunteer alone, so that the season's balances still sum to 0. */
export const poolOf = (eligible: ReadonlyArray<MemberId>, runner: MemberId): ReadonlyArray<MemberId> =>
  eligible.length === 0 ? [runner] : eligible

const entry = (pool: ReadonlyArray<MemberId>, runner: MemberId, sign: 1 | -1, lastServed: Service | null): Delta[] => {
  const paid = [...shares(pool)].map(([member, share]) => ({ member, joined: sign, served: 0, share: sign * share }))
  return merge([...paid, { member: runner, joined: 0, served: sign, share: 0, lastServed }])
}

/** Closing a run with a runner: everyone in the pool joined it and pays a share; the runner, in the pool or not, is credited. */
export const charge = (pool: ReadonlyArray<MemberId>, runner: MemberId, served: Service): Delta[] =>
  entry(pool, runner, 1, served)

/** Someone else goes: the credit moves, the shares stay, and whoever handed over last served when they did before this run. */
export const handOver = (from: Credited, to: MemberId, served: Service): Delta[] =>
  merge([
    { member: from.member, joined: 0, served: -1, share: 0, lastServed: from.before },
    { member: to, joined: 0, served: 1, share: 0, lastServed: served },
  ])

/** Nobody is left to go: the credit, the pool's shares and their joining are taken back, as if the run had not been charged. */
export const unassign = (pool: ReadonlyArray<MemberId>, from: Credited): Delta[] =>
  entry(pool, from.member, -1, from.before)

/** What concerns an erased person is booked on the one row of all erased, where nobody last served. */
const booked = (delta: Delta): Delta => {
  if (!isFormer(delta.member)) return delta
  const { joined, served, share } = delta
  return { member: formerMember, joined, served, share }
}

const sum = (one: Delta, other: Delta): Delta => ({
  ...one,
  ...other,
  joined: one.joined + other.joined,
  served: one.served + other.served,
  share: one.share + other.share,
})

const merge = (deltas: ReadonlyArray<Delta>): Delta[] => {
  const byId = new Map<MemberId, Delta>()
  for (const delta of deltas.map(booked)) {
    const known = byId.get(delta.member)
    byId.set(delta.member, known === undefined ? delta : sum(known, delta))
  }
  return [...byId.values()].sort((one, other) => byMember(one.member, other.member))
}

/** The standing of someone who never joined nor served. */
export const blank = (member: MemberId): Standing => ({
  member,
  joined: 0,
  served: 0,
  share: 0,
  lastServed: null,
  lastServedAt: null,
})

const isBlank = (standing: Standing): boolean =>
  standing.joined === 0 && standing.served === 0 && standing.share === 0 && standing.lastServed === null

const canonical = (standings: Iterable<Standing>): Standing[] =>
  [...standings].filter((standing) => !isBlank(standing)).sort((one, other) => byMember(one.member, other.member))

const moved = (standing: Standing, delta: Delta): Standing => ({
  member: standing.member,
  joined: standing.joined + delta.joined,
  served: standing.served + delta.served,
  share: standing.share + delta.share,
  lastServed: delta.lastServed === undefined ? standing.lastServed : (delta.lastServed?.seq ?? null),
  lastServedAt: delta.lastServed === undefined ? standing.lastServedAt : (delta.lastServed?.at ?? null),
})

/** The standings after the deltas: one per member in member-id order, none that is blank. */
export const apply = (standings: ReadonlyArray<Standing>, deltas: ReadonlyArray<Delta>): ReadonlyArray<Standing> => {
  const byId = new Map(standings.map((standing) => [standing.member, standing]))
  for (const delta of deltas) byId.set(delta.member, moved(byId.get(delta.member) ?? blank(delta.member), delta))
  return canonical(byId.values())
}

/** Counts a season anew from its closed runs, told in any order and however often. The kept standings equal it at any moment. */
export const fold = (history: ReadonlyArray<ClosedRun>): ReadonlyArray<Standing> =>
  [...new Map(history.map((run) => [run.seq, run])).values()]
    .sort((one, other) => one.seq - other.seq)
    .reduce<ReadonlyArray<Standing>>(
      (standings, { at, pool, runner, seq }) =>
        runner === null ? standings : apply(standings, charge(pool, runner, { seq, at })),
      [],
    )

/** Forgets a member: their sums go into the nameless row of all erased, everybody else's standing and the season's sums stay. */
export const erase = (standings: ReadonlyArray<Standing>, member: MemberId): ReadonlyArray<Standing> => {
  const gone = standings.find((standing) => standing.member === member)
  if (gone === undefined) return standings
  const { joined, served, share } = gone
  const rest = standings.filter((standing) => standing !== gone)
  return apply(rest, [{ member: formerMember, joined, served, share }])
}
