import { migrationFiles } from "./migration-files.ts"
import { statement } from "./statement.ts"

/** The migration that this program was written for, e.g. `0002_owed_messages`: the newest it carries. */
export const expectedVersion = async (): Promise<string> => {
  const names = (await migrationFiles()).filter((file) => file.name.endsWith(".up.sql")).map((file) => file.name)
  return (names.at(-1) ?? "").replace(/\.up\.sql$/, "")
}

/** The database's newest migration, and whether the one asked for is among those applied (a newer schema serves an older program too). */
export const schemaVersion = statement(
  "schemaVersion",
  "select max(name) as found, coalesce(bool_or(name = $1), false) as applied from schema_migrations",
)
