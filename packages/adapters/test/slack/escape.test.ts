import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { escape, unescape } from "../../src/slack/escape.ts"

describe("Slack's escaping", () => {
  const seen: ReadonlyArray<readonly [sent: string, typed: string]> = [
    ["salt &amp; pepper &lt;3 &gt;", "salt & pepper <3 >"],
    ["&amp;lt; is decoded once", "&lt; is decoded once"],
    ["&quot; is none of Slack's", "&quot; is none of Slack's"],
    ["as <@U123|anna> has", "as @anna has"],
    ["as <@U123> has", "as @U123 has"],
    ["<@U123|> has", "@U123 has"],
    ["<#C1|general> <#C1>", "#general #C1"],
    ["<!here> <!subteam^S1|@baristas> <!date^1392734382^{date}|18 Feb>", "@here @baristas 18 Feb"],
    ["see <https://example.org/a?b=1&amp;c|the &lt;menu&gt;>", "see the <menu>"],
    ["see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"],
    ["<mailto:a@example.org|a@example.org> <mailto:a@example.org> <tel:+49123>", "a@example.org a@example.org +49123"],
    ["<https://example.org|&amp;lt; is a label>", "&lt; is a label"],
    ["1 < 2 > 1", "1 < 2 > 1"],
    ["<b>bold</b>", "<b>bold</b>"],
    ["a < b |c> <", "a < b |c> <"],
    ["<@U1 <@U2|eva>", "<@U1 @eva"],
  ]
  it.each(seen)("is undone to what the member saw: %j", (sent, typed) => assert.strictEqual(unescape(sent), typed))

  it("is undone to the same text, whatever it was", () =>
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => assert.strictEqual(unescape(escape(text)), text))))

  it("leaves nothing with which text could mention or link", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("<", ">", "&", "!here", "@U1", "|", "https://x", "lt;")).map((each) => each.join("")),
        (text) => assert.notMatch(escape(text), /[<>]|&(?!(?:amp|lt|gt);)/),
      ),
    ))

  it("is undone in time that grows with the length only", () => {
    // Anything quadratic would take minutes here.
    for (const part of ["<", "<@", "<@U1|", "&", "&am", "|", "<https:"]) assert.isString(unescape(part.repeat(50_000)))
  })
})
