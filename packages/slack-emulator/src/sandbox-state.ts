import { string } from "./json.ts"
import type { Fields } from "./json.ts"
import type { Member, Message, View } from "./model.ts"
import type { Workspace } from "./workspace.ts"

const shownMessage = (message: Message): Fields => ({
  ts: message.ts,
  ...(message.user === undefined ? {} : { user: message.user }),
  ...(message.bot_id === undefined ? {} : { bot_id: message.bot_id }),
  ...(message.username === undefined ? {} : { username: message.username }),
  text: message.text,
  ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
  ephemeral: message.ephemeral !== undefined,
  // Slack shows no "edited" on a message made of blocks.
  edited: message.edited !== undefined && message.blocks === undefined,
  deleted: false,
})

const shownView = (view: View): Fields => ({
  id: view.id,
  type: view.type,
  callback_id: string(view.content.callback_id) ?? "",
  title: view.content.title ?? null,
  submit: view.content.submit ?? null,
  close: view.content.close ?? null,
  blocks: view.content.blocks,
  hash: view.hash,
  private_metadata: string(view.content.private_metadata) ?? "",
  values: view.values,
  ...(view.errors === undefined ? {} : { errors: view.errors }),
  ...(view.trouble === undefined ? {} : { trouble: view.trouble }),
})

/** Everything one person sees, and nothing anybody else's: the page's whole state. */
export const seen = (workspace: Workspace, me: Member): Fields => {
  const { state } = workspace
  const channels = state.channels.filter((channel) => channel.members.includes(me.id))
  const view = workspace.views(me.id).at(-1)
  const home = state.homes[me.id]
  return {
    team: state.team,
    app: { name: state.app.name, bot_user_id: state.app.botUserId },
    me: me.id,
    members: state.members.map(({ id, name, real_name, is_admin, tz, deleted, is_bot }) => ({
      id,
      name,
      real_name,
      is_admin,
      tz,
      deleted,
      is_bot,
    })),
    channels: channels.map((channel) => ({
      id: channel.id,
      name: channel.name,
      is_im: channel.is_im,
      ...(channel.is_im ? { with: channel.members.find((id) => id !== me.id) } : {}),
      topic: channel.topic,
    })),
    messages: Object.fromEntries(channels.map(({ id }) => [id, workspace.seenBy(me.id, id).map(shownMessage)])),
    view: view ? shownView(view) : null,
    home: home ? { blocks: home.content.blocks, id: home.id } : null,
  }
}
