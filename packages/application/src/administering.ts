import { Effect } from "effect"
import type { Actor } from "@coffeebuddy/domain/permission"
import { NotAllowed, NotTheRunner } from "@coffeebuddy/domain/rejection"
import type { MemberId } from "@coffeebuddy/domain/ids"
import type { Directory } from "@coffeebuddy/ports/directory"

const isRefusal = (error: unknown): error is NotAllowed | NotTheRunner =>
  error instanceof NotAllowed || error instanceof NotTheRunner

/**
 * Acts as an ordinary member first; who is refused is looked up, and acts again when they turn out to be an admin. When that cannot be
 * found out, the refusal stands.
 */
export const asMemberThenAdmin = <A, E, R>(
  directory: Directory["Service"],
  member: MemberId,
  act: (by: Actor) => Effect.Effect<A, E, R>,
): Effect.Effect<A, E, R> =>
  act({ member, admin: false }).pipe(
    Effect.catch((error) => {
      if (!isRefusal(error)) return Effect.fail(error)
      return directory.profile(member).pipe(
        Effect.map((profile) => profile.admin),
        Effect.catchTag("DirectoryUnavailable", () => Effect.succeed(false)),
        Effect.flatMap((admin) => (admin ? act({ member, admin }) : Effect.fail(error))),
      )
    }),
  )
