import { readdir, readFile } from "node:fs/promises"

const folder = new URL("../../../../infra/postgres/migrations/", import.meta.url)

/** Every migration file, ordered by name. The only module that reads them: a bundle carries their text instead. */
export const migrationFiles = async (): Promise<ReadonlyArray<{ readonly name: string; readonly text: string }>> => {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort()
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(new URL(name, folder), "utf8") })))
}
