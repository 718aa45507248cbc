import type { Persistence } from "@coffeebuddy/slack-emulator/options"
import type { Sql } from "postgres"

const prepare = `
  create schema if not exists sandbox;
  create table if not exists sandbox.emulator (single boolean primary key default true check (single), state jsonb not null);`

/** Owed messages of a real installation must not end in a sandbox. */
const isSomebodyElses = async (sql: Sql): Promise<boolean> => {
  const [found] = await sql<ReadonlyArray<{ somebodyElses: boolean }>>`
    select to_regclass('runs') is not null and to_regnamespace('sandbox') is null as "somebodyElses"`
  return found?.somebodyElses ?? false
}

/** Keeps the emulator's state in a schema of its own, beside the product's tables. */
export const emulatorState = async (sql: Sql): Promise<Persistence> => {
  if (await isSomebodyElses(sql)) {
    throw new Error("DATABASE_URL names a database that CoffeeBuddy runs on for real: the sandbox needs one of its own")
  }
  await sql.unsafe(prepare).simple()
  return {
    load: async () => {
      const [row] = await sql<ReadonlyArray<{ state: unknown }>>`select state from sandbox.emulator`
      return row?.state
    },
    save: async (state) => {
      const text = JSON.stringify(state)
      await sql`insert into sandbox.emulator (state) values (${text}::text::jsonb)
        on conflict (single) do update set state = excluded.state`
    },
  }
}
