import { type Channel, defaultSettings, type Settings } from "@coffeebuddy/domain/channel"
import { type Candidate, type Decision, decide, type Policy } from "@coffeebuddy/domain/fairness"
import { ChannelId, CorrelationId, DeliveryId, MemberId, RunId } from "@coffeebuddy/domain/ids"
import { hours } from "@coffeebuddy/domain/instant"
import type { Order, Run } from "@coffeebuddy/domain/run"
import type { MemberSnapshot, RunSnapshot } from "@coffeebuddy/domain/snapshot"
import { Note, OrderText, Place } from "@coffeebuddy/domain/text"

export const runId = RunId.make("01920000-0000-7000-8000-000000000001")
export const mark = DeliveryId.make("01920000-0000-7000-8000-0000000000aa")
export const channelId = ChannelId.make("C0COFFEE")
export const reference = CorrelationId.make("ref-12345678")
export const ana = MemberId.make("U0ANA")
export const ben = MemberId.make("U0BEN")
export const cai = MemberId.make("U0CAI")
export const dee = MemberId.make("U0DEE")

/** 2026-11-23T09:00:00Z */
export const nine = Date.UTC(2026, 10, 23, 9)
export const halfPastTen = nine + hours(1.5)

const settings = (changes: Partial<Settings> = {}): Settings => ({
  ...defaultSettings({ window: 5, reminderOffset: 5 }),
  ...changes,
})

export const channel = (changes: Partial<Settings> = {}): Channel => ({
  id: channelId,
  version: 1,
  season: 1,
  closedSeq: 4,
  settings: settings(changes),
})

/** An open run by Ana without details. */
export const run = (changes: Partial<Run> = {}): Run => ({
  id: runId,
  channel: channelId,
  season: 1,
  status: "open",
  accepting: true,
  version: 1,
  starter: ana,
  pickupAt: null,
  place: null,
  note: null,
  volunteer: null,
  duty: null,
  pool: [],
  openedAt: nine,
  closedAt: null,
  closedSeq: null,
  endedBy: null,
  failure: null,
  openedCorrelation: reference,
  finalCorrelation: null,
  ...changes,
})

export const place = (text: string) => Place.make(text)
export const note = (text: string) => Note.make(text)

export const order = (member: MemberId, text: string, active = true): Order => ({
  member,
  text: OrderText.make(text),
  active,
  at: nine,
})

export const at = (changes: Partial<RunSnapshot> = {}): RunSnapshot => ({
  now: nine,
  channel: channel(),
  run: run(),
  message: { ts: "1700000000.000100" },
  newest: true,
  orders: [],
  standings: [],
  switches: [],
  window: [],
  decision: null,
  ...changes,
})

export const seenBy = (member: MemberId, changes: Partial<MemberSnapshot> = {}): MemberSnapshot => ({
  now: nine,
  channel: channel(),
  run: run(),
  message: { ts: "1700000000.000100" },
  member,
  order: null,
  usual: null,
  switches: { member, out: null, again: false },
  zone: "Europe/Berlin",
  ...changes,
})

export const usual = (member: MemberId, text: string) => ({ member, text: OrderText.make(text), usedAt: nine })

/** Somebody with plain numbers: as often in the window as in the season, nothing served. */
export const candidate = (member: MemberId, changes: Partial<Candidate> = {}): Candidate => ({
  member,
  recentServed: 0,
  recentJoined: 0,
  joined: 0,
  served: 0,
  share: 0,
  lastServed: null,
  lastServedAt: null,
  again: false,
  ...changes,
})

export const decision = (
  candidates: ReadonlyArray<Candidate>,
  more: Partial<Omit<Decision["question"], "candidates">> & { readonly policy?: Policy } = {},
): Decision =>
  decide({
    runId,
    policy: { strategy: "fewest-runs", window: 5 },
    candidates,
    guests: [],
    previousRunner: null,
    declined: [],
    recentRuns: 5,
    ...more,
  })

/** A run that closed an hour after it opened, with its decision carried out. */
export const closedAt = (
  orders: ReadonlyArray<Order>,
  made: Decision,
  changes: Partial<Run> = {},
  more: Partial<RunSnapshot> = {},
): RunSnapshot => {
  const runner = made.pick.runner
  return at({
    now: nine + hours(1),
    orders,
    decision: made,
    run: run({
      status: "closed",
      accepting: false,
      closedAt: nine + hours(1),
      closedSeq: 5,
      endedBy: ana,
      duty: runner === null ? null : { runner, via: "pick", lastServedBefore: null },
      pool: made.question.candidates.map(({ member }) => member),
      ...changes,
    }),
    ...more,
  })
}

interface HasText {
  readonly text: string
}
const isText = (value: unknown): value is HasText =>
  typeof value === "object" && value !== null && "text" in value && typeof value.text === "string"

/** Every text shown in a message or dialog, in order, one a line. */
export const shown = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return ""
  if (isText(value) && "type" in value) return value.text
  const inner = Array.isArray(value) ? value : "blocks" in value ? [value.blocks] : Object.values(value)
  return inner
    .map(shown)
    .filter((text) => text !== "")
    .join("\n")
}

const valueOf = (option: unknown): string =>
  typeof option === "object" && option !== null && "value" in option ? String(option.value) : ""

const collect = (value: unknown, found: Array<string>): Array<string> => {
  if (typeof value !== "object" || value === null) return found
  if ("action_id" in value && typeof value.action_id === "string") {
    if ("value" in value && typeof value.value === "string") found.push(value.action_id)
    if ("options" in value && Array.isArray(value.options)) {
      for (const option of value.options) found.push(valueOf(option).replace(/:.*/, ""))
    }
  }
  for (const inner of Object.values(value)) collect(inner, found)
  return found
}

/** What can be pressed in a message, by action id, a menu's options included. */
export const pressable = (message: unknown): ReadonlyArray<string> => collect(message, [])

/** Whom a message names in a way that Slack notifies. */
export const named = (value: unknown): ReadonlyArray<string> => [
  ...new Set([...JSON.stringify(value).matchAll(/<@(\w+)>/g)].map(([, id]) => id ?? "")),
]
