import { assert, describe, it } from "@effect/vitest"
import { formerMember } from "@coffeebuddy/domain/former-member"
import { hours } from "@coffeebuddy/domain/instant"
import { type Standing, UNIT } from "@coffeebuddy/domain/ledger"
import { help, notYet, unknownCommand } from "../../src/slack/help.ts"
import { commands } from "../../src/slack/command-grammar.ts"
import { stats } from "../../src/slack/stats.ts"
import { status } from "../../src/slack/status.ts"
import { nothingToExplain, why } from "../../src/slack/why.ts"
import { cut, localTime, typed } from "../../src/slack/words.ts"
import {
  ana,
  ben,
  cai,
  candidate,
  channel,
  closedAt,
  dee,
  decision,
  halfPastTen,
  nine,
  order,
  pressable,
  run,
  seenBy,
  shown,
  usual,
} from "./fixtures.ts"

const asked = [
  candidate(ana, { recentServed: 2, recentJoined: 4 }),
  candidate(ben, { recentServed: 1, recentJoined: 3 }),
  candidate(cai, { recentServed: 1, recentJoined: 5, lastServed: 2 }),
]

describe("the card of /coffee why", () => {
  it("has the rule, the first three with the numbers that decided, and what decided", () => {
    const made = decision(asked)
    const words = shown(why(closedAt([], made).run, made))
    assert.include(words, "<@U0BEN> was picked for the run of <!date^")
    assert.include(words, "fewest of the channel's last runs")
    assert.include(words, "1. <@U0BEN>: served 1 of 3 joined (last 5 runs)")
    assert.include(words, "2. <@U0CAI>: served 1 of 5 joined")
    assert.include(words, "3. <@U0ANA>: served 2 of 4 joined")
    assert.include(words, "What decided: a tie, and the longest wait since serving.")
    assert.include(words, "rule version 1")
  })

  it("says who was left out and why", () => {
    const made = decision(asked, { previousRunner: ben, guests: [dee], declined: [cai] })
    const words = shown(why(closedAt([], made).run, made))
    assert.include(words, "Left out: <@U0BEN> (ran last); <@U0DEE> (is out); <@U0CAI> (could not go).")
    assert.include(words, "First and only in line")
  })

  it("says whom a volunteer spared, and who took over", () => {
    const made = decision(asked)
    const by = (via: "volunteer" | "hand-over") =>
      shown(why(closedAt([], made, { duty: { runner: dee, via, lastServedBefore: null } }).run, made))
    assert.include(by("volunteer"), "<@U0DEE> volunteered")
    assert.include(by("volunteer"), "Without the volunteer, <@U0BEN> would have gone.")
    assert.include(by("hand-over"), "<@U0DEE> took over")
  })

  it("of a run for which nobody went says so", () => {
    const made = decision([], { guests: [ana] })
    const words = shown(why(closedAt([], made).run, made))
    assert.include(words, "Nobody went")
    assert.include(words, "Nobody could be picked.")
  })

  it("advises fair share where people join unequally often", () => {
    const uneven = decision([candidate(ana, { joined: 20 }), candidate(ben, { joined: 2 })])
    assert.include(shown(why(closedAt([], uneven).run, uneven)), "fair share")
  })

  it("has nothing to explain while a run is open, or where none was closed", () => {
    assert.include(shown(nothingToExplain("open")), "still open")
    for (const none of ["canceled", "failed", null] as const)
      assert.include(shown(nothingToExplain(none)), "no closed run")
  })
})

describe("the standings", () => {
  const standing = (changes: Partial<Standing>): Standing => ({
    member: ana,
    joined: 12,
    served: 3,
    share: 2.6 * UNIT,
    lastServed: 4,
    lastServedAt: nine,
    ...changes,
  })

  it("begin with who is furthest behind, in numbers", () => {
    const rows = [standing({}), standing({ member: ben, served: 1, lastServed: null, lastServedAt: null })]
    const words = shown(stats(channel(), rows))
    assert.include(words, "4 runs, 2 people")
    assert.include(words, "• <@U0BEN>: joined 12, fair share 2.6, served 1 (1.6 behind)\n• <@U0ANA>")
    assert.include(words, "(0.4 ahead), last <!date^")
  })

  it("call whoever is as good as even, even", () =>
    assert.include(shown(stats(channel(), [standing({ served: 2, share: 2 * UNIT + 1 })])), "(even)"))

  it("name nobody who was erased, but count what they served", () => {
    const words = shown(stats(channel(), [standing({}), standing({ member: formerMember })]))
    assert.include(words, "6 runs, 1 person")
    assert.notInclude(words, formerMember)
  })

  it("say how runners are picked here", () => {
    const said = {
      "fewest-runs": "among the last 5",
      "fair-share": "furthest behind",
      rotation: "longest ago",
    } as const
    for (const strategy of ["fewest-runs", "fair-share", "rotation"] as const) {
      assert.include(shown(stats(channel({ strategy }), [standing({})])), said[strategy])
    }
  })

  it("of a season without a run say so", () => assert.include(shown(stats(channel(), [])), "No run has been closed"))
})

describe("the status", () => {
  const link = "https://office.slack.com/archives/C0COFFEE/p1"

  it("of an open run has its link, time, the own order and what to do", () => {
    const view = seenBy(ana, { run: run({ pickupAt: halfPastTen, volunteer: ben }), order: order(ana, "tea") })
    const message = status(view, link)
    for (const part of [
      "by <@U0ANA> is open",
      "<@U0BEN> volunteered",
      `<${link}|See the run>`,
      "Pick-up at",
      "You ordered: tea.",
    ]) {
      assert.include(shown(message), part)
    }
    assert.deepStrictEqual(pressable(message), ["order", "cancel-my-order"])
    assert.notInclude(message.text, "<!date")
  })

  it("of an open run without an own order offers one", () => {
    const message = status(seenBy(ben), null)
    assert.include(shown(message), "You have no order in it.")
    assert.deepStrictEqual(pressable(message), ["order", "use-usual"])
    assert.deepStrictEqual(pressable(status(seenBy(ben, { run: run({ accepting: false }) }), null)), [])
  })

  it("of a run that ended says how", () => {
    const said = (changes: Parameters<typeof run>[0]) => shown(status(seenBy(ana, { run: run(changes) }), null))
    const duty = { runner: ben, via: "pick", lastServedBefore: null } as const
    assert.include(said({ status: "closed", duty }), "closed; <@U0BEN> goes")
    assert.include(said({ status: "closed" }), "nobody goes")
    assert.include(said({ status: "canceled" }), "called off")
    const failed = said({ status: "failed", failure: "not-in-channel" })
    assert.include(failed, "could not start. CoffeeBuddy is not a member of that channel")
    assert.include(failed, "/invite")
    assert.include(shown(status(seenBy(ana, { run: null }), null)), "No coffee run was ever opened here")
  })

  it("tells the own usual and switches", () => {
    const switches = { member: ana, out: { until: nine + hours(15) }, again: true }
    const words = shown(status(seenBy(ana, { usual: usual(ana, "flat white"), switches }), null))
    for (const part of ["Your usual here: flat white", "You are out until the end of", "even if you ran last"]) {
      assert.include(words, part)
    }
    assert.include(shown(status(seenBy(ana), null)), "no usual here yet")
    assert.include(
      shown(status(seenBy(ana, { switches: { ...switches, out: { until: null } } }), null)),
      "You are out: ",
    )
    assert.notInclude(
      shown(status(seenBy(ana, { switches: { ...switches, out: { until: nine } } }), null)),
      "You are out",
    )
  })
})

describe("help", () => {
  it("names every command that does something by now, and no other", () => {
    const later = new Set(["Admin", "ForgetMe", "MyData"])
    for (const { command, syntax } of commands) {
      assert.strictEqual(shown(help()).includes(`\`${syntax}\``), !later.has(command), syntax)
    }
  })

  it("for what is no command says what may have been meant, and repeats it harmlessly", () => {
    const words = shown(
      unknownCommand({ _tag: "Unknown", word: "<!here>", nearest: "close", example: "/coffee close" }),
    )
    assert.include(words, '"&lt;!here&gt;" is no command')
    assert.include(words, "Did you mean `close`?")
    assert.include(words, "nothing was done")
    assert.notInclude(shown(unknownCommand({ _tag: "Unknown", word: "x", nearest: null, example: "/coffee" })), "mean")
  })

  it("for what comes later says so", () => {
    for (const command of ["Admin", "ForgetMe", "MyData"] as const)
      assert.include(shown(notYet(command)), "nothing was done")
  })
})

describe("words", () => {
  it("cut long texts between characters, never within one", () => {
    assert.strictEqual(cut("flat white", 10), "flat white")
    assert.strictEqual(cut("flat whites", 10), "flat whit…")
    assert.strictEqual(cut("ab🫖🫖", 4), "ab…")
  })

  it("keep backticks from fencing in what follows", () => {
    assert.notInclude(typed("a ```` b"), "``")
    assert.strictEqual(typed("a `b` c"), "a `b` c")
  })

  it("read a clock in any zone, midnight as 00:00", () => {
    assert.strictEqual(localTime(nine, "Asia/Tokyo"), "18:00")
    assert.strictEqual(localTime(nine + hours(15), "UTC"), "00:00")
  })
})
