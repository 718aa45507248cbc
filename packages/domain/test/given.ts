import { Result } from "effect"
import type { RunChange } from "@coffeebuddy/domain/change"
import { type Channel, defaultSettings, type Settings } from "@coffeebuddy/domain/channel"
import type { Decided } from "@coffeebuddy/domain/decided"
import { ChannelId, CorrelationId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import { hours, type Instant } from "@coffeebuddy/domain/instant"
import * as Ledger from "@coffeebuddy/domain/ledger"
import type { Actor } from "@coffeebuddy/domain/permission"
import type { Rejection } from "@coffeebuddy/domain/rejection"
import type { Order, Run } from "@coffeebuddy/domain/run"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { OrderText } from "@coffeebuddy/domain/text"

export const ada = MemberId.make("UADA")
export const ben = MemberId.make("UBEN")
export const cem = MemberId.make("UCEM")
export const dia = MemberId.make("UDIA")

export const kitchen = ChannelId.make("CKITCHEN")
export const runId = RunId.make("00000001-0000-7000-8000-000000000000")
export const earlierRun = RunId.make("00000000-0000-7000-8000-000000000000")

/** An ordinary morning: the time of every snapshot that says no other. */
export const now: Instant = hours(1_000)
export const flatWhite = OrderText.make("flat white")

export const member = (id: MemberId): Actor => ({ member: id, admin: false })
export const admin = (id: MemberId): Actor => ({ member: id, admin: true })

export const channel = (settings: Partial<Settings> = {}): Channel => ({
  id: kitchen,
  version: 7,
  season: 1,
  closedSeq: 4,
  settings: { ...defaultSettings({ window: 5, reminderOffset: 5 }), ...settings },
})

/** Ada's open run, with what the test says otherwise. */
export const run = (parts: Partial<Run> = {}): Run => ({
  id: runId,
  channel: kitchen,
  season: 1,
  status: "open",
  accepting: true,
  version: 3,
  starter: ada,
  pickupAt: null,
  place: null,
  note: null,
  volunteer: null,
  duty: null,
  pool: [],
  openedAt: now - hours(1),
  closedAt: null,
  closedSeq: null,
  endedBy: null,
  failure: null,
  openedCorrelation: CorrelationId.make("opened-by-a-test"),
  finalCorrelation: null,
  ...parts,
})

export const order = (by: MemberId, text: OrderText = flatWhite, active = true): Order => ({
  member: by,
  text,
  active,
  at: now - hours(0.5),
})

/** What Ben sees of Ada's open run, with what the test says otherwise. */
export const seenByMember = (parts: Partial<MemberSnapshot> = {}): MemberSnapshot => {
  const member = parts.member ?? ben
  const switches = { member, out: null, again: false }
  const nothing = { message: { ts: "1.1" }, order: null, usual: null, switches, zone: null }
  return { now, channel: channel(), run: run(), member, ...nothing, ...parts }
}

/** Ada's open run in which these people ordered, nobody having served before. */
export const seenWith = (people: ReadonlyArray<MemberId>, parts: Partial<RunSnapshot> = {}): RunSnapshot => ({
  now,
  channel: channel(),
  run: run(),
  message: { ts: "1.1" },
  newest: true,
  orders: people.map((by) => order(by)),
  standings: [],
  switches: [],
  window: [],
  decision: null,
  ...parts,
})

/** The run change that was decided; throws when it was rejected or is another change. */
export const runChanged = (verdict: Result.Result<Decided, unknown>): RunChange => {
  const { change } = Result.getOrThrow(verdict)
  if (change._tag !== "RunChange") throw new Error(`a ${change._tag} was decided`)
  return change
}

/** Why it was rejected; throws when it was not. */
export const rejection = (verdict: Result.Result<unknown, Rejection>): Rejection =>
  Result.getOrThrow(Result.flip(verdict))

/** The same run as it is read after the change was written, `later` milliseconds later. */
export const after = (at: RunSnapshot, verdict: Result.Result<Decided, unknown>, later = 1): RunSnapshot => {
  const change = runChanged(verdict)
  const { decision, ...set } = change.set
  const touched = new Set(change.orders.map((order) => order.member))
  return {
    ...at,
    now: at.now + later,
    channel: { ...at.channel, closedSeq: set.closedSeq ?? at.channel.closedSeq },
    run: { ...at.run, ...set, version: at.run.version + 1 },
    orders: [
      ...at.orders.filter((order) => !touched.has(order.member)),
      ...change.orders.map((order) => ({ ...order, at: at.now })),
    ],
    standings: Ledger.apply(at.standings, change.standings),
    decision: decision ?? at.decision,
  }
}
