import { Clock, Context, Effect, Layer } from "effect"
import { tellingForm } from "@coffeebuddy/adapters/slack/forms"
import type { Submission } from "@coffeebuddy/adapters/slack/actions"
import { rejection, type Trouble } from "@coffeebuddy/adapters/slack/rejections"
import type { Command, Incoming, Pressed, Submitted } from "@coffeebuddy/adapters/slack/request"
import { respond } from "@coffeebuddy/adapters/slack/responses"
import { Telemetry } from "@coffeebuddy/ports/telemetry"
import { command } from "./commands.ts"
import { inTime, patiently } from "./late.ts"
import { opening } from "./opening.ts"
import { presenting } from "./present.ts"
import { press } from "./presses.ts"
import { bodyOf, nothing, type Reply } from "./reply.ts"
import { submission } from "./submissions.ts"
import { type Context as RequestContext, inMessage, telling, type Worked } from "./telling.ts"
import { useCases } from "./use-cases.ts"
import { Workspace } from "./workspace.ts"

/** The HTTP answer: a body in JSON, or none. */
export interface Handled {
  readonly status: number
  readonly body: string | null
}

export interface SlackAppOptions {
  /** Answers go only to Slack's hosts and to this one's. */
  readonly apiUrl: string
}

type Asked = Command | Pressed | Submitted
const kinds = { Command: "command", Pressed: "action", Submitted: "submission" } as const

const inDialog = ({ run, channel }: Submission, trouble: Trouble, { correlation }: RequestContext) =>
  tellingForm(run, channel, "CoffeeBuddy", rejection(trouble, { reference: correlation, link: null }).blocks)

/** How often an answer that did not get through is given again; twice the same words do less harm than none. */
const AGAIN = 2

const mayArriveLater = (code: string): boolean => code === "network" || code === "timeout" || code.startsWith("http_5")

/** What every line about a request names. */
const about = (sent: Asked) => {
  const fields = { kind: kinds[sent._tag], member: sent.member }
  switch (sent._tag) {
    case "Command":
      return { ...fields, channel: sent.channel }
    case "Pressed":
      return { ...fields, channel: sent.channel, ...("run" in sent.action ? { run: sent.action.run } : {}) }
    case "Submitted":
      return { ...fields, channel: sent.submission.channel, run: sent.submission.run }
  }
}

const empty: Handled = { status: 200, body: null }

/** What each request from Slack leads to. `reply` is called once, within 2 s; whatever takes longer is told afterwards. */
export class SlackApp extends Context.Service<SlackApp>()("@coffeebuddy/http/SlackApp", {
  make: Effect.fn("SlackApp.make")(function* ({ apiUrl }: SlackAppOptions) {
    const telemetry = yield* Telemetry
    const workspace = yield* Workspace
    const use = yield* useCases
    const present = presenting(use, workspace)
    const open = opening(use.openRun, workspace)
    const onCommand = command(use, present, open)
    const onPress = press(use, present, open)
    const onSubmission = submission(use)

    const work = (sent: Asked, context: RequestContext): Effect.Effect<Worked, Trouble> => {
      switch (sent._tag) {
        case "Command":
          return onCommand(sent, context)
        case "Pressed":
          return onPress(sent, context)
        case "Submitted":
          return onSubmission(sent, context)
      }
    }

    const guarded = (sent: Asked, context: RequestContext) =>
      Effect.flatMap(workspace.team, (team): Effect.Effect<Worked, Trouble> => {
        if (team === sent.team) return patiently(work(sent, context))
        return Effect.fail({ _tag: team === null ? "NotReady" : "OtherWorkspace" })
      })

    const tell = (sent: Asked, reply: Reply) => {
      const address = sent._tag === "Submitted" ? null : sent.responseUrl
      if (reply._tag !== "Private" || address === null) return Effect.void
      return respond(address, reply.message, apiUrl).pipe(
        Effect.retry({ times: AGAIN, while: ({ code }) => mayArriveLater(code) }),
        Effect.catchTag("NotAnswered", ({ code }) =>
          Effect.logWarning("an answer did not reach the person who asked", { code, category: "slack" }),
        ),
      )
    }

    /** A dialog can only be answered by a dialog; buttons and commands by a private message. */
    const put =
      (sent: Asked, context: RequestContext) =>
      (trouble: Trouble): Reply =>
        sent._tag === "Submitted"
          ? { _tag: "Dialog", view: inDialog(sent.submission, trouble, context) }
          : inMessage(context)(trouble)

    const count = (
      kind: "command" | "action" | "submission" | "event",
      outcome: Worked["ended"] | "late",
      { arrived }: RequestContext,
    ) => Effect.flatMap(Clock.currentTimeMillis, (now) => telemetry.slackRequest(kind, outcome, now - arrived))

    const answerWith = Effect.fn("SlackApp.answer")(function* (
      sent: Asked,
      context: RequestContext,
      reply: (handled: Handled) => void,
    ) {
      const counted = (outcome: Worked["ended"] | "late") => count(kinds[sent._tag], outcome, context)
      const direct = (said: Reply) =>
        Effect.sync(() => {
          const body = bodyOf(said)
          reply({ status: 200, body: body === null ? null : JSON.stringify(body) })
        })
      /** A button's answer has no room for words: they follow by its response_url. */
      const answer = (said: Reply) =>
        sent._tag === "Pressed" ? Effect.andThen(direct(nothing), tell(sent, said)) : direct(said)
      yield* inTime(
        telling(guarded(sent, context), telemetry, put(sent, context)),
        (worked) => Effect.andThen(counted(worked.ended), answer(worked.reply)),
        Effect.suspend(() =>
          Effect.andThen(
            counted("late"),
            answer(put(sent, context)({ _tag: sent._tag === "Submitted" ? "StillSaving" : "StillWorking" })),
          ),
        ),
        (worked) => tell(sent, worked.reply),
      )
    })

    const handle = (
      incoming: Incoming,
      context: RequestContext,
      reply: (handled: Handled) => void,
    ): Effect.Effect<void> => {
      switch (incoming._tag) {
        case "Challenge":
          reply({ status: 200, body: JSON.stringify({ challenge: incoming.challenge }) })
          return count("event", "done", context)
        case "SslCheck":
          return Effect.sync(() => reply(empty))
        case "Dismissed":
          reply(empty)
          return count("submission", "done", context)
        case "RateLimited":
        case "Event":
          reply(empty)
          return count("event", "done", context)
        case "Command":
        case "Pressed":
        case "Submitted":
          return Effect.annotateLogs(answerWith(incoming, context, reply), about(incoming))
      }
    }
    return { handle }
  }),
}) {
  static readonly layer = (options: SlackAppOptions) => Layer.effect(this, this.make(options))
}
