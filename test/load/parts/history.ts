import type postgres from "postgres"

/** How much an installation has behind it: closed runs, channels they are spread over, and orders in the one open run of channel C1. */
export interface History {
  readonly runs: number
  readonly channels: number
  readonly orders: number
}

const uuid = (first: string, number: string) => `('${first}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

const openRunId = "ffffffff-0000-7000-8000-000000000000"
/** A delivery of the open run that is being sent, in its first attempt. */
const sendingId = "eeeeeeee-0000-7000-8000-000000000000"

/** Writes such a past, without the checks that its rows point at each other. */
export const remember = async (sql: postgres.Sql, { runs, channels, orders }: History): Promise<void> => {
  const perChannel = Math.ceil(runs / channels)
  await sql.unsafe(`
    set session_replication_role = replica;
    set synchronous_commit = off;
    insert into members (id) select 'U' || n from generate_series(1, 1000) n;
    insert into channels (id, version, closed_seq) select 'C' || n, 7, ${perChannel} from generate_series(1, ${channels}) n;
    insert into runs (id, channel, season, status, accepting, version, starter, runner, via, pool, decision, opened_at, closed_at,
      closed_seq, ended_by, opened_correlation, final_correlation)
    select ${uuid("00000000", "n")}, 'C' || ((n - 1) % ${channels} + 1), 1, 'closed', false, 5, 'U' || (n % 1000 + 1), 'U' || (n % 1000 + 1),
      'pick', array['U1', 'U2'], '{}', now() - (${runs} - n + 1) * interval '1 minute', now() - (${runs} - n + 1) * interval '1 minute',
      (n - 1) / ${channels} + 1, 'U1', 'correlation-1', 'correlation-2'
    from generate_series(1, ${runs}) n;
    insert into runs (id, channel, season, status, accepting, version, starter, opened_at, opened_correlation)
    values ('${openRunId}', 'C1', 1, 'open', true, 3, 'U1', now(), 'correlation-1');
    insert into orders select ${uuid("00000000", "n")}, 'U' || (n % 1000 + 1), 'a flat white', false, now() from generate_series(1, ${runs}) n;
    insert into orders select '${openRunId}', 'U' || (m + 1), 'a flat white', true, now() from generate_series(1, ${orders - 1}) m;
    insert into usuals select 'C' || c, 'U' || m, 'a flat white', now() from generate_series(1, ${channels}) c, generate_series(1, 10) m;
    insert into switches select 'C' || c, 'U' || m, false, null, true from generate_series(1, ${channels}) c, generate_series(1, 10) m;
    insert into standings select 'C' || c, 1, 'U' || m, 5, 1, 100, 1, now() from generate_series(1, ${channels}) c, generate_series(1, 10) m;
    insert into requests select 'cli:' || n, now(), '{}' from generate_series(1, ${runs}) n;
    insert into outbox (event_id, key, run_version, type, occurred_at, correlation_id, data, published_at)
    select ${uuid("00000000", "n")} || ':1:1', ${uuid("00000000", "n")}, 1, 't', now(), 'correlation-1', '{}', now() from generate_series(1, ${runs}) n;
    insert into run_messages (run_id, wanted, shown, ts, next_at, correlation_id)
    select ${uuid("00000000", "n")}, 5, 5, '1.1', now() - interval '1 day', 'correlation-1' from generate_series(1, ${runs}) n;
    insert into run_messages (run_id, wanted, ts, next_at, correlation_id, state, attempt) values ('${openRunId}', 2, '1.1', now(), 'correlation-1', 'sending', 1);
    insert into deliveries (id, key, kind, run_id, target, due_at, state, next_at, correlation_id, settled_at)
    select ${uuid("11111111", "n")}, 'summary:' || ${uuid("00000000", "n")}, 'summary', ${uuid("00000000", "n")}, 'channel', now(), 'sent', now(), 'correlation-1', now()
    from generate_series(1, ${runs}) n;
    insert into deliveries (id, key, kind, run_id, target, due_at, next_at, correlation_id, state, attempt)
    values ('${sendingId}', 'last_call', 'last_call', '${openRunId}', 'channel', now(), now(), 'correlation-1', 'sending', 1);
    insert into rate_limits (method, conversation, full_at) select 'post', 'C' || n, now() from generate_series(1, ${channels}) n;
    set session_replication_role = origin;
    set synchronous_commit = on;
  `)
  await sql.unsafe("vacuum (analyze)")
  await sql.unsafe("checkpoint")
}

const request = { request: "cli:new", outcome: { _tag: "Told" }, correlation: "correlation-9", trace: null }
const lists = { members: [{ id: "U1", zone: null }], owed: [], events: [] }
const ordered = {
  ...request,
  ...lists,
  id: openRunId,
  guard: { status: "open", accepting: true },
  set: {},
  orders: [{ member: "U1", text: "tea", active: true }],
  usuals: [{ member: "U1", text: "tea" }],
  shared: [],
  served: [],
  cancel: [],
  refresh: true,
  events: [{ type: "coffeebuddy.order_updated.v1", data: { member: "U1" } }],
}
const closed = {
  ...ordered,
  guard: { status: "open", version: 3 },
  channel: { id: "C1", version: 7 },
  set: { status: "closed", accepting: false, closedAt: 1, closedSeq: 9_999_999 },
  orders: [],
  usuals: [],
  shared: [{ member: "U1", joined: 1, served: 0, share: 1 }],
  served: [{ member: "U2", joined: 1, served: 1, share: 1, seq: 9_999_999, at: 1 }],
  cancel: ["last_call"],
  owed: [{ kind: "summary", target: "channel", due: 1 }],
}
const next = { id: "dddddddd-0000-7000-8000-000000000000", starter: "U1", pickupAt: null, place: null, note: null }
const settlement = {
  attempt: 1,
  tag: "Sent",
  ts: "1.1",
  method: "post",
  conversation: "C1",
  throttled: false,
  looks: 2,
}
const sent = { ...settlement, wanted: 2, editPause: 1, lookPause: 1, reposts: 1 }
const rate = { one_every: 1_000, one_burst: 3, all_every: 200, all_burst: 20 }
const rates = JSON.stringify(["post", "update"].map((method) => ({ method, ...rate })))

/** What is asked of such a past, by statement: about the open run, by a member who has not ordered in it yet. */
export const questions: ReadonlyArray<
  readonly [about: string, operation: string, parameters: ReadonlyArray<string | number>]
> = [
  ["order: read", "readMemberByChannel", ["C1", "U1", "cli:new"]],
  ["order by button: read", "readMemberByRun", [openRunId, "U1", "cli:new"]],
  ["order: commit", "changeRun", [JSON.stringify(ordered)]],
  ["close: read", "readRunByChannel", ["C1", "U1", "cli:new", 5]],
  ["close by button, message: read", "readRunByRun", [openRunId, "U1", "cli:new", 5]],
  ["close: commit", "changeRun", [JSON.stringify(closed)]],
  ["open: commit", "openRun", [JSON.stringify({ ...request, ...lists, channel: "C0NEW", version: 0, run: next })]],
  [
    "switch: commit",
    "changeChannel",
    [
      JSON.stringify({
        ...request,
        ...lists,
        channel: "C1",
        version: 7,
        usuals: [],
        switches: [{ member: "U1", isOut: true, outUntil: null, again: false }],
      }),
    ],
  ],
  ["dispatch: claim", "claimOwed", [16, 15_000, rates]],
  ["dispatch: next due", "nextDue", [rates]],
  ["dispatch: settle a message", "settleMessage", [JSON.stringify({ ...sent, mark: openRunId })]],
  ["dispatch: settle a delivery", "settleDelivery", [JSON.stringify({ ...sent, mark: sendingId })]],
  ["why", "latestRunsByStatus", ["C1", 1, "closed"]],
  ["stats", "standings", ["C1"]],
]
