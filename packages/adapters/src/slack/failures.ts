import type { Failure } from "@coffeebuddy/domain/run"

/** Why a run could not start, and what its starter can do about it. */
export const fixes: { readonly [F in Failure]: { readonly happened: string; readonly fix: string } } = {
  "not-in-channel": {
    happened: "CoffeeBuddy is not a member of that channel.",
    fix: "Type `/invite @CoffeeBuddy` there, then `/coffee` again.",
  },
  "missing-scope": {
    happened: "CoffeeBuddy lacks the permission to post in this workspace.",
    fix: "Ask a workspace admin to reinstall the app with its current manifest, then try `/coffee` again.",
  },
  "channel-not-found": {
    happened: "CoffeeBuddy cannot see that channel; it may be private.",
    fix: "Type `/invite @CoffeeBuddy` there, then `/coffee` again.",
  },
  archived: {
    happened: "That channel is archived.",
    fix: "Start the run in another channel with `/coffee`.",
  },
  restricted: {
    happened: "The workspace's settings do not let CoffeeBuddy post in that channel.",
    fix: "Ask a workspace admin to allow it, or start the run in another channel.",
  },
  "rejected-message": {
    happened: "Slack refused the run's message. That is our mistake.",
    fix: "Try `/coffee` with a shorter place or note, and tell whoever looks after CoffeeBuddy.",
  },
}
