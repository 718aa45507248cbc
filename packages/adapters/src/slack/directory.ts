import { Cache, Effect, Layer, Schema } from "effect"
import type { MemberId } from "@coffeebuddy/domain/ids"
import { Directory, DirectoryUnavailable, type Profile } from "@coffeebuddy/ports/directory"
import { connect, type WebApiOptions } from "./web-api.ts"

/** Longest wait for a profile, in milliseconds: a member stands and waits for it. */
const PATIENCE = 1_000

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const Answer = Schema.Struct({
  user: Schema.Struct({
    tz: optional(Schema.String),
    is_admin: optional(Schema.Boolean),
    is_owner: optional(Schema.Boolean),
    is_primary_owner: optional(Schema.Boolean),
  }),
})
const decode = Schema.decodeUnknownEffect(Answer)

const unavailable = (code: string) => new DirectoryUnavailable({ code })

const make = Effect.fn("slack.directory")(function* (options: WebApiOptions, admins: ReadonlySet<MemberId>) {
  const call = connect({ ...options, timeout: PATIENCE })

  const ask = Effect.fn("Directory.ask")(function* (member: MemberId) {
    const answer = yield* Effect.mapError(call("users.info", { user: member }), ({ code }) => unavailable(code))
    const { user } = yield* Effect.mapError(decode(answer), () => unavailable("unreadable"))
    const admin = user.is_admin ?? false
    return {
      zone: user.tz ?? null,
      admin: admin || (user.is_owner ?? false) || (user.is_primary_owner ?? false) || admins.has(member),
    } satisfies Profile
  })

  const known = yield* Cache.makeWith(
    (member: MemberId) =>
      ask(member).pipe(Effect.timeoutOrElse({ duration: PATIENCE, orElse: () => Effect.fail(unavailable("timeout")) })),
    { capacity: 10_000, timeToLive: (exit) => (exit._tag === "Success" ? "10 minutes" : "0 millis") },
  )

  return Directory.of({
    profile: (member) =>
      Cache.get(known, member).pipe(
        // The installation's admins are that whatever Slack says, or does not say.
        Effect.catch((error) =>
          admins.has(member) ? Effect.succeed<Profile>({ zone: null, admin: true }) : Effect.fail(error),
        ),
      ),
  })
})

/** Who the members are, as Slack says, remembered for 10 minutes in this process; `admins` are the installation's own. */
export const layer = (options: WebApiOptions, admins: ReadonlySet<MemberId>) =>
  Layer.effect(Directory, make(options, admins))
