import { Effect } from "effect"
import type { Plight } from "@coffeebuddy/adapters/slack/rejections"
import type { OpenRun } from "@coffeebuddy/application/open-run"
import type { Workspace } from "./workspace.ts"

const POSTING = "chat:write"

/** Opens a run, unless Slack has said that our token may not post: then nobody could be told afterwards, by any message. */
export const opening = (openRun: OpenRun["Service"], workspace: Workspace["Service"]) =>
  Effect.fn("http.open")(function* (...wish: Parameters<typeof openRun.execute>) {
    const identity = yield* workspace.identity
    const granted = identity?.scopes ?? []
    // None at all means that Slack, or a proxy, did not say.
    if (granted.length > 0 && !granted.includes(POSTING)) {
      return yield* Effect.fail<Plight>({ _tag: "MissingScopes", scopes: [POSTING] })
    }
    return yield* openRun.execute(...wish)
  })

export type Opening = ReturnType<typeof opening>
