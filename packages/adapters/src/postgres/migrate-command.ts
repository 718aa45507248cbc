import { down, migrate, status } from "./migrations.ts"

const usage = "usage: npm run migrate -- up | down | status   (DATABASE_URL says which database)"

const report = async (url: string): Promise<string> => {
  const { applied, pending } = await status(url)
  const lines = [...applied.map((name) => `applied  ${name}`), ...pending.map((name) => `pending  ${name}`)]
  return lines.join("\n")
}

const commands: Readonly<Record<string, (url: string) => Promise<string>>> = {
  up: async (url) => {
    await migrate(url)
    return report(url)
  },
  down: async (url) => {
    const name = await down(url)
    return name === null ? "nothing to take back" : `took back ${name}`
  },
  status: report,
}

/** What a failed migration tells its operator: migrations hold no one's data, so the server's own sentence may be shown. */
const sentence = (error: unknown): string => (error instanceof Error ? error.message : "unknown error")

/** Runs `up`, `down` or `status`; the exit code. Prints what was done, or one sentence saying what is missing. */
export const main = async (words: ReadonlyArray<string>, url: string | undefined): Promise<number> => {
  const command = commands[words[0] ?? ""]
  if (command === undefined || words.length !== 1) {
    console.error(usage)
    return 2
  }
  if (url === undefined || url.trim() === "") {
    console.error(
      "DATABASE_URL is not set: say which database to migrate, for example postgres://user@host:5432/coffeebuddy",
    )
    return 2
  }
  try {
    console.log(await command(url))
    return 0
  } catch (error) {
    console.error(`migrate ${words[0]}: ${sentence(error)}`)
    return 1
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), process.env["DATABASE_URL"])
