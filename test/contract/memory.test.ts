import { defaults } from "@coffeebuddy/adapters/memory/rates"
import { layerWith } from "./over-memory.ts"
import { owedMessagesContract } from "./owed-messages.ts"
import { runHistoryContract } from "./run-history.ts"
import { runStoreContract } from "./run-store.ts"

const layer = layerWith(defaults)

runStoreContract("memory", layer)
runHistoryContract("memory", layer)
owedMessagesContract("memory", layer, { editPause: 1_500, lookPause: 2_000, postEvery: 1_000 })
