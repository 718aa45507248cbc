import { Effect } from "effect"
import type { Actor } from "@coffeebuddy/domain/permission"
import { NotAllowed } from "@coffeebuddy/domain/rejection"
import type { MemberId } from "@coffeebuddy/domain/ids"
import type { Directory, DirectoryUnavailable } from "@coffeebuddy/ports/directory"

/**
 * Acts as an ordinary member first; who is refused is looked up, and acts again when they turn out to be an admin. Nobody is
 * refused for want of an answer: that is `DirectoryUnavailable`.
 */
export const asMemberThenAdmin = <A, E, R>(
  directory: Directory["Service"],
  member: MemberId,
  act: (by: Actor) => Effect.Effect<A, E, R>,
): Effect.Effect<A, E | DirectoryUnavailable, R> =>
  act({ member, admin: false }).pipe(
    Effect.catch((error) => {
      if (!(error instanceof NotAllowed)) return Effect.fail(error)
      return directory
        .profile(member)
        .pipe(
          Effect.flatMap(({ admin }): Effect.Effect<A, E, R> => (admin ? act({ member, admin }) : Effect.fail(error))),
        )
    }),
  )
