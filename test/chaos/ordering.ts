import type { Acknowledged } from "./invariants.ts"
import { lasting } from "./tuning.ts"
import type { World } from "./world.ts"

/** What people were told while they kept ordering. */
export interface Ordered {
  /** Told as saved, in the order in which they were told. */
  readonly acknowledged: ReadonlyArray<Acknowledged>
  /** Told that the store could not be reached, or not told anything in time. */
  readonly refused: number
  /** Told at first only that it takes longer. */
  readonly late: number
  /** Of these, never told what became of it. */
  readonly untold: number
}

const saved = /^(?:Got it|Changed): (.+?)(?: \(your usual\))?\.$/

const stillWorking = "Still working"

/** The words of the newest private message in a channel for somebody. */
export const newestFor = ({ slack }: World, channel: string, member: string): string =>
  slack
    .as(member)
    .messages(channel)
    .findLast((message) => message.ephemeral === member)?.text ?? ""

/** The order that these words say is saved; undefined when they say something else. */
export const savedIn = (words: string): string | undefined => saved.exec(words)?.[1]

/**
 * Everybody orders in the channel, one thing after another, until told to stop. What a person is told late counts too; nobody orders anew
 * before they know what became of their last order, or that nobody will tell them.
 */
export const keepOrdering = (given: World, channel: string, members: ReadonlyArray<string>) => {
  const acknowledged: Array<Acknowledged> = []
  const count = { refused: 0, late: 0, untold: 0 }
  const state = { over: false }

  const news = (member: string): Promise<string> => {
    const newest = () => newestFor(given, channel, member)
    return given.slack
      .waitFor(() => (newest().startsWith(stillWorking) ? undefined : newest()), { within: lasting(40_000, 400_000) })
      .catch(() => {
        count.untold += 1
        return ""
      })
  }

  const told = async (member: string, text: string): Promise<string> => {
    const { ephemeral, error } = await given.slack.as(member).command(channel, `/coffee order ${text}`)
    if (error !== undefined) return ""
    const words = ephemeral?.text ?? ""
    if (!words.startsWith(stillWorking)) return words
    count.late += 1
    return news(member)
  }

  const person = async (member: string) => {
    let unsure: Array<string> = []
    for (let turn = 1; !state.over; turn++) {
      const asked = `brew ${turn}`
      // From now on it may be stored, whether or not the answer has come.
      unsure.push(asked)
      const text = savedIn(await told(member, asked))
      if (text === undefined) {
        count.refused += 1
      } else {
        unsure = []
        acknowledged.push({ channel, member, text, unsure })
      }
    }
  }

  const all = Promise.all(members.map(person))
  return {
    acknowledged,
    /** Lets everybody finish what they are at. */
    stop: async (): Promise<Ordered> => {
      state.over = true
      await all
      return { acknowledged, ...count }
    },
  }
}
