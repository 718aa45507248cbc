-- What is owed to Slack, and the rates at which it may be sent. `next_at` says when a row may be claimed next: when it is due, when a
-- refused attempt may be repeated, when the lease of an attempt that nobody settled ends, or when to look for it again.

-- Versions of the content: `wanted` by the latest change, `trying` in the latest attempt, `shown` in Slack.
create table run_messages (
  run_id uuid primary key references runs on delete cascade,
  wanted int not null check (wanted >= 1),
  trying int not null default 0,
  shown int not null default 0 check (shown <= wanted),
  state text not null default 'armed' check (state in ('armed', 'sending', 'failed')),
  pending boolean not null generated always as (state = 'sending' or (state = 'armed' and shown < wanted)) stored,
  next_at timestamptz(3) not null,
  attempt int not null default 0,
  started_at timestamptz(3),
  looks int not null default 0,
  ts text,
  reposts int not null default 0,
  code text,
  correlation_id text not null
) with (fillfactor = 70);
create index run_messages_pending on run_messages (next_at) where pending;

-- `withdrawn`: canceled while an attempt was under way, which counts as sent but is not repeated.
create table deliveries (
  id uuid primary key default gen_random_uuid(),
  key text not null unique,
  kind text not null check (kind in ('summary', 'runner_dm', 'last_call', 'runner_reminder', 'ask_to_close', 'notice', 'deadline')),
  run_id uuid not null references runs on delete cascade,
  target text not null check (target in ('runner', 'channel', 'member')),
  member text references members,
  due_at timestamptz(3) not null,
  state text not null default 'armed' check (state in ('armed', 'sending', 'sent', 'failed', 'canceled')),
  withdrawn boolean not null default false,
  next_at timestamptz(3) not null,
  attempt int not null default 0,
  started_at timestamptz(3),
  looks int not null default 0,
  sent_to text,
  ts text,
  code text,
  correlation_id text not null,
  settled_at timestamptz(3),
  check ((target = 'member') = (member is not null)),
  check ((state in ('sent', 'failed', 'canceled')) = (settled_at is not null))
) with (fillfactor = 80);
create index deliveries_pending on deliveries (next_at) where state in ('armed', 'sending');
create index deliveries_by_run on deliveries (run_id);
create index deliveries_by_member on deliveries (member) where member is not null;
create index deliveries_settled on deliveries (settled_at) where settled_at is not null;

-- GCRA: `full_at` is the theoretical arrival time, the moment at which the bucket is full again. `busy_until` and `holder` keep two
-- messages from being on their way to one conversation at once.
create table rate_limits (
  method text not null check (method in ('post', 'update')),
  conversation text not null,
  full_at timestamptz not null,
  busy_until timestamptz not null default '-infinity',
  holder uuid,
  primary key (method, conversation)
) with (fillfactor = 50);
insert into rate_limits (method, conversation, full_at) values ('post', '*', '-infinity'), ('update', '*', '-infinity');

insert into schema_migrations (name) values ('0002_owed_messages');
