import type { ChannelId } from "@coffeebuddy/domain/ids"
import type { Instant } from "@coffeebuddy/domain/instant"
import type { Note, Place } from "@coffeebuddy/domain/text"
import { encodeConfirmation } from "./actions.ts"
import { actions, type Message, plain, section } from "./blocks.ts"
import { dayAndTime } from "./words.ts"

interface Wish {
  readonly asked: "tomorrow" | "far"
  readonly pickupAt: Instant
  readonly place: Place | null
  readonly note: Note | null
  readonly assumed: string | null
}

const why = { tomorrow: "That time has passed today", far: "That is more than 12 hours away" }

/** Asks whether a time that has passed today, or is far ahead, is meant; one press opens the run then. */
export const confirmation = (channel: ChannelId, { asked, assumed, pickupAt, place, note }: Wish): Message => {
  const read = assumed === null ? "" : ` Slack did not tell your time zone, so the time was read in ${assumed}.`
  const text = `${why[asked]}, so nothing was opened yet. Open a run with pick-up at ${dayAndTime(pickupAt, assumed)}?${read}`
  return {
    text,
    blocks: [
      section(text),
      actions({
        type: "button",
        ...encodeConfirmation({ channel, pickupAt, place, note }),
        text: plain(asked === "tomorrow" ? "Yes, tomorrow" : "Yes, then"),
        style: "primary",
      }),
    ],
  }
}
