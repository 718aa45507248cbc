import type { ChannelChange, OpenChange, RunChange } from "@coffeebuddy/domain/change"
import { type DomainEvent, eventType } from "@coffeebuddy/domain/event"
import type { Delta } from "@coffeebuddy/domain/ledger"
import type { Owed } from "@coffeebuddy/domain/owed"
import { byMember } from "@coffeebuddy/domain/tie-break"
import type { Commit } from "@coffeebuddy/ports/run-store"

/** Every commit locks rows in the same order, so that two of them cannot wait for each other. */
const inOrder = <A>(rows: ReadonlyArray<A>, key: (row: A) => Parameters<typeof byMember>[0]): ReadonlyArray<A> =>
  rows.length < 2 ? rows : [...rows].sort((one, other) => byMember(key(one), key(other)))

const byOwner = <A extends { readonly member: Delta["member"] }>(rows: ReadonlyArray<A>) =>
  inOrder(rows, (row) => row.member)

const owed = ({ kind, target, dueAt }: Owed) =>
  target === "runner" || target === "channel"
    ? { kind, target, due: dueAt }
    : { kind, target: "member", member: target, due: dueAt }

const event = ({ _tag, ...data }: DomainEvent) => ({ type: eventType[_tag], data })

const share = ({ member, joined, served, share }: Delta) => ({ member, joined, served, share })

const service = (delta: Delta) => ({ ...share(delta), ...delta.lastServed })

const request = ({ request, outcome, correlation, trace }: Commit) => ({ request, outcome, correlation, trace })

/** The document for `openRun`. */
export const opening = (commit: Commit, { channel, run, members, owed: owing, events }: OpenChange) => ({
  ...request(commit),
  channel: channel.id,
  version: channel.version,
  run,
  members: inOrder(members, (member) => member.id),
  owed: owing.map(owed),
  events: events.map(event),
})

/** The document for `changeChannel`. */
export const channelChanging = (commit: Commit, { channel, members, usuals, switches }: ChannelChange) => ({
  ...request(commit),
  channel: channel.id,
  version: channel.version,
  members: inOrder(members, (member) => member.id),
  usuals: byOwner(usuals),
  switches: byOwner(switches).map(({ member, out, again }) => ({
    member,
    isOut: out !== null,
    outUntil: out?.until ?? null,
    again,
  })),
})

/** The document for `changeRun`. Keys that a patch lacks are left out, so that their columns stay. */
export const runChanging = (commit: Commit, change: RunChange) => {
  const { channel, ...guard } = change.guard
  if (change.standings.length > 0 && channel === undefined) {
    throw new TypeError("standings change only together with a guard on their channel")
  }
  return {
    ...request(commit),
    id: change.id,
    guard,
    ...(channel === undefined ? {} : { channel }),
    set: change.set,
    orders: byOwner(change.orders),
    usuals: byOwner(change.usuals),
    shared: byOwner(change.standings.filter((delta) => delta.lastServed === undefined)).map(share),
    served: byOwner(change.standings.filter((delta) => delta.lastServed !== undefined)).map(service),
    members: inOrder(change.members, (member) => member.id),
    cancel: change.cancel,
    refresh: change.refresh,
    owed: change.owed.map(owed),
    events: change.events.map(event),
  }
}
