import type postgres from "postgres"
import type { Parameter } from "../../src/postgres/pool.ts"

const id = (number: number) => `00000000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`

/** The newest run of channel C1, and the only open one. */
export const lastRun = "ffffffff-0000-7000-8000-000000000000"

const uuid = (number: string, prefix = "00000000") =>
  `('${prefix}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

/** So many closed runs over 1,000 channels, each with an order and everything that belongs to them, and one open run with 500 orders. */
export const load = async (sql: postgres.Sql, runs: number): Promise<void> => {
  await sql.unsafe(`
    insert into members (id) select 'U' || n from generate_series(1, 2000) n;
    insert into channels (id, version, closed_seq) select 'C' || n, 7, ${Math.ceil(runs / 1000)} from generate_series(1, 1000) n;
    insert into runs (id, channel, season, status, accepting, version, starter, runner, via, pool, decision, opened_at, closed_at, closed_seq,
      ended_by, opened_correlation, final_correlation)
    select ${uuid("n")}, 'C' || (n % 1000 + 1), 1, 'closed', false, 5, 'U' || (n % 2000 + 1), 'U' || (n % 2000 + 1), 'pick',
      array['U1', 'U2'], '{}', now() - n * interval '1 minute', now() - n * interval '1 minute', ${Math.ceil(runs / 1000)} - n / 1000,
      'U1', 'correlation-1', 'correlation-2'
    from generate_series(1, ${runs}) n;
    insert into runs (id, channel, season, status, accepting, version, starter, opened_at, opened_correlation)
    values ('${lastRun}', 'C1', 1, 'open', true, 3, 'U1', now(), 'correlation-1');
    insert into orders select ${uuid("n")}, 'U' || m, 'a flat white', true, now() from generate_series(1, ${runs}) n, generate_series(1, 1) m;
    insert into orders select '${lastRun}', 'U' || m, 'a flat white', true, now() from generate_series(1, 500) m;
    insert into usuals select 'C' || c, 'U' || m, 'a flat white', now() from generate_series(1, 1000) c, generate_series(1, 20) m;
    insert into switches select 'C' || c, 'U' || m, false, null, true from generate_series(1, 1000) c, generate_series(1, 20) m;
    insert into standings select 'C' || c, 1, 'U' || m, 5, 1, 100, 1, now() from generate_series(1, 1000) c, generate_series(1, 20) m;
    insert into requests select 'cli:' || n, now(), '{}' from generate_series(1, ${runs}) n;
    insert into outbox (event_id, key, run_version, type, occurred_at, correlation_id, data, published_at)
    select 'e' || n, 'k', 1, 't', now(), 'correlation-1', '{}', now() from generate_series(1, ${runs}) n;
    insert into run_messages (run_id, wanted, shown, ts, next_at, correlation_id)
    select ${uuid("n")}, 5, 5, '1.1', now() - interval '1 day', 'correlation-1' from generate_series(1, ${runs}) n;
    insert into run_messages (run_id, wanted, next_at, correlation_id) values ('${lastRun}', 1, now(), 'correlation-1');
    insert into deliveries (id, key, kind, run_id, target, due_at, state, next_at, correlation_id, settled_at)
    select ${uuid("n", "11111111")}, 's' || n, 'summary', ${uuid("n")}, 'channel', now(), 'sent', now(), 'correlation-1', now()
    from generate_series(1, ${runs}) n;
    insert into deliveries (id, key, kind, run_id, target, due_at, next_at, correlation_id)
    select ${uuid("n", "22222222")}, 'a' || n, 'runner_reminder', ${uuid("n")}, 'runner', now() + n * interval '1 second', now() + n * interval '1 second', 'correlation-1'
    from generate_series(1, ${Math.ceil(runs / 2)}) n;
    insert into rate_limits (method, conversation, full_at) select 'post', 'C' || n, now() from generate_series(1, 1000) n;
    insert into rate_limits (method, conversation, full_at) select 'post', 'U' || n, now() from generate_series(1, 2000) n;
  `)
  await sql.unsafe("vacuum analyze")
}

const rates = JSON.stringify(
  ["post", "update"].map((method) => ({ method, one_every: 1_000, one_burst: 3, all_every: 200, all_burst: 20 })),
)

const request = { request: "cli:new", outcome: { _tag: "Frozen" }, correlation: "correlation-9", trace: null }
const lists = { members: [{ id: "U1" }], owed: [], events: [] }

const change = {
  ...request,
  ...lists,
  id: lastRun,
  guard: { status: "open", accepting: true, version: 3 },
  channel: { id: "C1", version: 7 },
  set: { status: "closed", accepting: false, closedAt: 1, closedSeq: 101 },
  orders: [{ member: "U1", text: "tea", active: true }],
  usuals: [{ member: "U1", text: "tea" }],
  shared: [{ member: "U1", joined: 1, served: 0, share: 1 }],
  served: [{ member: "U2", joined: 1, served: 1, share: 1, seq: 101, at: 1 }],
  cancel: ["last_call"],
  refresh: true,
  owed: [{ kind: "summary", target: "channel", due: 1 }],
  events: [{ type: "coffeebuddy.run_closed.v1", data: {} }],
}

const settlement = {
  mark: id(7),
  attempt: 1,
  tag: "Sent",
  ts: "1.1",
  method: "post",
  conversation: "C1",
  throttled: false,
  lookPause: 1,
  looks: 2,
  editPause: 1,
  reposts: 1,
  wanted: 1,
}

/** What each statement is planned with. */
export const samples: ReadonlyMap<string, ReadonlyArray<Parameter>> = new Map<string, ReadonlyArray<Parameter>>([
  ["postgres.readMemberByChannel", ["C1", "U1", "cli:new"]],
  ["postgres.readMemberByRun", [lastRun, "U1", "cli:new"]],
  ["postgres.readRunByChannel", ["C1", "U1", "cli:new", 5]],
  ["postgres.readRunByRun", [lastRun, "U1", "cli:new", 5]],
  [
    "postgres.openRun",
    [JSON.stringify({ ...request, ...lists, channel: "C2", version: 7, run: { id: id(999_999_999), starter: "U1" } })],
  ],
  ["postgres.changeRun", [JSON.stringify(change)]],
  [
    "postgres.changeChannel",
    [JSON.stringify({ ...request, ...lists, channel: "C1", version: 7, usuals: [], switches: [{ member: "U1" }] })],
  ],
  ["postgres.latestRuns", ["C1", 20]],
  ["postgres.latestRunsByStatus", ["C1", 20, "canceled"]],
  ["postgres.standings", ["C1"]],
  ["postgres.claimOwed", [16, 15_000, rates]],
  ["postgres.settleDelivery", [JSON.stringify(settlement)]],
  ["postgres.settleMessage", [JSON.stringify(settlement)]],
  ["postgres.nextDue", [rates]],
  ["postgres.schemaVersion", ["0002_owed_messages"]],
])
