import { instant, now, statement } from "./statement.ts"

/*
 * Each shape is one statement over one JSON document `d`: all of it is written or nothing is. An update re-checks its guards on the newest
 * row after waiting for the row's lock, so a close can miss no acknowledged order. Other tables' rows are seen as of the statement's start
 * and therefore guard nothing. Locks are taken in the order channel, run, rest; lists arrive sorted by member. See docs/adr/0002.
 */

/** Fields of a JSON object, as rows in the list's order. */
const list = (name: string, fields: string) => `doc, jsonb_to_recordset(d -> '${name}') as x (${fields})`

/** Without "on conflict": a repeated request violates the key, and the whole statement is undone. */
const request = (from: string) =>
  `insert into requests (key, at, outcome) select d ->> 'request', ${now}, d -> 'outcome' from doc, ${from}`

/** Nothing is written for a member who is known and whose zone was not asked for. */
const members = (from: string) => `met as (
    insert into members (id) select x.id from ${from}, ${list("members", "id text, zone text")} where x.zone is null
    on conflict (id) do nothing
  ), located as (
    insert into members (id, zone, zone_at) select x.id, x.zone, ${now}
    from ${from}, ${list("members", "id text, zone text")} where x.zone is not null
    on conflict (id) do update set zone = excluded.zone, zone_at = excluded.zone_at
  )`

const usuals = (from: string, channel: string) => `kept as (
    insert into usuals (channel, member, text, used_at)
    select ${channel}, x.member, x.text, ${now} from ${from}, ${list("usuals", "member text, text text")}
    on conflict (channel, member) do update set text = excluded.text, used_at = excluded.used_at
  )`

/** Standings only change while the channel is locked; `served` also says which run was served last. */
const standings = (name: string, fields: string, last: string) => `${name} as (
    insert into standings as t (channel, season, member, joined, served, share, last_served, last_served_at)
    select channel.id, channel.season, x.member, x.joined, x.served, x.share, ${fields ? `x.seq, ${instant("x.at")}` : "null, null"}
    from channel, ${list(name, `member text, joined int, served int, share bigint${fields}`)}
    on conflict (channel, season, member) do update
    set joined = t.joined + excluded.joined, served = t.served + excluded.served, share = t.share + excluded.share${last}
  )`

const owed = `owing as (
    insert into deliveries (key, kind, run_id, target, member, due_at, next_at, correlation_id)
    select concat_ws(':', x.kind, run.id, run.version, x.member), x.kind, run.id, x.target, x.member,
      ${instant("x.due")}, ${instant("x.due")}, d ->> 'correlation'
    from run, ${list("owed", "kind text, target text, member text, due bigint")}
  )`

const events = `told as (
    insert into outbox (event_id, key, run_version, type, occurred_at, correlation_id, traceparent, data)
    select concat_ws(':', run.id, run.version, x.index), run.id, run.version, x.event ->> 'type', ${now},
      d ->> 'correlation', d ->> 'trace', x.event -> 'data'
    from run, doc, jsonb_array_elements(d -> 'events') with ordinality as x (event, index)
  )`

/** The channel at the version read, created when it was read as missing; no row when it has moved. */
const channel = `created as (
    insert into channels (id) select d ->> 'channel' from doc where (d ->> 'version')::int = 0
    on conflict (id) do nothing returning id, season
  ), moved as (
    update channels set version = version + 1 from doc
    where id = d ->> 'channel' and version = (d ->> 'version')::int and (d ->> 'version')::int > 0 returning id, season
  ), channel as (select * from created union all select * from moved)`

/** Notified when the statement is committed, and not at all when it is undone. */
const ring = (when: string) => `case when ${when} then pg_notify('coffeebuddy_owed', '') end as rung`

export const openRun = statement(
  "openRun",
  `with doc as (select $1::text::jsonb as d), ${channel}, run as (
    insert into runs (id, channel, season, status, accepting, version, starter, pickup_at, place, note, opened_at, opened_correlation)
    select (d #>> '{run,id}')::uuid, channel.id, channel.season, 'open', true, 1, d #>> '{run,starter}',
      ${instant("d #>> '{run,pickupAt}'")}, d #>> '{run,place}', d #>> '{run,note}', ${now}, d ->> 'correlation'
    from doc, channel returning id, version
  ), asked as (${request("run")}), ${members("run")}, shown as (
    insert into run_messages (run_id, wanted, next_at, correlation_id) select run.id, 1, ${now}, d ->> 'correlation' from run, doc
  ), ${owed}, ${events}
  select run.version, ${ring("true")} from run`,
)

export const changeChannel = statement(
  "changeChannel",
  `with doc as (select $1::text::jsonb as d), ${channel}, asked as (${request("channel")}), ${members("channel")},
  ${usuals("channel", "channel.id")}, switched as (
    insert into switches (channel, member, is_out, out_until, again)
    select channel.id, x.member, x."isOut", ${instant('x."outUntil"')}, x.again
    from channel, ${list("switches", 'member text, "isOut" boolean, "outUntil" bigint, again boolean')}
    on conflict (channel, member) do update
    set is_out = excluded.is_out, out_until = excluded.out_until, again = excluded.again
  )
  select 1 as version from channel`,
)

const given = (column: string, key: string, value = `r ->> '${key}'`) =>
  `${column} = case when r ? '${key}' then ${value} else runs.${column} end`

const columns = [
  given("status", "status"),
  given("accepting", "accepting", "(r ->> 'accepting')::boolean"),
  given("pickup_at", "pickupAt", instant("r ->> 'pickupAt'")),
  given("place", "place"),
  given("note", "note"),
  given("volunteer", "volunteer"),
  given("runner", "duty", "r #>> '{duty,runner}'"),
  given("via", "duty", "r #>> '{duty,via}'"),
  given("before_seq", "duty", "(r #>> '{duty,lastServedBefore,seq}')::int"),
  given("before_at", "duty", instant("r #>> '{duty,lastServedBefore,at}'")),
  given("pool", "pool", "array(select jsonb_array_elements_text(r -> 'pool'))"),
  given("decision", "decision", "r -> 'decision'"),
  given("closed_at", "closedAt", instant("r ->> 'closedAt'")),
  given("closed_seq", "closedSeq", "(r ->> 'closedSeq')::int"),
  given("ended_by", "endedBy"),
  given("failure", "failure"),
  given("final_correlation", "status", "d ->> 'correlation'"),
  "version = runs.version + 1",
].join(", ")

export const changeRun = statement(
  "changeRun",
  `with doc as (select $1::text::jsonb as d), locked as (
    select channels.id from channels, doc
    where channels.id = d #>> '{channel,id}' and channels.version = (d #>> '{channel,version}')::int
    for no key update of channels
  ), run as (
    update runs set ${columns}
    from (select d, d -> 'set' as r, d -> 'guard' as g, not d ? 'channel' or (select count(*) from locked) = 1 as fresh from doc) as given
    where runs.id = (d ->> 'id')::uuid and fresh and runs.status = g ->> 'status'
      and (runs.status = 'open' or not r ? 'status')
      and (not g ? 'accepting' or runs.accepting)
      and (not g ? 'version' or runs.version = (g ->> 'version')::int)
      and (not g ? 'volunteer' or runs.volunteer is not distinct from g ->> 'volunteer')
    returning runs.id, runs.channel, runs.version
  ), channel as (
    update channels set version = channels.version + 1, closed_seq = coalesce((d #>> '{set,closedSeq}')::int, channels.closed_seq)
    from run, doc where d ? 'channel' and channels.id = run.channel returning channels.id, channels.season
  ), asked as (${request("run")}), ${members("run")}, placed as (
    insert into orders (run_id, member, text, active, at)
    select run.id, x.member, x.text, x.active, ${now} from run, ${list("orders", "member text, text text, active boolean")}
    on conflict (run_id, member) do update set text = excluded.text, active = excluded.active, at = excluded.at
  ), ${usuals("run", "run.channel")}, ${standings("shared", "", "")}, ${standings(
    "served",
    ", seq int, at bigint",
    ", last_served = excluded.last_served, last_served_at = excluded.last_served_at",
  )}, shown as (
    update run_messages set wanted = wanted + 1, correlation_id = d ->> 'correlation'
    from run, doc where run_id = run.id and (d -> 'refresh')::boolean
  ), canceled as (
    update deliveries set
      state = case when state = 'armed' then 'canceled' else state end,
      settled_at = case when state = 'armed' then ${now} end,
      withdrawn = true
    from run, doc
    where deliveries.run_id = run.id and state in ('armed', 'sending') and d -> 'cancel' ? kind
  ), ${owed}, ${events}
  select run.version, ${ring("jsonb_array_length(d -> 'owed') > 0")} from run, doc`,
)
