import type { Fields } from "./json.ts"
import type { Problem } from "./validate.ts"

/** A refusal in Slack's words: `code` is the answer's `error`, `more` its further fields. */
export class SlackError extends Error {
  readonly code: string
  readonly more: Fields

  constructor(code: string, more: Fields = {}) {
    super(code)
    this.code = code
    this.more = more
  }
}

/** Throws Slack's refusal when there are problems: their own code if one has it, else `code` with all of them named. */
export const refuse = (problems: ReadonlyArray<Problem>, code: string): void => {
  if (problems.length === 0) return
  const own = problems.find((problem) => problem.code !== undefined)?.code
  if (own !== undefined) throw new SlackError(own)
  const errors = problems.map((problem) => `${problem.message} [json-pointer:${problem.pointer}]`)
  throw new SlackError(code, {
    ...(code === "invalid_blocks" ? { errors } : {}),
    response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
  })
}
