import * as Text from "@coffeebuddy/domain/text"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import fc from "fast-check"
import { Command, commands, parseCommand } from "../../src/slack/command-grammar.ts"
import { escape } from "../../src/slack/escape.ts"

const typed = (line: string) => line.replace(/^\/coffee ?/, "")
const unknown = (text: string) => {
  const command = parseCommand(text)
  return command._tag === "Unknown" ? { nearest: command.nearest, example: command.example } : command
}

describe("the help table", () => {
  it.each(commands)("has an example that is its own command: $example", ({ command, example }) =>
    assert.strictEqual(parseCommand(typed(example))._tag, command),
  )

  it("shows every command there is", () => {
    const shown = new Set<string>(commands.map(({ command }) => command))
    assert.deepStrictEqual(
      Object.keys(Command.cases).filter((tag) => !shown.has(tag)),
      ["Unknown"],
    )
  })

  it.each(commands)(
    "can be typed in any case, with any space and stray punctuation: $example",
    ({ command, example }) => {
      const keyword = typed(example)
      const variants = [
        `\u3000${keyword}\u00a0\n`,
        keyword.toUpperCase(),
        `“${keyword}”`,
        `@CoffeeBuddy ${keyword}`,
        `<@U0COFFEE1>: ${keyword}`,
        `<@U0COFFEE1|coffeebuddy> ${keyword}`,
        `${keyword} @CoffeeBuddy`,
        `${keyword}!`,
        `/coffee ${keyword}`,
      ]
      for (const text of keyword === "" ? ["", " ", "\n\u3000"] : variants)
        assert.strictEqual(parseCommand(text)._tag, command, text)
    },
  )
})

describe("a command", () => {
  const read: ReadonlyArray<readonly [text: string, command: Command]> = [
    ["", { _tag: "Start", time: "" }],
    ["start", { _tag: "Start", time: "" }],
    ["Start: at 3pm for Nero", { _tag: "Start", time: "at 3pm for Nero" }],
    ["start flat white day", { _tag: "Start", time: "flat white day" }],
    ["10:30 big one", { _tag: "Start", time: "10:30 big one" }],
    ["3 pm", { _tag: "Start", time: "3 pm" }],
    ["noon", { _tag: "Start", time: "noon" }],
    ["tomorrow 8:30", { _tag: "Start", time: "tomorrow 8:30" }],
    ["25:00", { _tag: "Start", time: "25:00" }],
    ["20m", { _tag: "Start", time: "20m" }],
    ["in 20m", { _tag: "Start", time: "in 20m" }],
    ["in half an hour", { _tag: "Start", time: "in half an hour" }],
    ["start for the corner café", { _tag: "Start", time: "for the corner café" }],
    ["close the run please", { _tag: "Close" }],
    ["volunteer for this run", { _tag: "Volunteer" }],
    ["order flat white", { _tag: "Order", text: "flat white" }],
    ["order", { _tag: "Order", text: "" }],
    ["order: “flat white”", { _tag: "Order", text: "flat white" }],
    ["order:tea", { _tag: "Order", text: "tea" }],
    ["order - tea, “hot”", { _tag: "Order", text: "tea, “hot”" }],
    ["order what <@U1|anna> has &amp; milk &lt;3", { _tag: "Order", text: "what @anna has & milk <3" }],
    ["order cancel my order", { _tag: "Order", text: "cancel my order" }],
    ["usual", { _tag: "Usual", text: null }],
    ["my usual", { _tag: "Usual", text: null }],
    ["usual cortado", { _tag: "Usual", text: "cortado" }],
    ["my usual: cortado", { _tag: "Usual", text: "cortado" }],
    ["cancel", { _tag: "CancelRun" }],
    ["cancel.", { _tag: "CancelRun" }],
    ["cancel the run please", { _tag: "CancelRun" }],
    ["cancel order", { _tag: "CancelMyOrder" }],
    ["cancel my order!", { _tag: "CancelMyOrder" }],
    ["status of things", { _tag: "Status" }],
    ["close please", { _tag: "Close" }],
    ["volunteer", { _tag: "Volunteer" }],
    ["stats", { _tag: "Stats" }],
    ["why", { _tag: "Why", runsBack: 0 }],
    ["why me?", { _tag: "Why", runsBack: 0 }],
    ["why 2 runs ago", { _tag: "Why", runsBack: 2 }],
    ["why 99999", { _tag: "Why", runsBack: 0 }],
    ["out", { _tag: "Out", until: null }],
    ["opt out", { _tag: "Out", until: null }],
    ["out until 24 Dec", { _tag: "Out", until: "24 Dec" }],
    ["Opt Out till Monday", { _tag: "Out", until: "Monday" }],
    ["out friday", { _tag: "Out", until: "friday" }],
    ["out of office until monday", { _tag: "Out", until: "monday" }],
    ["out until", { _tag: "Out", until: "until" }],
    ["in", { _tag: "In" }],
    ["In!", { _tag: "In" }],
    ["opt in", { _tag: "In" }],
    ["again", { _tag: "Again", on: true }],
    ["again ON.", { _tag: "Again", on: true }],
    ["again off", { _tag: "Again", on: false }],
    ["again no", { _tag: "Again", on: false }],
    ["edit", { _tag: "Edit" }],
    ["edit details", { _tag: "Edit" }],
    ["admin", { _tag: "Admin", rest: "" }],
    ["admin doctor now", { _tag: "Admin", rest: "doctor now" }],
    ["forget me", { _tag: "ForgetMe" }],
    ["my data", { _tag: "MyData" }],
    ["help", { _tag: "Help" }],
    ["--help", { _tag: "Help" }],
    ["?", { _tag: "Help" }],
    ["☕", { _tag: "Help" }],
  ]
  it.each(read)("is read from %j", (text, command) => assert.deepStrictEqual(parseCommand(text), command))
})

describe("what is no command", () => {
  const suggested: ReadonlyArray<readonly [text: string, nearest: string | null, example: string]> = [
    ["flat white", null, "/coffee order flat white"],
    ["oat latte", null, "/coffee order oat latte"],
    ["my latte", null, "/coffee order my latte"],
    ["10 people", null, "/coffee order 10 people"],
    ["@anna status", null, "/coffee order @anna status"],
    ["stauts", "status", "/coffee status"],
    ["hlep", "help", "/coffee help"],
    ["vlounter", "volunteer", "/coffee volunteer"],
    ["clsoe the window", "close", "/coffee close"],
    ["oder flat white", "order", "/coffee order flat white"],
    ["oder", "order", "/coffee order flat white, oat milk"],
    ["stat", "start", "/coffee start at 3pm"],
    ["strat 10:30", "start", "/coffee start 10:30"],
    ["agian off", "again", "/coffee again off"],
    ["again maybe", "again", "/coffee again on"],
    ["cancel everything", "cancel", "/coffee cancel"],
    ["cancel 10:30", "cancel", "/coffee cancel"],
    ["ou", "out", "/coffee out until friday"],
    ["forgte me", "forget me", "/coffee forget me"],
    ["forget", "forget me", "/coffee forget me"],
    ["my", "my usual", "/coffee my usual"],
    ["my dta", "my data", "/coffee my data"],
    ["opt our", "opt out", "/coffee opt out"],
    [`order${"r".repeat(50)}`, null, "/coffee order flat white, oat milk"],
    [`oder ${"x".repeat(41)}`, "order", "/coffee order flat white, oat milk"],
  ]
  it.each(suggested)("is answered with what would work: %j", (text, nearest, example) =>
    assert.deepStrictEqual(unknown(text), { nearest, example }),
  )

  it("never orders, cancels or closes on a guess", () => {
    const guesses = ["close the window please", "volunteer anna", "for anna a latte", "from Joe's"]
    for (const text of [...guesses, ...suggested.map(([typed]) => typed)]) {
      assert.strictEqual(parseCommand(text)._tag, "Unknown", text)
    }
  })

  it("is repeated as typed, but no more than 40 characters of it", () => {
    const word = (text: string) => {
      const command = parseCommand(text)
      return command._tag === "Unknown" ? command.word : null
    }
    assert.strictEqual(word("Flat  White &amp; more"), "Flat White & more")
    assert.strictEqual(word("x".repeat(40)), "x".repeat(40))
    assert.strictEqual(word("🫖".repeat(39) + "xx"), `${"🫖".repeat(39)}…`)
  })
})

describe("any text at all", () => {
  const parts = fc.constantFrom(
    "order",
    "oder",
    "cancel",
    "my",
    "in",
    "out",
    "opt",
    "until",
    "10:30",
    "10",
    "again",
    "why",
    "“",
    "”",
    ":",
    "?",
    "-",
    "<@U0COFFEE1>",
    "@CoffeeBuddy",
    "/coffee",
    "&amp;",
    "flat white",
    "☕",
    "\u202e",
    "for",
    "x".repeat(45),
  )
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(parts, { maxLength: 6 }).map((each) => each.join(" ")),
    fc.array(parts, { maxLength: 6 }).map((each) => each.join("")),
  )

  it("is some command, never thrown at, and always the same one", () =>
    fc.assert(
      fc.property(texts, (text) => {
        const command = parseCommand(text)
        assert.isTrue(Schema.is(Command)(command))
        assert.deepStrictEqual(parseCommand(text), command)
      }),
      { numRuns: 2_000 },
    ))

  it("that is unknown gets an example that works, and 40 characters of it back at most", () =>
    fc.assert(
      fc.property(texts, (text) => {
        const command = parseCommand(text)
        if (command._tag !== "Unknown") return
        assert.isAtMost(Text.length(command.word), 40)
        assert.isAtMost(Text.length(command.example), "/coffee opt out ".length + 40)
        assert.notStrictEqual(parseCommand(escape(typed(command.example)))._tag, "Unknown", command.example)
      }),
      { numRuns: 2_000 },
    ))

  it("that is hostile takes no longer than its length warrants", () => {
    // Anything quadratic would take minutes here.
    for (const part of [
      "order",
      "a ",
      "- ",
      "@CoffeeBuddy ",
      "!",
      "“",
      "out until ",
      "<@U0COFFEE1>",
      ". , ",
      "x:",
      "cancel ",
      "why 1",
      "\u200d",
    ]) {
      for (const text of [part.repeat(50_000), `order ${part.repeat(50_000)}x`, `out ${part.repeat(50_000)}x`])
        assert.isObject(parseCommand(text))
    }
  })
})
