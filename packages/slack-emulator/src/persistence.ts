import { isFields } from "./json.ts"
import type { State } from "./model.ts"
import type { Persistence } from "./options.ts"
import type { Workspace } from "./workspace.ts"

const isState = (value: unknown): value is State =>
  isFields(value) &&
  value.version === 1 &&
  Array.isArray(value.members) &&
  Array.isArray(value.channels) &&
  isFields(value.messages)

/** The state saved by an earlier run; undefined when there is none or it is of another version. */
export const restore = async (persistence: Persistence | undefined): Promise<State | undefined> => {
  const saved = await persistence?.load()
  return isState(saved) ? saved : undefined
}

/** Saves after every change, one save at a time, the latest state winning; `settle` waits until all is saved. */
export const keepSaved = (
  workspace: Workspace,
  persistence: Persistence | undefined,
  log: (line: string) => void,
): { settle: () => Promise<void> } => {
  if (!persistence) return { settle: () => Promise.resolve() }
  let saved = workspace.counter
  let running: Promise<void> | undefined
  const run = async () => {
    while (saved < workspace.counter) {
      saved = workspace.counter
      await persistence
        .save(structuredClone(workspace.state))
        .catch((cause: unknown) => log(`state not saved: ${String(cause)}`))
    }
  }
  const settle = async () => {
    while (saved < workspace.counter || running) {
      running ??= run().finally(() => {
        running = undefined
      })
      await running
    }
  }
  workspace.changes.on("change", () => setImmediate(() => void settle()))
  return { settle }
}
