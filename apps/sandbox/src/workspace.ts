import type { ChannelOptions, MemberOptions } from "@coffeebuddy/slack-emulator/options"

/** The people one can act as; the first may administer the workspace. */
export const members: ReadonlyArray<MemberOptions> = [
  { id: "UALEX", name: "alex", real_name: "Alex", tz: "Europe/Berlin", is_admin: true },
  { id: "UBLAKE", name: "blake", real_name: "Blake", tz: "Europe/Berlin" },
  { id: "UCASEY", name: "casey", real_name: "Casey", tz: "Europe/London" },
  { id: "UDANA", name: "dana", real_name: "Dana", tz: "America/New_York" },
  { id: "UELLIS", name: "ellis", real_name: "Ellis", tz: "Asia/Kathmandu" },
]

export const channels: ReadonlyArray<ChannelOptions> = [
  { id: "CCOFFEE", name: "coffee", topic: "Type /coffee to start a run" },
]
