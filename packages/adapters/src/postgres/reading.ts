import { millis, statement } from "./statement.ts"

/** A run row, aliased `r`, as JSON in the domain's words. */
export const runJson = `json_build_object(
  'id', r.id, 'channel', r.channel, 'season', r.season, 'status', r.status, 'accepting', r.accepting, 'version', r.version,
  'starter', r.starter, 'pickupAt', ${millis("r.pickup_at")}, 'place', r.place, 'note', r.note, 'volunteer', r.volunteer,
  'duty', case when r.runner is not null then json_build_object('runner', r.runner, 'via', r.via, 'lastServedBefore',
    case when r.before_seq is not null then json_build_object('seq', r.before_seq, 'at', ${millis("r.before_at")}) end) end,
  'pool', r.pool, 'openedAt', ${millis("r.opened_at")}, 'closedAt', ${millis("r.closed_at")}, 'closedSeq', r.closed_seq,
  'endedBy', r.ended_by, 'failure', r.failure,
  'openedCorrelation', r.opened_correlation, 'finalCorrelation', r.final_correlation)`

/** Standings rows, aliased `s`, in the domain's words; rows that came to nothing are left out, as if they had never been. */
export const standingsJson = `coalesce(json_agg(json_build_object(
  'member', s.member, 'joined', s.joined, 'served', s.served, 'share', s.share,
  'lastServed', s.last_served, 'lastServedAt', ${millis("s.last_served_at")}) order by s.member collate "C")
  filter (where s.joined <> 0 or s.served <> 0 or s.share <> 0 or s.last_served is not null), '[]')`

const channelJson = `json_build_object('version', c.version, 'season', c.season, 'closedSeq', c.closed_seq,
  'settings', json_strip_nulls(json_build_object(
    'enabled', c.enabled, 'strategy', c.strategy, 'window', c.fairness_window, 'reminders', c.reminders,
    'reminderOffset', c.reminder_offset, 'lastCall', c.last_call, 'lastCallLead', c.last_call_lead, 'autoClose', c.auto_close,
    'volunteers', c.volunteers, 'anyoneCanClose', c.anyone_can_close, 'defaultPlace', c.default_place, 'zone', c.zone,
    'retentionDays', c.retention_days, 'admins', c.admins)))`

const orderJson = `json_build_object('member', o.member, 'text', o.text, 'active', o.active, 'at', ${millis("o.at")})`

const switchesJson = `json_build_object('member', w.member, 'again', w.again,
  'out', case when w.is_out then json_build_object('until', ${millis("w.out_until")}) end)`

const byRun = "select * from runs where id = $1::uuid"

/** The channel's open run, or else its newest: two index look-ups, however many runs there are. */
const byChannel = `(select * from runs where channel = $1 and status = 'open')
  union all (select * from runs where channel = $1 order by opened_at desc, id desc limit 1) limit 1`

const named = (subject: string, channel: string) =>
  `with r as (${subject}), c as (select * from channels where id = ${channel})`

const common = (channel: string) => `${millis("now()")}::float8 as now,
  (select outcome from requests where key = $3) as outcome,
  ${channel} as channel_id,
  (select ${channelJson} from c) as channel,
  (select ${runJson} from r) as run,
  (select json_build_object('ts', m.ts) from run_messages m where m.run_id = (select id from r)) as message`

const member = (subject: string, channel: string) => `${named(subject, channel)}
  select ${common(channel)},
  (select ${orderJson} from orders o where o.run_id = (select id from r) and o.member = $2) as "order",
  (select json_build_object('member', u.member, 'text', u.text, 'usedAt', ${millis("u.used_at")})
    from usuals u where u.channel = ${channel} and u.member = $2) as usual,
  (select ${switchesJson} from switches w where w.channel = ${channel} and w.member = $2) as switches,
  (select zone from members where id = $2 and zone_at >= now() - interval '24 hours') as zone`

const whole = (subject: string, channel: string) => `${named(subject, channel)},
  o as (select * from orders where run_id = (select id from r)),
  concerned as (
    select member from o union select volunteer from r union select runner from r union select $2::text
  )
  select ${common(channel)},
  (select id from runs where channel = (select channel from r) order by opened_at desc, id desc limit 1)
    is not distinct from (select id from r) as newest,
  (select coalesce(json_agg(${orderJson} order by o.at, o.member collate "C"), '[]') from o) as orders,
  (select ${standingsJson} from standings s
    where s.channel = ${channel} and s.season = (select season from c) and s.member in (select member from concerned)) as standings,
  (select coalesce(json_agg(${switchesJson} order by w.member collate "C"), '[]') from switches w
    where w.channel = ${channel} and w.member in (select member from concerned)) as switches,
  (select coalesce(json_agg(json_build_object('runner', t.runner, 'pool', t.pool) order by t.closed_seq desc), '[]') from (
    select runner, pool, closed_seq from runs
    where channel = ${channel} and season = (select season from c) and runner is not null
    order by closed_seq desc limit coalesce((select fairness_window from c), $4::int)) t) as "window",
  (select decision from r) as decision`

/** $1 subject, $2 member, $3 request key; for whole runs $4 the installation's fairness window. One row each. */
export const readMemberByChannel = statement("readMemberByChannel", member(byChannel, "$1::text"))
export const readMemberByRun = statement("readMemberByRun", member(byRun, "(select channel from r)"))
export const readRunByChannel = statement("readRunByChannel", whole(byChannel, "$1::text"))
export const readRunByRun = statement("readRunByRun", whole(byRun, "(select channel from r)"))
