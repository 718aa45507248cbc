import type { Persistence } from "@coffeebuddy/slack-emulator/options"
import type { Sql } from "postgres"

const prepare = `
  create schema if not exists sandbox;
  create table if not exists sandbox.emulator (single boolean primary key default true check (single), state jsonb not null);`

/** Keeps the emulator's state in a schema of its own, beside the product's tables. */
export const emulatorState = async (sql: Sql): Promise<Persistence> => {
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
