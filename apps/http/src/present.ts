import { Effect } from "effect"
import { permalink } from "@coffeebuddy/adapters/slack/auth"
import { status } from "@coffeebuddy/adapters/slack/status"
import type { MemberId } from "@coffeebuddy/domain/ids"
import type { Subject } from "@coffeebuddy/ports/run-store"
import { privately } from "./reply.ts"
import { done } from "./telling.ts"
import type { UseCases } from "./use-cases.ts"
import type { Workspace } from "./workspace.ts"

/** How a run stands for one member, with a link to its message once that is posted. */
export const presenting = ({ runView }: UseCases, workspace: Workspace["Service"]) =>
  Effect.fn("http.present")(function* (subject: Subject, member: MemberId) {
    const at = yield* runView.mine(subject, member)
    const identity = yield* workspace.identity
    const ts = at.message?.ts ?? null
    const link = identity === null || ts === null ? null : permalink(identity.url, at.channel.id, ts)
    return done(privately(status(at, link)))
  })

export type Present = ReturnType<typeof presenting>
