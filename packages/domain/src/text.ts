import { Result, Schema } from "effect"

// England's, Scotland's and Wales's flags are spelled with tag characters; anywhere else tags are invisible stowaways.
const unseen = new RegExp(
  String.raw`(\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{1,6}\u{E007F})` +
    String.raw`|[\p{Cc}\uFFF9-\uFFFB[\p{Default_Ignorable_Code_Point}--\p{Variation_Selector}--[\u200C\u200D]]]`,
  "gv",
)

// Arabic, Indic and other scripts spell with joiners, and emoji are glued by them; Latin, Greek and Cyrillic never need one.
const strayJoiner =
  /(?<![[\p{L}--[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]]\p{Extended_Pictographic}\p{Emoji_Modifier}]\p{M}*)[\u200C\u200D]/gv
const strayVariation = /(?<![^\s\u200C\u200D\p{Variation_Selector}])\p{Variation_Selector}/gv

/**
 * What a member typed as one line of well-formed NFC text: newlines are spaces, runs of space are one, a lone surrogate is U+FFFD; control
 * characters, direction overrides and invisible characters are gone, except the joiners and selectors that scripts and emoji are spelled with.
 */
export const clean = (raw: string): string =>
  raw
    .toWellFormed()
    .replace(/[\s\u0085]/g, " ")
    .replace(unseen, "$1")
    .normalize("NFC")
    .replace(strayVariation, "")
    .replace(strayJoiner, "")
    .normalize("NFC")
    .replace(/ +/g, " ")
    .trim()

/** How long a text is in Unicode code points, the unit of every limit on what members type. */
export const length = (text: string): number => {
  let count = 0
  for (const _ of text) count += 1
  return count
}

const line = (max: number) =>
  Schema.String.check(
    Schema.isPattern(new RegExp(String.raw`^(?!\s)[^\p{Cc}\p{Cs}]{1,${max}}(?<!\s)$`, "u"), {
      message: `expected one trimmed line of 1 to ${max} characters`,
    }),
  )

/** What somebody wants to drink, as they put it: one clean line of 1 to 200 code points. */
export const OrderText = line(200).pipe(Schema.brand("OrderText"))
export type OrderText = typeof OrderText.Type

/** A remark on a run: one clean line of 1 to 100 code points; no remark is `null`, never an empty note. */
export const Note = line(100).pipe(Schema.brand("Note"))
export type Note = typeof Note.Type

/** Where a run goes: one clean line of 1 to 100 code points; no place is `null`. */
export const Place = line(100).pipe(Schema.brand("Place"))
export type Place = typeof Place.Type

const Field = Schema.Literals(["order", "note", "place"])

/** Nothing readable was typed. */
export class TextEmpty extends Schema.TaggedError<TextEmpty>()("TextEmpty", { field: Field }) {
  override get message() {
    return `the ${this.field} is empty`
  }
}

/** More was typed than the field holds; lengths are in code points, after cleaning. The text itself stays out of errors and logs. */
export class TextTooLong extends Schema.TaggedError<TextTooLong>()("TextTooLong", {
  field: Field,
  length: Schema.Int,
  max: Schema.Int,
}) {
  override get message() {
    return `the ${this.field} has ${this.length} characters, at most ${this.max} fit`
  }
}

const parser =
  <Text extends string>(field: typeof Field.Type, max: number, make: (text: string) => Text) =>
  (raw: string): Result.Result<Text, TextEmpty | TextTooLong> => {
    const text = clean(raw)
    if (text === "") return Result.fail(new TextEmpty({ field }))
    const long = length(text)
    return long > max ? Result.fail(new TextTooLong({ field, length: long, max })) : Result.succeed(make(text))
  }

/** Cleans and accepts an order of 1 to 200 code points. */
export const parseOrderText = parser("order", 200, (text) => OrderText.make(text))

/** Cleans and accepts a note of 1 to 100 code points. */
export const parseNote = parser("note", 100, (text) => Note.make(text))

/** Cleans and accepts a place of 1 to 100 code points. */
export const parsePlace = parser("place", 100, (text) => Place.make(text))
