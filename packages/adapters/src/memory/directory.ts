import { Context, Effect, Layer } from "effect"
import type { MemberId } from "@coffeebuddy/domain/ids"
import { Directory, DirectoryUnavailable, type Profile } from "@coffeebuddy/ports/directory"

/** What tests say about people, and whether anybody can be asked at all. */
export class People extends Context.Service<
  People,
  {
    /** From now on this is known of the member. */
    readonly know: (member: MemberId, profile: Partial<Profile>) => Effect.Effect<void>
    /** From now on nothing can be found out (or, with false, it can again). */
    readonly fail: (failing: boolean) => Effect.Effect<void>
  }
>()("@coffeebuddy/adapters/memory/People") {}

const stranger: Profile = { zone: null, admin: false }

/** People in memory: whoever was never introduced has no zone and is no admin. */
export const layer = Layer.effectContext(
  Effect.sync(() => {
    const profiles = new Map<MemberId, Profile>()
    let failing = false
    const people = People.of({
      know: (member, profile) =>
        Effect.sync(() => {
          profiles.set(member, { ...(profiles.get(member) ?? stranger), ...profile })
        }),
      fail: (now) =>
        Effect.sync(() => {
          failing = now
        }),
    })
    const directory = Directory.of({
      profile: (member) =>
        Effect.suspend(() =>
          failing
            ? Effect.fail(new DirectoryUnavailable({ code: "told-to-fail" }))
            : Effect.succeed(profiles.get(member) ?? stranger),
        ),
    })
    return Context.make(People, people).pipe(Context.add(Directory, directory))
  }),
)
