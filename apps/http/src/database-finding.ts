import type { Health } from "@coffeebuddy/adapters/postgres/connection"
import type { Finding } from "./health.ts"

/** What the database's health means for readiness. */
export const databaseFinding = (health: Health): Finding => {
  const part = "database" as const
  switch (health._tag) {
    case "Ready":
      return { part, state: "ok", blocking: false, detail: null }
    case "NeverConnected":
      return { part, state: "down", blocking: true, detail: `never reached: ${health.code}` }
    case "WrongSchema": {
      const detail = `the schema is at ${health.found ?? "nothing"}, ${health.expected} is needed: npm run migrate -- up`
      return { part, state: "wrong", blocking: true, detail }
    }
    case "Down":
      return { part, state: "down", blocking: false, detail: health.code }
  }
}
