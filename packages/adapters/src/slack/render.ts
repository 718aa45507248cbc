import type { ChatMessage } from "@coffeebuddy/ports/chat"
import type { OwedKind } from "@coffeebuddy/ports/owed-messages"
import type { Message } from "./blocks.ts"
import { askToClose, lastCall, notice, runnerReminder } from "./notices.ts"
import { runMessage } from "./run-message.ts"
import { runnerDm } from "./runner-dm.ts"
import { summary } from "./summary.ts"

type Render = (message: ChatMessage) => Message | null

const renderings: { readonly [Kind in OwedKind]: Render } = {
  run_message: ({ view }) => runMessage(view),
  summary: ({ view }) => summary(view),
  runner_dm: ({ view }) => runnerDm(view),
  last_call: ({ view }) => lastCall(view),
  runner_reminder: ({ view }) => runnerReminder(view),
  ask_to_close: ({ view }) => askToClose(view),
  notice: ({ view, to }) => notice(view, to),
  deadline: () => null,
}

/** An owed message as its run stands now; null for a kind that is no message (a deadline runs a use case). */
export const render = (message: ChatMessage): Message | null => renderings[message.kind](message)
