import type { Delivery, Reply, Sent } from "./delivery.ts"
import type { Fault, Faults, SetFault } from "./faults.ts"
import type { RateLimits } from "./options.ts"
import type { Rates } from "./rates.ts"
import type { Workspace } from "./workspace.ts"

/** Everything a test can do to Slack, or to the app's standing in it. */
export interface Knobs {
  /** Makes calls of a method (or `response_url`, or `*`) fail as described, once unless told. */
  readonly fail: (method: string, fault: Fault) => SetFault
  /** Begins every call of the method so many milliseconds late; 0 ends it. */
  readonly delay: (method: string, millis: number) => void
  /** Takes away every fault, delay and throttle. */
  readonly heal: () => void
  /** 429 for this channel's chat.postMessage (or another method's calls) for so many seconds. */
  readonly throttle: (seconds: number, about?: { method?: string; channel?: string }) => void
  readonly setRateLimits: (limits: RateLimits) => void
  /** Messages appear in conversations.history only so many milliseconds after they were accepted. */
  readonly showInHistoryAfter: (millis: number | (() => number)) => void
  /** Every call is refused with this error (token_revoked) until the token is rotated. */
  readonly revokeToken: (error?: string) => void
  /** The app's token from now on; the old one is invalid. */
  readonly rotateToken: (token: string) => void
  readonly removeScope: (scope: string) => void
  readonly addScope: (scope: string) => void
  /** As if a person removed the app from the channel, or invited it again. */
  readonly removeBot: (channel: string) => void
  readonly inviteBot: (channel: string) => void
  readonly archive: (channel: string, archived?: boolean) => void
  readonly deactivate: (memberId: string, deleted?: boolean) => void
  /** As a person who may would delete it. */
  readonly deleteMessage: (channel: string, ts: string) => void
  /** Sends a request again as it was (the last one unless told): `times` times at once to each address in `to`. */
  readonly redeliver: (options?: {
    sent?: Sent
    times?: number
    to?: ReadonlyArray<string>
  }) => Promise<ReadonlyArray<Reply>>
  /** From now on every request goes out so many times at once, spread over the app's addresses. */
  readonly sendEach: (times: number | (() => number)) => void
}

interface Parts {
  readonly workspace: Workspace
  readonly faults: Faults
  readonly rates: Rates
  readonly delivery: Delivery
}

/** The knobs of one emulator. */
export const knobs = ({ workspace, faults, rates, delivery }: Parts): Knobs => {
  const change = (act: () => void) => {
    act()
    workspace.changed()
  }
  const bot = workspace.state.app.botUserId
  return {
    fail: (method, fault) => faults.fail(method, fault),
    delay: (method, millis) => faults.delay(method, millis),
    heal: () => {
      faults.clear()
      rates.clear()
      delivery.copies = () => 1
      workspace.historyDelay = () => 0
    },
    throttle: (seconds, { method = "chat.postMessage", channel } = {}) =>
      rates.throttle(
        channel === undefined ? method : `${method} ${workspace.channelNamed(channel).id}`,
        workspace.now() + seconds * 1000,
      ),
    setRateLimits: (limits) => {
      rates.limits = limits
    },
    showInHistoryAfter: (millis) => {
      workspace.historyDelay = typeof millis === "number" ? () => millis : millis
    },
    revokeToken: (error = "token_revoked") => {
      workspace.token.error = error
    },
    rotateToken: (value) => {
      workspace.token = { value }
    },
    removeScope: (scope) => void workspace.scopes.delete(scope),
    addScope: (scope) => void workspace.scopes.add(scope),
    removeBot: (name) =>
      change(() => {
        const channel = workspace.channelNamed(name)
        channel.members = channel.members.filter((member) => member !== bot)
      }),
    inviteBot: (name) =>
      change(() => {
        const channel = workspace.channelNamed(name)
        channel.members = [...new Set([...channel.members, bot])]
      }),
    archive: (name, archived = true) =>
      change(() => {
        workspace.channelNamed(name).is_archived = archived
      }),
    deactivate: (memberId, deleted = true) =>
      change(() => {
        const member = workspace.member(memberId)
        if (!member) throw new Error(`no member ${memberId}`)
        member.deleted = deleted
      }),
    deleteMessage: (name, ts) => {
      const message = workspace.message(workspace.channelNamed(name).id, ts)
      if (!message) throw new Error(`no message ${ts} in ${name}`)
      workspace.remove(message)
    },
    redeliver: async ({ sent = delivery.sent.at(-1), times = 1, to = [] } = {}) => {
      if (!sent) throw new Error("nothing was sent yet")
      return delivery.again(sent, times, to)
    },
    sendEach: (times) => {
      delivery.copies = typeof times === "number" ? () => times : times
    },
  }
}
