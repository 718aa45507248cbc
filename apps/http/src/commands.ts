import { Effect } from "effect"
import { answer } from "@coffeebuddy/adapters/slack/answers"
import { parseCommand } from "@coffeebuddy/adapters/slack/command-grammar"
import { confirmation } from "@coffeebuddy/adapters/slack/confirmation"
import { help, notYet, unknownCommand } from "@coffeebuddy/adapters/slack/help"
import type { Command } from "@coffeebuddy/adapters/slack/request"
import { stats } from "@coffeebuddy/adapters/slack/stats"
import { nothingToExplain, why } from "@coffeebuddy/adapters/slack/why"
import type { Answer, Request } from "@coffeebuddy/application/request"
import type { MemberId } from "@coffeebuddy/domain/ids"
import { parseOrderText } from "@coffeebuddy/domain/text"
import type { Subject } from "@coffeebuddy/ports/run-store"
import type { Opening } from "./opening.ts"
import type { Present } from "./present.ts"
import { nothing, privately } from "./reply.ts"
import { type Context, done, type Worked } from "./telling.ts"
import type { UseCases } from "./use-cases.ts"

/** A request that changed something, now or when it came before, as the person is told. */
export const answered = ({ outcome, change }: Answer): Worked => ({
  reply: privately(answer(outcome)),
  ended: change === null ? "repeated" : "done",
})

/** The same request for a use case. */
export const requestOf = (sent: { key: Request["key"]; member: MemberId }, context: Context): Request => ({
  key: sent.key,
  by: sent.member,
  correlation: context.correlation,
  trace: context.trace,
})

/** Runs what stands after `/coffee`. */
export const command = (use: UseCases, present: Present, open: Opening) =>
  Effect.fn("http.command")(function* (sent: Command, context: Context) {
    const request = requestOf(sent, context)
    const { channel, member } = sent
    const subject: Subject = { channel }
    const asked = parseCommand(sent.text)
    switch (asked._tag) {
      case "Start":
        return yield* open(request, channel, { typed: asked.time }).pipe(
          Effect.map(answered),
          Effect.catchTags({
            TimeToConfirm: (wish) => Effect.succeed(done(privately(confirmation(channel, wish)))),
            RunAlreadyOpen: () => present(subject, member),
          }),
        )
      case "Order": {
        const text = yield* Effect.fromResult(parseOrderText(asked.text))
        return answered(yield* use.placeOrder.execute(request, subject, text))
      }
      case "Usual": {
        if (asked.text === null) return answered(yield* use.useUsual.execute(request, subject))
        const text = yield* Effect.fromResult(parseOrderText(asked.text))
        return answered(yield* use.setUsual.execute(request, channel, text))
      }
      case "CancelMyOrder":
        return answered(yield* use.cancelOrder.execute(request, subject))
      case "Status":
        return yield* present(subject, member)
      case "Close":
        return answered(yield* use.closeRun.execute(request, subject))
      case "CancelRun":
        return answered(yield* use.cancelRun.execute(request, subject))
      case "Volunteer":
        return answered(yield* use.volunteer.execute(request, subject))
      case "Edit":
        yield* use.openForm.details(sent.trigger, subject, member)
        return done(nothing)
      case "Stats": {
        const { channel: rules, standings } = yield* use.runView.stats(channel, member)
        return done(privately(stats(rules, standings)))
      }
      case "Why":
        return yield* use.runView.why(channel, asked.runsBack, member).pipe(
          Effect.map(({ run, decision }) => (decision === null ? nothingToExplain(run.status) : why(run, decision))),
          Effect.catchTag("NoOpenRun", () =>
            Effect.map(use.runView.mine(subject, member), ({ run }) => nothingToExplain(run?.status ?? null)),
          ),
          Effect.map((words) => done(privately(words))),
        )
      case "Out":
        return answered(yield* use.stayOut.execute(request, channel, asked.until))
      case "In":
        return answered(yield* use.comeBack.execute(request, channel))
      case "Again":
        return answered(yield* use.runAgain.execute(request, channel, asked.on))
      case "Help":
        return done(privately(help()))
      case "Admin":
      case "ForgetMe":
      case "MyData":
        return done(privately(notYet(asked._tag)))
      case "Unknown":
        return done(privately(unknownCommand(asked)))
    }
  })
