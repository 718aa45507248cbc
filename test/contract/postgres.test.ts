import { layer } from "./over-postgres.ts"
import { runHistoryContract } from "./run-history.ts"
import { runStoreContract } from "./run-store.ts"

runStoreContract("Postgres", layer)
runHistoryContract("Postgres", layer)
