import type { Workspace } from "./workspace.ts"

/** Waits for a predicate to hold, asked now and after every change. Deadlines are generous: they only end a test that
 * is wrong. */
export const waitFor = <A>(
  workspace: Workspace,
  predicate: () => A,
  { what, within = 10_000 }: { what?: string; within?: number } = {},
  recent: () => ReadonlyArray<string> = () => [],
): Promise<NonNullable<A>> =>
  new Promise((resolve, reject) => {
    const done = () => {
      workspace.changes.off("change", ask)
      clearTimeout(timer)
    }
    const timer = setTimeout(() => {
      done()
      const last = recent()
      reject(
        new Error(`waited ${within} ms for ${what ?? predicate.toString()}; last calls: ${last.join(", ") || "none"}`),
      )
    }, within)
    const ask = () => {
      try {
        const found = predicate()
        if (found === null || found === undefined || !found) return
        done()
        resolve(found)
      } catch (cause) {
        done()
        reject(cause)
      }
    }
    workspace.changes.on("change", ask)
    ask()
  })
