import { string } from "./json.ts"
import type { Fields } from "./json.ts"
import type { Channel, Member, Message, View } from "./model.ts"
import type { Workspace } from "./workspace.ts"

/** The word Slack still sends as `token`; signatures replaced it. */
const verificationToken = "deprecated"

/** A message as conversations.history and payloads carry it. */
export const asMessage = (workspace: Workspace, message: Message, metadata = true): Fields => ({
  type: "message",
  ts: message.ts,
  ...(message.user === undefined ? {} : { user: message.user }),
  ...(message.bot_id === undefined
    ? {}
    : { bot_id: message.bot_id, app_id: workspace.state.app.id, username: message.username }),
  team: workspace.state.team.id,
  text: message.text,
  ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
  ...(message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts }),
  ...(message.edited === undefined ? {} : { edited: message.edited }),
  ...(metadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
})

/** A view as views.* answer it and interactions carry it. */
export const asView = (workspace: Workspace, view: View): Fields => {
  const { content } = view
  return {
    id: view.id,
    team_id: workspace.state.team.id,
    type: view.type,
    blocks: content.blocks,
    private_metadata: string(content.private_metadata) ?? "",
    callback_id: string(content.callback_id) ?? "",
    state: { values: view.values },
    hash: view.hash,
    title: content.title ?? { type: "plain_text", text: "View Title", emoji: true },
    clear_on_close: content.clear_on_close === true,
    notify_on_close: content.notify_on_close === true,
    close: content.close ?? null,
    submit: content.submit ?? null,
    previous_view_id: view.previous_view_id,
    root_view_id: view.root_view_id,
    app_id: workspace.state.app.id,
    external_id: string(content.external_id) ?? "",
    app_installed_team_id: workspace.state.team.id,
    bot_id: workspace.state.app.botId,
  }
}

const teamOf = (workspace: Workspace): Fields => ({ id: workspace.state.team.id, domain: workspace.state.team.domain })

const userOf = (workspace: Workspace, member: Member): Fields => ({
  id: member.id,
  username: member.name,
  name: member.name,
  team_id: workspace.state.team.id,
})

const channelName = (channel: Channel): string =>
  channel.is_im ? "directmessage" : channel.is_private ? "privategroup" : channel.name

/** The form of a slash command. */
export const slashCommand = (
  workspace: Workspace,
  about: { member: Member; channel: Channel; command: string; text: string; responseUrl: string; trigger: string },
): string =>
  new URLSearchParams({
    token: verificationToken,
    team_id: workspace.state.team.id,
    team_domain: workspace.state.team.domain,
    channel_id: about.channel.id,
    channel_name: channelName(about.channel),
    user_id: about.member.id,
    user_name: about.member.name,
    command: about.command,
    text: about.text,
    api_app_id: workspace.state.app.id,
    is_enterprise_install: "false",
    response_url: about.responseUrl,
    trigger_id: about.trigger,
  }).toString()

const interaction = (workspace: Workspace, type: string, member: Member, trigger: string | undefined): Fields => ({
  type,
  user: userOf(workspace, member),
  api_app_id: workspace.state.app.id,
  token: verificationToken,
  team: teamOf(workspace),
  enterprise: null,
  is_enterprise_install: false,
  ...(trigger === undefined ? {} : { trigger_id: trigger }),
})

/** block_actions on a message. */
export const messageAction = (
  workspace: Workspace,
  about: {
    member: Member
    message: Message
    channel: Channel
    action: Fields
    values: Fields
    responseUrl: string
    trigger: string
  },
): Fields => ({
  ...interaction(workspace, "block_actions", about.member, about.trigger),
  container: {
    type: "message",
    message_ts: about.message.ts,
    channel_id: about.channel.id,
    is_ephemeral: about.message.ephemeral !== undefined,
  },
  channel: { id: about.channel.id, name: channelName(about.channel) },
  // Slack sends no message body for ephemerals, only its ts in the container.
  ...(about.message.ephemeral === undefined ? { message: asMessage(workspace, about.message) } : {}),
  state: { values: about.values },
  response_url: about.responseUrl,
  actions: [about.action],
})

/** block_actions in a modal or home view: no response_url, no channel. */
export const viewAction = (
  workspace: Workspace,
  about: { member: Member; view: View; action: Fields; trigger: string },
): Fields => ({
  ...interaction(workspace, "block_actions", about.member, about.trigger),
  container: { type: "view", view_id: about.view.id },
  view: asView(workspace, about.view),
  actions: [about.action],
})

/** view_submission: what stands in the modal, with a fresh trigger for what may follow. */
export const viewSubmission = (workspace: Workspace, member: Member, view: View, trigger: string): Fields => ({
  ...interaction(workspace, "view_submission", member, trigger),
  view: asView(workspace, view),
  response_urls: [],
})

/** view_closed: no trigger, since nothing may be opened for somebody who is leaving. */
export const viewClosed = (workspace: Workspace, member: Member, view: View, cleared: boolean): Fields => ({
  ...interaction(workspace, "view_closed", member, undefined),
  view: asView(workspace, view),
  is_cleared: cleared,
})

/** The envelope of an event; its id is what repeats share. */
export const eventCallback = (workspace: Workspace, event: Fields): Fields => ({
  token: verificationToken,
  team_id: workspace.state.team.id,
  context_team_id: workspace.state.team.id,
  api_app_id: workspace.state.app.id,
  event: { event_ts: workspace.newTs(), ...event },
  type: "event_callback",
  event_id: workspace.newId("Ev"),
  event_time: Math.floor(workspace.now() / 1000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: workspace.state.team.id,
      user_id: workspace.state.app.botUserId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
  is_ext_shared_channel: false,
})

/** An interaction as it goes over the wire: one form field. */
export const asForm = (payload: Fields): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
