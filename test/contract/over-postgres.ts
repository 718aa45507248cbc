import { Effect, Layer } from "effect"
import postgres from "postgres"
import type { Settings } from "@coffeebuddy/domain/channel"
import { formerMember } from "@coffeebuddy/domain/former-member"
import type { ChannelId, RunId } from "@coffeebuddy/domain/ids"
import * as Connection from "@coffeebuddy/adapters/postgres/connection"
import * as OwedMessages from "@coffeebuddy/adapters/postgres/owed-messages"
import * as RunHistory from "@coffeebuddy/adapters/postgres/run-history"
import * as RunStore from "@coffeebuddy/adapters/postgres/run-store"
import { temporaryDatabase } from "../postgres.ts"
import { type EventRow, Inside, type OwedRow } from "./inside.ts"

const columns: { readonly [S in keyof Settings]: string } = {
  enabled: "enabled",
  strategy: "strategy",
  window: "fairness_window",
  reminders: "reminders",
  reminderOffset: "reminder_offset",
  lastCall: "last_call",
  lastCallLead: "last_call_lead",
  autoClose: "auto_close",
  volunteers: "volunteers",
  anyoneCanClose: "anyone_can_close",
  defaultPlace: "default_place",
  zone: "zone",
  retentionDays: "retention_days",
  admins: "admins",
}

const tables = ["channels", "runs", "run_messages", "deliveries", "requests", "orders", "usuals", "switches", "outbox"]

const millis = (column: string) => `floor(extract(epoch from ${column}) * 1000)::float8`

/**
 * A database whose time tests can move: unqualified `now()` is found in a schema of ours before pg_catalog's. Deliveries get ids that grow, so
 * that those due in the same millisecond have the order in which they were owed.
 */
const prepared = (name: string) => `create schema ahead;
  create table ahead.clock (millis bigint not null);
  insert into ahead.clock values (0);
  create function ahead.now() returns timestamptz stable language sql
    return pg_catalog.now() + (select millis from ahead.clock) * interval '1 millisecond';
  alter database ${name} set search_path = ahead, pg_catalog, public;
  create sequence counted;
  alter table deliveries alter column id
  set default (lpad(to_hex(nextval('public.counted')), 8, '0') || '-0000-7000-9000-000000000000')::uuid`

const make = (sql: postgres.Sql) => {
  const ask = <Row extends object>(text: string, parameters: ReadonlyArray<string | number> = []) =>
    Effect.promise(async () => [...(await sql.unsafe<Array<Row>>(text, [...parameters]))] as ReadonlyArray<Row>)
  const change = (text: string, parameters: ReadonlyArray<string | number> = []) => Effect.asVoid(ask(text, parameters))
  return Inside.of({
    // Deleting few rows is much faster than truncating many tables.
    clear: change(
      `with a as (delete from deliveries), b as (delete from run_messages), c as (delete from orders), d as (delete from usuals),
         e as (delete from switches), f as (delete from standings), g as (delete from requests), h as (delete from outbox),
         i as (delete from rate_limits where conversation <> '*'), j as (delete from runs), k as (delete from channels),
         l as (delete from members where id <> '${formerMember}')
       update rate_limits set full_at = '-infinity', busy_until = '-infinity', holder = null where conversation = '*'`,
    ),
    configure: (channel: ChannelId, settings: Partial<Settings>) =>
      Effect.forEach(
        Object.entries(settings),
        ([name, value]) =>
          change(
            `insert into channels (id, ${columns[name as keyof Settings]}) values ($1, $2)
             on conflict (id) do update set version = channels.version + 1, ${columns[name as keyof Settings]} = $2`,
            [channel, value as string | number],
          ),
        { discard: true },
      ),
    pass: (span: number) =>
      Effect.map(
        ask<{ readonly now: number }>(
          `update ahead.clock set millis = millis + $1::int returning ${millis("pg_catalog.now()")} + millis as now`,
          [span],
        ),
        ([row]) => row?.now ?? 0,
      ),
    deliveries: (run: RunId) =>
      ask<OwedRow>(
        `select kind, coalesce(member, target) as target, key, state, ${millis("due_at")} as "dueAt", code
         from deliveries where run_id = $1 order by key collate "C"`,
        [run],
      ),
    message: (run: RunId) =>
      Effect.map(
        ask<{ wanted: number; shown: number; ts: string | null }>(
          "select wanted, shown, ts from run_messages where run_id = $1",
          [run],
        ),
        ([row]) => ({ ...(row ?? { wanted: 0, shown: 0, ts: null }) }),
      ),
    events: ask<EventRow>(
      `select event_id as id, key, type, run_version as "runVersion", ${millis("occurred_at")} as "occurredAt",
         correlation_id as correlation, traceparent as trace, data from outbox order by outbox.id`,
    ),
    counts: Effect.map(
      ask<Record<string, number>>(
        `select ${tables.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(", ")},
           (select count(*)::int from members where id <> '${formerMember}') as members`,
      ),
      ([row]) => ({ ...row }),
    ),
  })
}

const database = Layer.unwrap(
  Effect.gen(function* () {
    const { name, url } = yield* Effect.acquireRelease(Effect.promise(temporaryDatabase), ({ drop }) =>
      Effect.promise(drop),
    )
    const sql = yield* Effect.acquireRelease(
      Effect.sync(() => postgres(url, { max: 1, onnotice: () => {} })),
      (sql) => Effect.promise(() => sql.end()),
    )
    yield* Effect.promise(() => sql.unsafe(prepared(name)))
    const inside = Layer.sync(Inside, () => make(sql))
    return Layer.merge(inside, Connection.layer({ url }))
  }),
)

/** The Postgres adapters over a database of their own, by the database's clock. */
export const layerWith = (pace: OwedMessages.Options) =>
  Layer.mergeAll(
    RunStore.layer({ defaults: { window: 5, reminderOffset: 5 } }),
    RunHistory.layer,
    OwedMessages.layer(pace),
  ).pipe(Layer.provideMerge(database))
