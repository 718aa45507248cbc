import { millis, now, statement } from "./statement.ts"

const ms = "interval '1 millisecond'"

/**
 * The rates (parameter `rates`) next to the buckets of all conversations together, one row per method. `slack` is how far ahead of the
 * clock a bucket's full_at may be while it still lets a call pass (GCRA).
 */
const rates = (parameter: string) => `rates as (
    select x.method, x.one_every * ${ms} as one_every, (x.one_burst - 1) * x.one_every * ${ms} as one_slack,
      x.all_every, x.all_every * ${ms} as all_step, (x.all_burst - 1) * x.all_every * ${ms} as all_slack
    from jsonb_to_recordset(${parameter}::text::jsonb) as x (method text, one_every float8, one_burst int, all_every float8, all_burst int)
  )`

/** An attempt at posting that nobody settled within its lease has to be looked for; editing twice is the same as once. */
const inDoubt = (row: string, ts: string) => `${row}.state = 'sending' and ${ts} is null`

/** Few rows are due, but the planner guesses many: the limit keeps it from reading all runs (or buckets, below) to join them. */
const runOf = (row: string) => `lateral (select channel, runner from runs where id = ${row}.run_id limit 1) r`

/**
 * What is due by its own clock, with where it goes now (or went, when it is to be looked for), how, and what it costs: looking takes no call
 * out of a bucket until it is so late that the message will be sent again.
 */
const due = `due as (
    select *, case when verify and not overdue then 0 else 1 end as cost from (
      select 'run_message' as kind, m.run_id as mark, m.run_id, m.next_at, r.channel as conversation,
        case when m.ts is null then 'post' else 'update' end as method,
        ${inDoubt("m", "m.ts")} as verify,
        ${inDoubt("m", "m.ts")} and now() - m.started_at > interval '60 seconds' as overdue
      from run_messages m, ${runOf("m")}
      where m.pending and m.next_at <= now()
      union all
      select kind, id, run_id, next_at, conversation, case when kind <> 'deadline' and conversation is not null then 'post' end,
        doubtful, doubtful and now() - due_at > interval '60 seconds'
      from (
        select d.*, d.kind <> 'deadline' and d.state = 'sending' as doubtful, case
          when d.state = 'sending' then d.sent_to
          when d.target = 'channel' then r.channel
          when d.target = 'runner' then r.runner
          else d.member end as conversation
        from deliveries d, ${runOf("d")}
        where d.state in ('armed', 'sending') and d.next_at <= now()
      ) as named
    ) as owing
  ), waiting as (
    select due.*, one_slack, one_every, greatest(next_at, one.busy_until, one.full_at - one_slack) as free_at,
      case when cost > 0 then everyone.full_at - all_slack end as all_free_at
    from due
      left join rates using (method)
      left join lateral (select * from rate_limits b where b.method = due.method and b.conversation = due.conversation limit 1) one on true
      left join lateral (select * from rate_limits b where b.method = due.method and b.conversation = '*' limit 1) everyone on true
  )`

/**
 * $1 limit, $2 lease in milliseconds, $3 rates. Claims take turns on the row of all conversations, which is locked only when something is
 * due. Of each conversation and method the message that waits longest goes first, as far as the shared rates allow. Rows that moved since the
 * statement's start fall out when they are locked, conversations that were taken since when their bucket is.
 */
export const claimOwed = statement(
  "claimOwed",
  `with ${rates("$3")}, ${due}, everyone as (
    select method, full_at from rate_limits
    where conversation = '*' and exists (select from waiting where free_at <= now()) order by method for update
  ), first as (
    select * from (
      select *, row_number() over (partition by method, coalesce(conversation, mark::text) order by next_at, mark) as place
      from waiting where free_at <= now()
    ) as queue where place = 1
  ), affordable as (
    select first.*, sum(cost) over (partition by first.method order by next_at, mark) as spent,
      coalesce(floor(extract(epoch from now() + all_slack - greatest(everyone.full_at, now())) * 1000 / nullif(all_every, 0)) + 1, 1e9) as left_over
    from first left join everyone using (method) left join rates using (method)
  ), chosen as (
    select * from affordable where method is null or spent <= left_over order by next_at, mark limit $1::int
  ), message as (
    select m.run_id as mark from run_messages m, chosen c
    where c.kind = 'run_message' and m.run_id = c.mark and m.next_at = c.next_at and m.pending for update of m skip locked
  ), delivery as (
    select d.id as mark from deliveries d, chosen c
    where c.kind <> 'run_message' and d.id = c.mark and d.next_at = c.next_at and d.state in ('armed', 'sending') for update of d skip locked
  ), locked as (
    select chosen.* from chosen where mark in (select mark from message) or mark in (select mark from delivery)
  ), bucket as (
    insert into rate_limits as b (method, conversation, full_at, busy_until, holder)
    select method, conversation, now() + cost * one_every, now() + $2::float8 * ${ms}, mark
    from locked where method is not null order by method, conversation
    on conflict (method, conversation) do update
    set full_at = greatest(b.full_at, now()) + (excluded.full_at - now()), busy_until = excluded.busy_until, holder = excluded.holder
    where b.busy_until <= now() and b.full_at - (select one_slack from rates where rates.method = b.method) <= now()
    returning holder as mark
  ), taken as (
    select * from locked where method is null or mark in (select mark from bucket)
  ), counted as (
    update rate_limits b set full_at = greatest(b.full_at, now()) + used.calls * rates.all_step
    from (select method, sum(cost) as calls from taken where cost > 0 group by method) as used join rates using (method)
    where b.method = used.method and b.conversation = '*'
  ), leased as (
    update run_messages m set state = 'sending', attempt = attempt + 1, started_at = coalesce(started_at, ${now}),
      next_at = now() + $2::float8 * ${ms}, trying = case when taken.verify then m.trying else m.wanted end
    from taken where m.run_id = taken.mark and taken.kind = 'run_message'
    returning m.run_id as mark, m.attempt, m.started_at, m.looks, m.ts, m.trying as wanted, m.correlation_id
  ), sending as (
    update deliveries d set state = 'sending', attempt = attempt + 1, started_at = coalesce(started_at, ${now}),
      next_at = now() + $2::float8 * ${ms}, sent_to = taken.conversation
    from taken where d.id = taken.mark and taken.kind <> 'run_message'
    returning d.id as mark, d.attempt, d.started_at, d.looks, d.ts, 0 as wanted, d.correlation_id
  )
  select taken.kind, mark, taken.run_id as run, taken.conversation as "to",
    case when taken.verify then 'verify' else 'send' end as step, begun.ts, begun.attempt, begun.wanted,
    ${millis("begun.started_at")}::float8 as "startedAt", begun.looks, taken.overdue, begun.correlation_id as correlation
  from (select * from leased union all select * from sending) as begun join taken using (mark)
  order by taken.next_at, mark`,
)

/** $1 rates. Milliseconds until something may be claimable, null when nothing is owed at all. */
export const nextDue = statement(
  "nextDue",
  `with ${rates("$1")}, ${due}
  select ceil(extract(epoch from least(
    (select min(greatest(free_at, all_free_at)) from waiting),
    (select min(next_at) from run_messages where pending and next_at > now()),
    (select min(next_at) from deliveries where state in ('armed', 'sending') and next_at > now())
  ) - now()) * 1000)::float8 as wait`,
)
