import { assert, describe, it } from "@effect/vitest"
import { limits } from "../src/limits.ts"
import type { Limit } from "../src/limits.ts"
import { SlackError } from "../src/slack-error.ts"
import { refuse } from "../src/slack-error.ts"
import { messageProblems, viewProblems } from "../src/validate.ts"
import { sampleOf } from "./samples.ts"
import { office, refusal } from "./workspace.ts"

/** What Slack answers to the sample: its error and the pointers it names. */
const answer = (limit: Limit, size: number): { error: string; named: ReadonlyArray<string> } => {
  const { surface, blocks, view } = sampleOf(limit, size)
  try {
    if (surface === "message") refuse(messageProblems(blocks), "invalid_blocks")
    else refuse(viewProblems(view ?? {}, surface), "invalid_arguments")
    return { error: "ok", named: [] }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    const metadata = error.more.response_metadata as { messages: ReadonlyArray<string> } | undefined
    return { error: error.code, named: metadata?.messages ?? [] }
  }
}

const codeOf = (limit: Limit) =>
  limit.code ?? (limit.kind === "modal" || limit.kind === "home" ? "invalid_arguments" : "invalid_blocks")

describe("Slack's limits", () => {
  for (const limit of limits) {
    it(`${limit.id}: ${limit.max} pass, one more does not`, () => {
      assert.deepStrictEqual(answer(limit, limit.max), { error: "ok", named: [] })
      const over = answer(limit, limit.max + 1)
      assert.strictEqual(over.error, codeOf(limit))
      if (limit.code !== undefined) return
      const wording =
        limit.measure === "items" ? `no more than ${limit.max} items` : `less than ${limit.max + 1} characters`
      assert.isTrue(
        over.named.some(
          (line) => line.startsWith("[ERROR] ") && line.includes(wording) && line.includes("[json-pointer:/"),
        ),
      )
    })

    if (limit.min !== undefined) {
      it(`${limit.id}: ${limit.min} pass, one less does not`, () => {
        assert.strictEqual(answer(limit, limit.min ?? 0).error, "ok")
        assert.strictEqual(answer(limit, (limit.min ?? 0) - 1).error, codeOf(limit))
      })
    }
  }

  it("have one row per limit, each with a source", () => {
    assert.strictEqual(new Set(limits.map((limit) => limit.id)).size, limits.length)
    for (const limit of limits) assert.notStrictEqual(limit.source, "")
  })
})

const text = (value: string) => ({ type: "plain_text", text: value })
const button = (id: string) => ({ type: "button", action_id: id, text: text("B") })

describe("a message is refused", () => {
  const wrong: ReadonlyArray<[string, unknown, string]> = [
    [
      "with two blocks of one block_id",
      [
        { type: "divider", block_id: "a" },
        { type: "divider", block_id: "a" },
      ],
      '`block_id` "a" already exists',
    ],
    [
      "with two elements of one action_id in a block",
      [{ type: "actions", elements: [button("a"), button("a")] }],
      '`action_id` "a" already exists',
    ],
    ["with a block type that Slack does not know", [{ type: "paragraph" }], "unsupported type: paragraph"],
    ["with a block without a type", [{ text: text("a") }], "missing required field: type"],
    [
      "with an element its block does not take",
      [{ type: "actions", elements: [{ type: "plain_text_input", action_id: "a" }] }],
      "unsupported type: plain_text_input",
    ],
    ["with a section that says nothing", [{ type: "section" }], "missing required field: text"],
    [
      "with a header in mrkdwn",
      [{ type: "header", text: { type: "mrkdwn", text: "a" } }],
      "failed to match all allowed schemas",
    ],
    [
      "with a text object without text",
      [{ type: "section", text: { type: "mrkdwn" } }],
      "missing required field: text",
    ],
    [
      "with a button in mrkdwn",
      [{ type: "actions", elements: [{ ...button("a"), text: { type: "mrkdwn", text: "a" } }] }],
      "failed to match",
    ],
    [
      "with a style Slack does not have",
      [{ type: "actions", elements: [{ ...button("a"), style: "warning" }] }],
      "valid enum value",
    ],
    [
      "with an image nobody can hear",
      [{ type: "image", image_url: "https://example.com/a.png" }],
      "missing required field: alt_text",
    ],
    ["with a block that is no object", ["divider"], "must be an object"],
    [
      "with an option without a value",
      [{ type: "actions", elements: [{ type: "static_select", action_id: "a", options: [{ text: text("A") }] }] }],
      "missing required field: value",
    ],
    [
      "with a confirm dialog without text",
      [{ type: "actions", elements: [{ ...button("a"), confirm: { title: text("T") } }] }],
      "missing required field: text",
    ],
  ]
  for (const [why, blocks, message] of wrong) {
    it(why, () => {
      const problems = messageProblems(blocks)
      assert.isTrue(
        problems.some((problem) => problem.message.includes(message)),
        JSON.stringify(problems),
      )
    })
  }

  it("but one action_id may stand in two blocks", () => {
    const row = (id: string) => ({ type: "actions", block_id: id, elements: [button("again")] })
    assert.deepStrictEqual(messageProblems([row("a"), row("b")]), [])
  })
})

describe("a view is refused", () => {
  const modal = { type: "modal", title: text("T"), blocks: [] }
  const input = { type: "input", label: text("L"), element: { type: "plain_text_input", action_id: "a" } }

  it("as a modal without a title, or of another type", () => {
    assert.lengthOf(viewProblems({ type: "modal", blocks: [] }, "modal"), 1)
    assert.lengthOf(viewProblems(modal, "home"), 1)
  })

  it("with an input and no submit", () => {
    assert.lengthOf(viewProblems({ ...modal, blocks: [input] }, "modal"), 1)
    assert.lengthOf(viewProblems({ ...modal, submit: text("S"), blocks: [input] }, "modal"), 0)
  })

  it("with a markdown block, which only messages take", () => {
    assert.lengthOf(viewProblems({ ...modal, blocks: [{ type: "markdown", text: "a" }] }, "modal"), 1)
  })
})

describe("over the wire", () => {
  it("a text one character too long is refused with the place named twice, as Slack does", async () => {
    const { client } = await office()
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3_001) } }]
    const error = await client.chat.postMessage({ channel: "C1", text: "t", blocks }).then(
      () => undefined,
      (cause: { data: Record<string, unknown> }) => cause.data,
    )
    assert.strictEqual(error?.error, "invalid_blocks")
    assert.deepStrictEqual(error?.errors, [
      "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
      "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ])
  })

  it("blocks that are no list are invalid_blocks_format", async () => {
    const { client } = await office()
    const call = client.apiCall("chat.postMessage", { channel: "C1", text: "t", blocks: "{not json" })
    assert.strictEqual(await refusal(call), "invalid_blocks_format")
  })
})
