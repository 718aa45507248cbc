-- The tables of R3 and R4: what an order needs at least.
create table requests (key text primary key, at timestamptz not null);
create table runs (id int primary key, channel text not null, status text not null, version int not null);
create unique index runs_one_open on runs (channel) where status = 'open';
create table orders (run int not null references runs, member text not null, text text not null, at timestamptz not null, primary key (run, member));
create table outbox (id bigint generated always as identity primary key, key text not null, type text not null, data jsonb not null, published_at timestamptz);
