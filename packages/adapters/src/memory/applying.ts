import type { Change, ChannelChange, MemberRow, OpenChange, RunChange } from "@coffeebuddy/domain/change"
import { eventType, type DomainEvent } from "@coffeebuddy/domain/event"
import type { Channel } from "@coffeebuddy/domain/channel"
import { type ChannelId, DeliveryId, type RunId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import * as Ledger from "@coffeebuddy/domain/ledger"
import type { Owed } from "@coffeebuddy/domain/owed"
import type { Usual } from "@coffeebuddy/domain/run"
import type { Commit } from "@coffeebuddy/ports/run-store"
import { channelOf, type Progress, runsOf, standingsOf, type Tables, within } from "./tables.ts"
import { uuid } from "./uuid.ts"

/** A commit with the moment at which it is written. */
type Writing = Pick<Commit, "correlation" | "trace"> & { readonly now: Instant }

const untried = (correlation: Writing["correlation"], nextAt: Instant): Progress => ({
  nextAt,
  attempt: 0,
  startedAt: null,
  looks: 0,
  sentTo: null,
  ts: null,
  code: null,
  correlation,
})

const writeMembers = (tables: Tables, members: ReadonlyArray<MemberRow>, { now }: Writing) => {
  for (const { id, zone } of members) {
    const known = tables.members.get(id) ?? { zone: null, zoneAt: null }
    tables.members.set(id, zone === undefined ? known : { zone, zoneAt: now })
  }
}

const writeUsuals = (
  tables: Tables,
  channel: ChannelId,
  usuals: ReadonlyArray<Pick<Usual, "member" | "text">>,
  { now }: Writing,
) => {
  const rows = within(tables.usuals, channel)
  for (const { member, text } of usuals) rows.set(member, { member, text, usedAt: now })
}

const owe = (tables: Tables, run: RunId, version: number, owed: ReadonlyArray<Owed>, { correlation }: Writing) => {
  for (const { kind, target, dueAt } of owed) {
    const id = DeliveryId.make(uuid("9", tables.deliveries.size + 1))
    const general = `${kind}:${run}:${version}`
    const key = target === "runner" || target === "channel" ? general : `${general}:${target}`
    const armed = { state: "armed", withdrawn: false, ...untried(correlation, dueAt) } as const
    tables.deliveries.set(id, { kind, id, key, run, target, dueAt, ...armed })
  }
}

const publish = (
  tables: Tables,
  run: RunId,
  version: number,
  events: ReadonlyArray<DomainEvent>,
  { correlation, trace, now }: Writing,
) => {
  for (const [index, event] of events.entries()) {
    const id = `${run}:${version}:${index + 1}`
    const type = eventType[event._tag]
    tables.outbox.push({ id, key: run, type, runVersion: version, occurredAt: now, correlation, trace, event })
  }
}

const bumped = (tables: Tables, channel: Channel, closedSeq = channel.closedSeq) =>
  tables.channels.set(channel.id, { ...channel, version: channel.version + 1, closedSeq })

const open = (tables: Tables, change: OpenChange, writing: Writing): boolean => {
  const channel = channelOf(tables, change.channel.id)
  if (channel.version !== change.channel.version) return false
  if (runsOf(tables, channel.id).some((run) => run.status === "open")) return false
  const { id, ...details } = change.run
  bumped(tables, channel)
  writeMembers(tables, change.members, writing)
  tables.runs.set(id, {
    id,
    channel: channel.id,
    season: channel.season,
    status: "open",
    accepting: true,
    version: 1,
    ...details,
    volunteer: null,
    duty: null,
    pool: [],
    openedAt: writing.now,
    closedAt: null,
    closedSeq: null,
    endedBy: null,
    failure: null,
    openedCorrelation: writing.correlation,
    finalCorrelation: null,
  })
  const unseen = { state: "armed", wanted: 1, trying: 0, shown: 0, reposts: 0 } as const
  const progress = untried(writing.correlation, writing.now)
  tables.messages.set(id, { kind: "run_message", id, run: id, ...unseen, ...progress })
  owe(tables, id, 1, change.owed, writing)
  publish(tables, id, 1, change.events, writing)
  return true
}

const guarded = (tables: Tables, { id, guard, set }: RunChange) => {
  const run = tables.runs.get(id)
  if (run === undefined || run.status !== guard.status) return null
  if (guard.accepting === true && !run.accepting) return null
  if (guard.version !== undefined && guard.version !== run.version) return null
  if (guard.volunteer !== undefined && guard.volunteer !== run.volunteer) return null
  if (run.status !== "open" && set.status !== undefined) return null
  const channel = channelOf(tables, run.channel)
  const moved = guard.channel !== undefined && guard.channel.version !== channel.version
  return moved ? null : { run, channel }
}

const cancel = (tables: Tables, run: RunId, kinds: RunChange["cancel"]) => {
  for (const delivery of tables.deliveries.values()) {
    if (delivery.run !== run || !kinds.includes(delivery.kind)) continue
    if (delivery.state === "armed") tables.deliveries.set(delivery.id, { ...delivery, state: "canceled" })
    if (delivery.state === "sending") tables.deliveries.set(delivery.id, { ...delivery, withdrawn: true })
  }
}

const refresh = (tables: Tables, run: RunId, { correlation }: Writing) => {
  const message = tables.messages.get(run)
  if (message !== undefined) tables.messages.set(run, { ...message, wanted: message.wanted + 1, correlation })
}

const changeRun = (tables: Tables, change: RunChange, writing: Writing): boolean => {
  const at = guarded(tables, change)
  if (at === null) return false
  const { channel, run } = at
  const { decision, ...set } = change.set
  const version = run.version + 1
  const finalCorrelation = set.status === undefined ? run.finalCorrelation : writing.correlation
  tables.runs.set(run.id, { ...run, ...set, version, finalCorrelation })
  if (decision !== undefined) tables.decisions.set(run.id, decision)
  if (change.guard.channel !== undefined) bumped(tables, channel, set.closedSeq ?? channel.closedSeq)
  writeMembers(tables, change.members, writing)
  const orders = within(tables.orders, run.id)
  for (const order of change.orders) orders.set(order.member, { ...order, at: writing.now })
  writeUsuals(tables, channel.id, change.usuals, writing)
  const standings = Ledger.apply(standingsOf(tables, channel), change.standings)
  tables.standings.set(`${channel.id}:${channel.season}`, standings)
  if (change.refresh) refresh(tables, run.id, writing)
  cancel(tables, run.id, change.cancel)
  owe(tables, run.id, version, change.owed, writing)
  publish(tables, run.id, version, change.events, writing)
  return true
}

const changeChannel = (tables: Tables, change: ChannelChange, writing: Writing): boolean => {
  const channel = channelOf(tables, change.channel.id)
  if (channel.version !== change.channel.version) return false
  bumped(tables, channel)
  writeMembers(tables, change.members, writing)
  writeUsuals(tables, channel.id, change.usuals, writing)
  const switches = within(tables.switches, channel.id)
  for (const one of change.switches) switches.set(one.member, one)
  return true
}

/** Writes the change when its guards hold and nothing when they do not; answers which of the two. Guards are checked before the first write. */
export const applied = (tables: Tables, change: Change, writing: Writing): boolean => {
  switch (change._tag) {
    case "OpenChange":
      return open(tables, change, writing)
    case "RunChange":
      return changeRun(tables, change, writing)
    case "ChannelChange":
      return changeChannel(tables, change, writing)
  }
}
