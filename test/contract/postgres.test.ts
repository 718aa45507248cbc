import * as OwedMessages from "@coffeebuddy/adapters/postgres/owed-messages"
import { layerWith } from "./over-postgres.ts"
import { owedMessagesContract } from "./owed-messages.ts"
import { runHistoryContract } from "./run-history.ts"
import { runStoreContract } from "./run-store.ts"

const { post } = OwedMessages.defaults
// The database's own clock runs meanwhile: pauses are long enough for no test to outlast one on a busy machine.
const timing = { editPause: 30_000, lookPause: 30_000, postEvery: 30_000 }
const layer = layerWith({
  ...OwedMessages.defaults,
  ...timing,
  post: { ...post, one: { ...post.one, every: timing.postEvery } },
})

runStoreContract("Postgres", layer)
runHistoryContract("Postgres", layer)
owedMessagesContract("Postgres", layer, timing)
