import type { Fields } from "./json.ts"

/** How a Web API call goes wrong. Exactly one of status, error, reset, hang or late says in which way. */
export interface Fault {
  /** HTTP status instead of an answer, such as 500 or 503. */
  readonly status?: number
  /** Slack's own error code with HTTP 200, such as fatal_error. */
  readonly error?: string
  /** Drop the connection without an answer. */
  readonly reset?: boolean
  /** Never answer. */
  readonly hang?: boolean
  /** Answer correctly, but only after so many milliseconds. */
  readonly late?: number
  /** Do what was asked first, then fail: the caller cannot know. */
  readonly afterAccepting?: boolean
  /** How many calls fail (default 1). */
  readonly times?: number
  /** Only calls about this channel id. */
  readonly channel?: string
  /** Only calls for which this holds; called once per matching call, so that it may count. */
  readonly when?: (args: Fields) => boolean
}

/** A fault that was set: `hits` counts the calls it met, `clear` takes it away. */
export interface SetFault {
  readonly hits: number
  readonly clear: () => void
}

/** The faults and delays a test has set; the first one that fits a call wins and is used up. */
export class Faults {
  private set: Array<{ method: string; fault: Fault; left: number; hits: number }> = []
  private readonly delays = new Map<string, number>()

  /** `method` is a Web API method, `response_url`, or `*` for all. */
  fail(method: string, fault: Fault): SetFault {
    const entry = { method, fault, left: fault.times ?? 1, hits: 0 }
    this.set.push(entry)
    return {
      get hits() {
        return entry.hits
      },
      clear: () => {
        this.set = this.set.filter((other) => other !== entry)
      },
    }
  }

  /** Every call of the method is begun so many milliseconds late; 0 ends it. */
  delay(method: string, millis: number): void {
    this.delays.set(method, millis)
  }

  delayOf(method: string): number {
    return this.delays.get(method) ?? this.delays.get("*") ?? 0
  }

  take(method: string, args: Fields): Fault | undefined {
    const found = this.set.find(
      (entry) =>
        entry.left > 0 &&
        (entry.method === method || entry.method === "*") &&
        (entry.fault.channel === undefined || entry.fault.channel === args.channel) &&
        (entry.fault.when === undefined || entry.fault.when(args)),
    )
    if (!found) return undefined
    found.left -= 1
    found.hits += 1
    return found.fault
  }

  clear(): void {
    this.set = []
    this.delays.clear()
  }
}
