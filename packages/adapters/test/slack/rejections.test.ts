import { assert, describe, it } from "@effect/vitest"
import * as Dates from "@coffeebuddy/domain/date-grammar"
import * as Rejections from "@coffeebuddy/domain/rejection"
import * as Text from "@coffeebuddy/domain/text"
import * as Times from "@coffeebuddy/domain/time-grammar"
import { TimeNotUnderstood } from "@coffeebuddy/domain/time-words"
import { ChatRefused, ChatUnknown } from "@coffeebuddy/ports/chat"
import { DirectoryUnavailable } from "@coffeebuddy/ports/directory"
import { Conflict, RunNotFound } from "@coffeebuddy/ports/run-store"
import { StoreUnavailable } from "@coffeebuddy/ports/store-unavailable"
import { messageProblems } from "@coffeebuddy/slack-emulator/validate"
import { MalformedRequest } from "../../src/slack/actions.ts"
import { inOneLine, rejection, type Trouble } from "../../src/slack/rejections.ts"
import { ana, ben, pressable, reference, runId, shown } from "./fixtures.ts"

const ofRun = { runId }

const troubles: ReadonlyArray<readonly [trouble: Trouble, says: string, next: string]> = [
  [new Rejections.ChannelDisabled(), "switched off in this channel", "/coffee admin"],
  [new Rejections.RunAlreadyOpen(ofRun), "open here already", "join it"],
  [new Rejections.NoOpenRun(), "No coffee run is open", "Start one"],
  [new Rejections.RunNotOpen({ ...ofRun, status: "closing" }), "being closed right now", "/coffee status"],
  [new Rejections.RunNotOpen({ ...ofRun, status: "closed" }), "has been closed", "/coffee status"],
  [new Rejections.RunNotOpen({ ...ofRun, status: "canceled" }), "called off", "/coffee status"],
  [new Rejections.RunNotOpen({ ...ofRun, status: "failed" }), "could not post", "/coffee status"],
  [
    new Rejections.NotAllowed({ ...ofRun, action: "close", starter: ana }),
    "<@U0ANA>, who started it",
    "ask one of them",
  ],
  [
    new Rejections.NotAllowed({ ...ofRun, action: "cancel", starter: ana }),
    "<@U0ANA>, who started it",
    "ask one of them",
  ],
  [new Rejections.NoOrder(ofRun), "no order in this run", "Would you like one"],
  [new Rejections.NoUsual(), "no usual in this channel", "/coffee usual"],
  [new Rejections.VolunteersOff(), "Volunteering is switched off", "/coffee admin"],
  [new Rejections.AlreadyVolunteered({ ...ofRun, by: ben }), "<@U0BEN> goes already", "Thank you"],
  [new Rejections.DutyIsFixed({ ...ofRun, because: "not-closed" }), "not closed yet", "/coffee status"],
  [new Rejections.DutyIsFixed({ ...ofRun, because: "another-run" }), "A newer run", "/coffee status"],
  [new Rejections.DutyIsFixed({ ...ofRun, because: "another-season" }), "A new season", "/coffee status"],
  [new Rejections.DutyIsFixed({ ...ofRun, because: "too-late" }), "4 hours ago", "/coffee status"],
  [new Rejections.DutyIsFixed({ ...ofRun, because: "nobody-ordered" }), "Nobody ordered", "/coffee status"],
  [new Rejections.NotTheRunner({ ...ofRun, runner: ben }), "<@U0BEN> goes for this run", "I'll go instead"],
  [new Rejections.NotTheRunner({ ...ofRun, runner: null }), "Nobody goes", "I'll go"],
  [new Text.TextEmpty({ field: "order" }), "The order is empty", "for example"],
  [new Text.TextTooLong({ field: "note", length: 130, max: 100 }), "130 characters, and at most 100", "shorten"],
  [new TimeNotUnderstood({ problem: "hour", example: "10:30" }), "Hours go from 0 to 23. ", "for example: 10:30."],
  [new Times.TimeNotAhead({ example: "in 20m" }), "lies ahead", "try again"],
  [new Times.TimeTooFar({ maxHours: 24, example: "in 1h" }), "24 hours ahead", "try again"],
  [new Dates.DateNotUnderstood({ problem: "shape", example: "friday" }), "date", "try again"],
  [new Dates.DatePast({ example: "friday" }), "That day is over", "for example: friday."],
  [new Dates.DateTooFar({ maxDays: 366, example: "friday" }), "366 days", "try again"],
  [new RunNotFound(), "no longer kept", "Start a new one"],
  [new Conflict(), "at the same moment", "try again"],
  [
    new StoreUnavailable({ operation: "run.commit", code: "08006", constraint: "secret_pkey", table: "secret_table" }),
    "memory",
    "/coffee status",
  ],
  [new ChatRefused({ code: "secret_code", kind: "never", retryAfter: 0, failure: null }), "did not let", "try again"],
  [new ChatUnknown({ code: "secret_code" }), "did not answer in time", "/coffee status"],
  [new DirectoryUnavailable({ code: "secret_code" }), "whether you may", "try again"],
  [new MalformedRequest({ field: "view.private_metadata" }), "does not know this button", "newer message"],
  [{ _tag: "OtherWorkspace" }, "another Slack workspace", "one of its own"],
  [{ _tag: "NotReady" }, "just starting", "try again"],
  [{ _tag: "StillWorking" }, "Still working", "No need to press again"],
  [
    { _tag: "MissingScopes", scopes: ["chat:write", "im:write"] },
    "permissions in this workspace: chat:write and im:write",
    "reinstall",
  ],
  [{ _tag: "MissingScopes", scopes: ["chat:write"] }, "a permission in this workspace: chat:write", "reinstall"],
  [{ _tag: "Unexpected" }, "Something went wrong", "reference"],
]

const uncertain = new Set(["StoreUnavailable", "ChatUnknown", "Unexpected"])

describe("instead of an answer a member is told what happened, what was saved, and what to do", () => {
  for (const [trouble, says, next] of troubles) {
    it(`${trouble._tag}: ${says}`, () => {
      const message = rejection(trouble, { reference, link: null })
      const words = shown(message)
      assert.include(words, says)
      assert.include(words, next)
      assert.include(words, "Reference: ref-12345678")
      assert.include(inOneLine(trouble), says)
      assert.isAtMost(inOneLine(trouble).length, 300)
      if (trouble._tag !== "StillWorking") {
        assert.include(words, uncertain.has(trouble._tag) ? "It may or may not have been saved" : "Nothing has changed")
      }
      assert.deepStrictEqual(messageProblems(message.blocks), [])
    })
  }

  it("and never what it looks like inside", () => {
    for (const [trouble] of troubles) {
      const said = JSON.stringify(rejection(trouble, { reference, link: null }))
      for (const inner of ["secret", "run.commit", "08006", "private_metadata", trouble._tag])
        assert.notInclude(said, inner)
    }
  })

  it("with a link to the run where there is one, and the two next steps while one is open", () => {
    const message = rejection(new Rejections.RunAlreadyOpen(ofRun), { reference, link: "https://office.slack.com/x" })
    assert.include(shown(message), "<https://office.slack.com/x|See the run>")
    assert.deepStrictEqual(pressable(message), ["order", "use-usual"])
  })
})
