-- Members, channels, runs, and what people ordered. Instants are kept to the millisecond, so that they come back as they were given.
-- States are text with a check: adding or retiring one is an ordinary migration that the previous release can run beside; an enum type
-- can neither drop a value nor use a new one in the transaction that adds it.

create table schema_migrations (
  name text primary key,
  applied_at timestamptz(3) not null default now()
);

create table members (
  id text primary key check (id ~ '^[UW][A-Z0-9]{1,30}$'),
  zone text,
  zone_at timestamptz(3),
  check ((zone is null) = (zone_at is null))
);

-- Stands for everybody who was erased, so that sums and past runs may still point at somebody.
insert into members (id) values ('UFORMERMEMBER');

-- A setting that is null follows the installation's default.
create table channels (
  id text primary key check (id ~ '^[CGD][A-Z0-9]{1,30}$'),
  version int not null default 1 check (version >= 1),
  season int not null default 1 check (season >= 1),
  closed_seq int not null default 0 check (closed_seq >= 0),
  enabled boolean,
  strategy text check (strategy in ('fewest-runs', 'fair-share', 'rotation')),
  fairness_window int check (fairness_window between 1 and 50),
  reminders boolean,
  reminder_offset int check (reminder_offset between 1 and 60),
  last_call boolean,
  last_call_lead int check (last_call_lead between 0 and 60),
  auto_close boolean,
  volunteers boolean,
  anyone_can_close boolean,
  default_place text check (char_length(default_place) between 1 and 100),
  zone text,
  retention_days int check (retention_days between 7 and 730),
  admins text[]
) with (fillfactor = 70);

create table runs (
  id uuid primary key,
  channel text not null references channels,
  season int not null,
  status text not null check (status in ('open', 'closed', 'canceled', 'failed')),
  accepting boolean not null,
  version int not null check (version >= 1),
  starter text not null references members,
  pickup_at timestamptz(3),
  place text check (char_length(place) between 1 and 100),
  note text check (char_length(note) between 1 and 100),
  volunteer text references members,
  runner text references members,
  via text check (via in ('pick', 'volunteer', 'hand-over')),
  -- what the runner goes back to should they hand over: the run they served before this one
  before_seq int,
  before_at timestamptz(3),
  pool text[] not null default '{}',
  decision jsonb,
  opened_at timestamptz(3) not null,
  closed_at timestamptz(3),
  closed_seq int,
  ended_by text references members,
  failure text check (failure in ('not-in-channel', 'missing-scope', 'channel-not-found', 'archived', 'restricted', 'rejected-message')),
  opened_correlation text not null,
  final_correlation text,
  constraint runs_end check ((status = 'open') = (closed_at is null) and (status = 'open') = (final_correlation is null)),
  constraint runs_accept_while_open check (status = 'open' or not accepting),
  constraint runs_sequence check ((status = 'closed') = (closed_seq is not null)),
  constraint runs_failure check ((status = 'failed') = (failure is not null)),
  constraint runs_duty check ((runner is null) = (via is null) and (runner is null or status = 'closed')),
  constraint runs_before check ((before_seq is null) = (before_at is null) and (before_seq is null or runner is not null))
) with (fillfactor = 70);

create unique index runs_one_open on runs (channel) where status = 'open';
create unique index runs_closed_in_order on runs (channel, closed_seq) where closed_seq is not null;
create index runs_by_opening on runs (channel, opened_at, id);
create index runs_by_status on runs (channel, status, opened_at, id);
create index runs_served on runs (channel, season, closed_seq) where runner is not null;

create function keep_final_state() returns trigger language plpgsql as $$
begin
  raise exception 'a run that is % stays so', old.status
    using errcode = 'check_violation', constraint = 'runs_final', table = 'runs';
end
$$;

create trigger runs_final before update of status on runs
  for each row when (old.status <> 'open' and new.status is distinct from old.status) execute function keep_final_state();

create table orders (
  run_id uuid not null references runs on delete cascade,
  member text not null references members,
  text text not null check (char_length(text) between 1 and 200),
  active boolean not null,
  at timestamptz(3) not null,
  primary key (run_id, member)
) with (fillfactor = 80);
create index orders_by_member on orders (member);

create table usuals (
  channel text not null references channels,
  member text not null references members,
  text text not null check (char_length(text) between 1 and 200),
  used_at timestamptz(3) not null,
  primary key (channel, member)
) with (fillfactor = 80);
create index usuals_by_member on usuals (member);

create table switches (
  channel text not null references channels,
  member text not null references members,
  is_out boolean not null,
  out_until timestamptz(3),
  again boolean not null,
  primary key (channel, member),
  check (is_out or out_until is null)
);
create index switches_by_member on switches (member);

create table standings (
  channel text not null references channels,
  season int not null,
  member text not null references members,
  joined int not null,
  served int not null,
  share bigint not null,
  last_served int,
  last_served_at timestamptz(3),
  primary key (channel, season, member),
  check ((last_served is null) = (last_served_at is null))
) with (fillfactor = 80);
create index standings_by_member on standings (member);

-- What a request did, under its key: the same request answers the same when it comes again.
create table requests (
  key text primary key,
  at timestamptz(3) not null default now(),
  outcome jsonb not null
);
create index requests_by_age on requests (at);

create table outbox (
  id bigint generated always as identity,
  event_id text primary key,
  key text not null,
  run_version int not null,
  type text not null,
  schema_version int not null default 1,
  occurred_at timestamptz(3) not null,
  correlation_id text not null,
  traceparent text,
  data jsonb not null,
  published_at timestamptz(3),
  position bigint
) with (fillfactor = 90);
create index outbox_unpublished on outbox (id) where published_at is null;
create index outbox_published on outbox (published_at) where published_at is not null;
create unique index outbox_position on outbox (position) where position is not null;

create table admin_actions (
  id uuid primary key,
  channel text not null references channels,
  actor text not null,
  action text not null check (action <> ''),
  details jsonb not null default '{}',
  at timestamptz(3) not null,
  correlation_id text not null
);
create index admin_actions_by_channel on admin_actions (channel, at);

insert into schema_migrations (name) values ('0001_runs');
