import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import fc from "fast-check"
import * as Text from "../src/text.ts"

const typed = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      { maxLength: 30 },
    )
    .map((units) => units.join("")),
  fc
    .array(
      fc.constantFrom(
        ..."a é e \u0301 \u200c \u200d \u200b \ufe0f \u202e \u2067 ☕ 👩 🏽 🚀 ی क ् \n \u0085 \u3000 \ud83d \udc69 \u0000".split(
          " ",
        ),
        " ",
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join("")),
)

const failure = <A, E>(result: Result.Result<A, E>): E => Result.getOrThrow(Result.flip(result))

describe("what a member typed", () => {
  const becomes: ReadonlyArray<readonly [rule: string, raw: string, clean: string]> = [
    ["loses the space around it", "  flat white\t", "flat white"],
    ["has one space where many were", "flat \u00a0\u3000  white", "flat white"],
    ["is one line", "flat white\r\n\noat\u2028milk\u0085please", "flat white oat milk please"],
    ["is composed (NFC)", "cafe\u0301", "café"],
    ["shows a broken character as broken", "flat\ud83d white", "flat\ufffd white"],
    ["loses control characters, NUL first of all", "fl\u0000at\u001b[31m white\u007f", "flat[31m white"],
    [
      "cannot turn its direction to look like something else",
      "tea \u202eetihw talf\u202c \u2066x\u2069\u200f",
      "tea etihw talf x",
    ],
    ["hides nothing", "fl\u200bat\ufeff wh\u2060i\u00adte\u3164\u{E0041}\u{E0001}", "flat white"],
    ["keeps the joiners that Persian is spelled with", "می\u200cخواهم", "می\u200cخواهم"],
    ["keeps the joiners that Indic scripts are spelled with", "क्\u200dष", "क्\u200dष"],
    [
      "keeps the joiners and selectors that make an emoji",
      "👩🏽\u200d🚀 ☕\ufe0f 1\ufe0f\u20e3",
      "👩🏽\u200d🚀 ☕\ufe0f 1\ufe0f\u20e3",
    ],
    [
      "keeps the flag of England",
      "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
      "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    ],
    ["loses joiners where nothing is to be joined", "la\u200dt\u200cte \u200d👍 e\u200d\u0301", "latte 👍 é"],
    ["keeps one selector at a character, not a message in selectors", "☕\ufe0f\ufe0f\ufe00 \ufe0fx", "☕\ufe0f x"],
  ]
  for (const [rule, raw, clean] of becomes) it(rule, () => assert.strictEqual(Text.clean(raw), clean))

  it("is clean once cleaned", () =>
    fc.assert(fc.property(typed, (raw) => assert.strictEqual(Text.clean(Text.clean(raw)), Text.clean(raw)))))

  it("is well-formed, composed, trimmed, one line, without controls, whatever it was", () =>
    fc.assert(
      fc.property(typed, (raw) => {
        const clean = Text.clean(raw)
        assert.isTrue(clean.isWellFormed())
        assert.strictEqual(clean.normalize("NFC"), clean)
        assert.strictEqual(clean.trim(), clean)
        assert.notMatch(clean, / {2}|[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b\ufeff]/u)
      }),
    ))

  it("stays as it is when it is ordinary text of any language", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(
          "flat white",
          "Müllers Café",
          "カフェラテ 一つ",
          "קפה הפוך",
          "قهوة",
          "☕️ × 2 – ½ l",
          "«café» № 5",
        ),
        (text) => assert.strictEqual(Text.clean(text), text),
      ),
    ))

  it("is counted in code points", () => {
    assert.strictEqual(Text.length("☕👩é"), 3)
    assert.strictEqual(Text.length(""), 0)
  })

  it("is cleaned in time that grows with its length only", () => {
    const hostile = ["\u200d", "\u0301", "\u{1F3F4}\u{E0067}", " ", "\u0001", "ی\u0301\u200d", "\ufe0f", "\n\u0000"]
    for (const part of hostile) {
      // Anything quadratic would take minutes here.
      assert.isAtMost(Text.clean(part.repeat(50_000)).length, part.length * 50_000)
    }
  })
})

interface Kind {
  readonly field: "order" | "note" | "place"
  readonly parse: (raw: string) => Result.Result<string, Text.TextEmpty | Text.TextTooLong>
  readonly schema: Schema.Schema<string>
  readonly max: number
}

describe.each<Kind>([
  { field: "order", parse: Text.parseOrderText, schema: Text.OrderText, max: 200 },
  { field: "note", parse: Text.parseNote, schema: Text.Note, max: 100 },
  { field: "place", parse: Text.parsePlace, schema: Text.Place, max: 100 },
])("$field", ({ field, parse, schema, max }) => {
  it("is the clean text", () => assert.strictEqual(Result.getOrThrow(parse("  oat\nlatte ")), "oat latte"))

  it("is refused when nothing readable is left", () => {
    for (const raw of ["", " \n\t", "\u200b\u202e\u0000"]) {
      const error = failure(parse(raw))
      assert.deepStrictEqual([error._tag, error.field, error.message], ["TextEmpty", field, `the ${field} is empty`])
    }
  })

  it(`holds ${max} characters, be they emoji, and not one more`, () => {
    assert.isTrue(Result.isSuccess(parse("☕".repeat(max))))
    const error = failure(parse("☕".repeat(max + 1)))
    assert.deepStrictEqual({ ...error }, { ...new Text.TextTooLong({ field, length: max + 1, max }) })
    assert.strictEqual(error.message, `the ${field} has ${max + 1} characters, at most ${max} fit`)
  })

  it("is measured after cleaning", () =>
    assert.isTrue(Result.isSuccess(parse(`${" ".repeat(500)}${"x".repeat(max)}${"\u200b".repeat(500)}`))))

  it("is accepted by its own schema whenever it was accepted here", () =>
    fc.assert(
      fc.property(typed, (raw) => {
        const parsed = parse(raw)
        if (Result.isSuccess(parsed)) assert.isTrue(Schema.is(schema)(parsed.success))
      }),
    ))

  it("never says in its refusal what was typed", () => {
    const error = failure(parse("secret".repeat(50)))
    assert.notInclude(`${error.message}${JSON.stringify(error)}${String(error)}`, "secret")
  })

  it("is not just any string", () => {
    for (const wrong of ["", " x", "x ", "a\nb", "a\u0000", "\ud800", "x".repeat(max + 1)]) {
      assert.isFalse(Schema.is(schema)(wrong), JSON.stringify(wrong))
    }
  })
})
