import { assert, describe, it } from "@effect/vitest"
import { isChannelAdmin, mayEnd } from "@coffeebuddy/domain/permission"
import { ada, admin, ben, cem, channel, dia, member, run } from "./given.ts"

describe("who may end or edit a run", () => {
  const volunteered = run({ volunteer: cem })

  it("is its starter, its volunteer and the admins, and nobody else", () => {
    const here = channel({ admins: [dia] })
    assert.isTrue(mayEnd(here, volunteered, member(ada)), "the starter")
    assert.isTrue(mayEnd(here, volunteered, member(cem)), "the volunteer")
    assert.isTrue(mayEnd(here, volunteered, member(dia)), "an admin of the channel")
    assert.isTrue(mayEnd(here, volunteered, admin(ben)), "an admin of the workspace")
    assert.isFalse(mayEnd(here, volunteered, member(ben)), "somebody else")
  })

  it("is everybody where anyone can close", () => {
    assert.isTrue(mayEnd(channel({ anyoneCanClose: true }), run(), member(ben)))
  })
})

describe("a channel admin", () => {
  it("is named by the channel's settings, or an admin of the whole workspace", () => {
    const here = channel({ admins: [dia] })
    assert.isTrue(isChannelAdmin(here, member(dia)))
    assert.isTrue(isChannelAdmin(here, admin(ben)))
    assert.isFalse(isChannelAdmin(here, member(ada)))
  })

  it("is nobody by having started the run or by anyone being able to close", () => {
    assert.isFalse(isChannelAdmin(channel({ anyoneCanClose: true }), member(ada)))
  })
})
