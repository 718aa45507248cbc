import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { identify, missingScopes, missingScopesAdvice, permalink, requiredScopes } from "../../src/slack/auth.ts"
import { emulator, options } from "./slack.ts"

const manifest = readFileSync(new URL("../../../../infra/slack/manifest.yaml", import.meta.url), "utf8")

/** The items of the list under a key of the manifest, comments aside. */
const listUnder = (key: string): ReadonlyArray<string> => {
  const lines = manifest.split("\n")
  const start = lines.findIndex((line) => line.trim() === `${key}:`)
  const indent = /^ */.exec(lines[start] ?? "")?.[0].length ?? 0
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => line.trim() !== "" && (/^ */.exec(line)?.[0].length ?? 0) <= indent)
  return rest.slice(0, end).flatMap((line) => /^\s*- (\S+)$/.exec(line)?.[1] ?? [])
}

describe("the token", () => {
  it.live("says which workspace and bot we are, and what we may do", () =>
    Effect.gen(function* () {
      const slack = yield* emulator
      const identity = yield* identify(options(slack))
      const { team, app } = slack.state()
      assert.strictEqual(identity.teamId, team.id)
      assert.strictEqual(identity.botUserId, app.botUserId)
      assert.match(identity.url, /^https:\/\/.*\/$/)
      assert.deepStrictEqual(missingScopes(identity.scopes), [])
      slack.removeScope("im:history")
      assert.deepStrictEqual(missingScopes((yield* identify(options(slack))).scopes), ["im:history"])
    }),
  )

  it.live("that Slack refuses is the operator's business", () =>
    Effect.gen(function* () {
      const slack = yield* emulator
      slack.revokeToken("invalid_auth")
      const error = yield* Effect.flip(identify(options(slack)))
      assert.strictEqual(error._tag === "ChatRefused" && error.kind, "paused")
    }),
  )
})

describe("permissions", () => {
  it("asked for by the manifest are exactly those the code uses", () =>
    assert.deepStrictEqual(listUnder("bot").toSorted(), Object.keys(requiredScopes).toSorted()))

  it("that are missing come with what they are for and the fix", () => {
    assert.isNull(missingScopesAdvice(Object.keys(requiredScopes)))
    const advice = missingScopesAdvice(["commands"]) ?? ""
    for (const word of ["chat:write (posting", "users:read", "manifest.yaml", "reinstall"]) assert.include(advice, word)
    assert.notInclude(advice, "commands")
  })
})

it("a message's link leads into the workspace", () =>
  assert.strictEqual(
    permalink("https://office.slack.com/", "C0COFFEE", "1700000000.000100"),
    "https://office.slack.com/archives/C0COFFEE/p1700000000000100",
  ))
