import { Context, type Effect, Schema } from "effect"
import type { MemberId } from "@coffeebuddy/domain/ids"

/** Who a member is cannot be found out at present. */
export class DirectoryUnavailable extends Schema.TaggedError<DirectoryUnavailable>()("DirectoryUnavailable", {
  code: Schema.String,
}) {}

/** `zone` is an IANA name, null when unknown; `admin` covers workspace admins, owners and the installation's admins. */
export interface Profile {
  readonly zone: string | null
  readonly admin: boolean
}

/** Who the members are. Answers within 1 s or fails; a profile is at most 10 minutes old. */
export class Directory extends Context.Service<
  Directory,
  { readonly profile: (member: MemberId) => Effect.Effect<Profile, DirectoryUnavailable> }
>()("@coffeebuddy/ports/Directory") {}
