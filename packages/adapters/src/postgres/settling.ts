import { now, statement } from "./statement.ts"

const after = (field: string) => `now() + (d ->> '${field}')::float8 * interval '1 millisecond'`

/**
 * Frees the conversation for its next message. When Slack said to wait, the bucket is filled so far ahead that nobody calls before then.
 * An attempt in doubt keeps its conversation until the lease ends.
 */
const freed = `freed as (
    update rate_limits b set
      holder = case when b.holder = (d ->> 'mark')::uuid then null else b.holder end,
      busy_until = case when b.holder = (d ->> 'mark')::uuid then '-infinity' else b.busy_until end,
      full_at = case when (d ->> 'throttled')::boolean then greatest(b.full_at, ${after("blocked")}) else b.full_at end
    from settled, doc
    where b.method = d ->> 'method' and b.conversation = d ->> 'conversation' and d ->> 'tag' <> 'Unknown'
  )`

/** Only the latest attempt may settle. */
const current = (key: string) =>
  `${key} = (d ->> 'mark')::uuid and attempt = (d ->> 'attempt')::int and state = 'sending'`

/**
 * $1 { mark, attempt, tag, ts, code, delay, throttled, blocked, method, conversation, lookPause, looks }; one row with how many rows were
 * settled. A withdrawn delivery that is not under way any more is over.
 */
export const settleDelivery = statement(
  "settleDelivery",
  `with doc as (select $1::text::jsonb as d), next as (
    select id, d, case d ->> 'tag'
      when 'Sent' then 'sent'
      when 'Refused' then 'failed'
      when 'Gone' then 'failed'
      when 'Unknown' then 'sending'
      when 'NotFound' then case when looks + 1 < (d ->> 'looks')::int then 'sending' when withdrawn then 'canceled' else 'armed' end
      when 'Deferred' then case when withdrawn then 'canceled' else 'armed' end
    end as state
    from deliveries, doc where ${current("id")} for update of deliveries
  ), settled as (
    update deliveries set
      state = next.state,
      settled_at = case when next.state in ('sent', 'failed', 'canceled') then ${now} end,
      ts = coalesce(d ->> 'ts', ts),
      code = coalesce(d ->> 'code', code),
      looks = case when d ->> 'tag' <> 'NotFound' then looks when next.state = 'sending' then looks + 1 else 0 end,
      next_at = case
        when d ->> 'tag' = 'Deferred' then ${after("delay")}
        when d ->> 'tag' = 'NotFound' and next.state = 'sending' then ${after("lookPause")}
        when d ->> 'tag' = 'NotFound' then ${now}
        else next_at end
    from next where deliveries.id = next.id returning deliveries.id
  ), ${freed}
  select count(*)::int as settled from settled`,
)

/** $1 as above, with { wanted, editPause, reposts }. A message that somebody deleted is posted anew so many times. */
export const settleMessage = statement(
  "settleMessage",
  `with doc as (select $1::text::jsonb as d), next as (
    select run_id, d, d ->> 'tag' = 'Sent' as sent, d ->> 'tag' = 'NotFound' as unseen,
      d ->> 'tag' = 'Gone' and reposts < (d ->> 'reposts')::int as anew,
      case d ->> 'tag'
        when 'Unknown' then 'sending'
        when 'NotFound' then case when looks + 1 < (d ->> 'looks')::int then 'sending' else 'armed' end
        when 'Refused' then 'failed'
        when 'Gone' then case when reposts < (d ->> 'reposts')::int then 'armed' else 'failed' end
        else 'armed' end as state
    from run_messages, doc where ${current("run_id")} for update of run_messages
  ), settled as (
    update run_messages set
      state = next.state,
      shown = case when sent then greatest(shown, (d ->> 'wanted')::int) when anew then 0 else shown end,
      ts = case when sent then d ->> 'ts' when anew then null else ts end,
      reposts = case when anew then reposts + 1 else reposts end,
      code = case when next.state = 'failed' then coalesce(d ->> 'code', 'gone') else code end,
      started_at = case when sent or anew then null else started_at end,
      looks = case when sent or anew or unseen and next.state = 'armed' then 0 when unseen then looks + 1 else looks end,
      next_at = case
        when sent then ${after("editPause")}
        when anew or unseen and next.state = 'armed' then ${now}
        when unseen then ${after("lookPause")}
        when d ->> 'tag' = 'Deferred' then ${after("delay")}
        else next_at end
    from next where run_messages.run_id = next.run_id returning run_messages.run_id
  ), ${freed}
  select count(*)::int as settled from settled`,
)
