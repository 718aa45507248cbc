/** @import { Channel, Member, State } from "./wire.ts" */

/**
 * The state, indexed for drawing.
 * @typedef {{ readonly state: State, readonly me: string, readonly zone: string | undefined,
 *   readonly members: ReadonlyMap<string, Member>, readonly channels: ReadonlyMap<string, Channel> }} Workspace
 */

/**
 * @param {State} state
 * @returns {Workspace}
 */
export const workspaceOf = (state) => {
  const members = new Map(state.members.map((member) => [member.id, member]))
  return {
    state,
    me: state.me,
    zone: members.get(state.me)?.tz,
    members,
    channels: new Map(state.channels.map((channel) => [channel.id, channel])),
  }
}

/** @param {Workspace} workspace @param {string | undefined} id */
export const memberName = ({ members }, id) => {
  const member = id === undefined ? undefined : members.get(id)
  return member && (member.real_name || member.name)
}

/** The people one may act as. @param {Workspace} workspace */
export const people = ({ state }) => state.members.filter((member) => !member.deleted && !member.is_bot)

/**
 * How a channel is called: a direct message by the other side's name.
 * @param {Workspace} workspace
 * @param {string} id
 */
export const channelName = (workspace, id) => {
  const channel = workspace.channels.get(id)
  return channel?.is_im ? (memberName(workspace, channel.with) ?? channel.name) : channel?.name
}

/** The direct message with the app, whose tabs are Home and Messages; it exists once either side has written. @param {Workspace} workspace */
export const appChannel = ({ state }) =>
  state.channels.find((channel) => channel.is_im && channel.with === state.app?.bot_user_id)

/** @param {Workspace} workspace */
export const appName = ({ state }) => state.app?.name ?? "App"

/** Up to two initials, by grapheme, so that no name is cut inside a character. @param {string} name */
export const initials = (name) =>
  name
    .trim()
    .split(/[\s._-]+/)
    .slice(0, 2)
    .map((word) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? "")
    .join("")
    .toUpperCase()

/** One of eight colours, always the same for the same id. @param {string} id */
export const tint = (id) => [...id].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 997, 7) % 8
