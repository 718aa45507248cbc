import { string } from "../json.ts"
import type { Fields } from "../json.ts"
import type { Member } from "../model.ts"
import { SlackError } from "../slack-error.ts"
import type { Workspace } from "../workspace.ts"
import type { Method } from "./method.ts"

const asUser = (workspace: Workspace, member: Member): Fields => ({
  id: member.id,
  team_id: workspace.state.team.id,
  name: member.name,
  deleted: member.deleted,
  real_name: member.real_name,
  tz: member.tz,
  tz_label: member.tz,
  tz_offset: offsetSeconds(member.tz, workspace.now()),
  profile: { real_name: member.real_name, display_name: member.name, team: workspace.state.team.id },
  is_admin: member.is_admin || member.is_owner,
  is_owner: member.is_owner,
  is_primary_owner: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_bot: member.is_bot,
  is_app_user: false,
  updated: 0,
})

const offsetSeconds = (zone: string, now: number): number => {
  const there = new Date(now).toLocaleString("en-US", { timeZone: zone, hourCycle: "h23" })
  const utc = new Date(now).toLocaleString("en-US", { timeZone: "UTC", hourCycle: "h23" })
  return Math.round((Date.parse(`${there} UTC`) - Date.parse(`${utc} UTC`)) / 1000)
}

/** auth.test, users.info, and api.test, which answers its arguments. */
export const people: Record<string, Method> = {
  "api.test": { run: (_, args) => ({ args }) },
  "auth.test": {
    run: (workspace) => {
      const { team, app } = workspace.state
      return {
        url: `https://${team.domain}.slack.com/`,
        team: team.name,
        user: app.name.toLowerCase(),
        team_id: team.id,
        user_id: app.botUserId,
        bot_id: app.botId,
        is_enterprise_install: false,
      }
    },
  },
  "users.info": {
    scopes: ["users:read"],
    run: (workspace, args) => {
      const member = workspace.member(string(args.user) ?? "")
      if (!member) throw new SlackError("user_not_found")
      return { user: asUser(workspace, member) }
    },
  },
}
