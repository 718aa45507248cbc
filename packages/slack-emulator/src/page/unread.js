/** @import { Workspace } from "./people.js" */
/** @import { Channel } from "./wire.ts" */

/** @param {Workspace} workspace @param {string} channel */
const key = ({ state, me }, channel) => `read ${state.team.id ?? ""} ${me} ${channel}`

/** @param {Workspace} workspace @param {string} channel */
const newest = ({ state }, channel) => state.messages[channel]?.at(-1)?.ts

/**
 * Remembers in this browser that a person has seen everything in a channel. Where storage is refused, everything elsewhere counts as unread.
 * @param {Workspace} workspace
 * @param {string} channel
 */
export const markRead = (workspace, channel) => {
  const ts = newest(workspace, channel)
  if (!ts) return
  try {
    localStorage.setItem(key(workspace, channel), ts)
  } catch {
    return
  }
}

/** @param {Workspace} workspace @param {string} channel */
const readUpTo = (workspace, channel) => {
  try {
    return Number(localStorage.getItem(key(workspace, channel)) ?? 0)
  } catch {
    return 0
  }
}

/**
 * How many messages of others in a channel this person has not seen yet.
 * @param {Workspace} workspace
 * @param {Channel} channel
 */
export const unreadIn = (workspace, { id }) => {
  const since = readUpTo(workspace, id)
  return (workspace.state.messages[id] ?? []).filter(({ user, ts }) => user !== workspace.me && Number(ts) > since)
    .length
}
