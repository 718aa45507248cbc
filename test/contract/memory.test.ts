import { layer } from "./over-memory.ts"
import { runHistoryContract } from "./run-history.ts"
import { runStoreContract } from "./run-store.ts"

runStoreContract("memory", layer)
runHistoryContract("memory", layer)
