import { assert } from "vitest"
import type { CrashPoint } from "@coffeebuddy/application/crash-point"
import type { World } from "./world.ts"

/** A piece of work that a process may die in, again and again, each time in a channel of its own. */
export interface Scenario {
  readonly name: string
  /** What is needed first, nobody dying. */
  readonly prepare?: (world: World, channel: string) => Promise<void>
  /** The work: requests whose answers may never come, and everything that they lead to. */
  readonly act: (world: World, channel: string) => Promise<void>
  /** Whether people, who got no answer, send the same request again. */
  readonly repeated: boolean
  /** How the channel's run stands in the end. */
  readonly status: "open" | "closed" | "failed"
  /** The owed messages there are in the end, sorted by kind. */
  readonly owed: ReadonlyArray<string>
  /** Passings before this one are another scenario's. */
  readonly from?: CrashPoint
}

const open = async ({ slack }: World, channel: string) => {
  assert.match((await slack.as("U1").command(channel, "/coffee")).ephemeral?.text ?? "", /is open/)
}

const openWithOrder = async (world: World, channel: string) => {
  await open(world, channel)
  const ordered = await world.slack.as("U2").command(channel, "/coffee order flat white")
  assert.match(ordered.ephemeral?.text ?? "", /Got it: flat white/)
}

const close = async ({ slack }: World, channel: string) => void (await slack.as("U1").command(channel, "/coffee close"))
const start = async ({ slack }: World, channel: string) => void (await slack.as("U1").command(channel, "/coffee"))

/** From now on every close of a run in this channel is outrun, as if by an order, for as long as the run accepts any. */
const outrun = async ({ sql }: World, channel: string) => {
  await sql.unsafe(`
    create table if not exists outrun (channel text primary key);
    create or replace function outrun() returns trigger language plpgsql as $$
    begin
      return case when exists (select from outrun where channel = new.channel) then null else new end;
    end $$;
    create or replace trigger outrun before update on runs for each row
      when (old.status = 'open' and new.status = 'closed' and old.accepting) execute function outrun();
    insert into outrun values ('${channel}')`)
}

/** Moves the deadline of a frozen run: it comes when the test says so, not while a process is still starting. */
const moveDeadline = ({ sql }: World, channel: string, secondsFromNow: number) => sql`
  update deliveries set due_at = moved, next_at = moved
  from runs, (select now() + ${secondsFromNow}::float8 * interval '1 second' as moved) as given
  where runs.id = run_id and runs.channel = ${channel} and kind = 'deadline'`

const deadlineNow = async (world: World, channel: string) => {
  await moveDeadline(world, channel, 0)
  await world.sql`notify coffeebuddy_owed`
}

const all = ["run_message", "runner_dm", "summary"]

/** Everything that a process does between a request and the last message owed for it, whatever Slack says to that. */
export const scenarios: ReadonlyArray<Scenario> = [
  { name: "opening a run", act: start, repeated: true, status: "open", owed: ["run_message"] },
  {
    name: "ordering, and editing the run's message",
    prepare: open,
    act: async ({ slack }, channel) => void (await slack.as("U2").command(channel, "/coffee order flat white")),
    repeated: true,
    status: "open",
    owed: ["run_message"],
  },
  { name: "closing a run", prepare: openWithOrder, act: close, repeated: true, status: "closed", owed: all },
  {
    name: "closing a run that orders outrun, so that it is frozen first",
    prepare: async (world, channel) => {
      await openWithOrder(world, channel)
      await outrun(world, channel)
    },
    act: close,
    repeated: true,
    status: "closed",
    owed: ["deadline", ...all],
  },
  {
    name: "closing a frozen run at its deadline, when its closer died and nobody asks again",
    prepare: async (world, channel) => {
      await openWithOrder(world, channel)
      await outrun(world, channel)
      const [process] = world.processes
      await process?.arm("close.frozen", 1)
      await close(world, channel)
      await process?.ended
      await moveDeadline(world, channel, 3_600)
      await world.restart()
    },
    act: deadlineNow,
    repeated: false,
    status: "closed",
    owed: ["deadline", ...all],
  },
  {
    name: "posting, where Slack says to wait",
    act: async (world, channel) => {
      world.slack.throttle(1, { channel })
      await start(world, channel)
    },
    from: "dispatch.claimed",
    repeated: true,
    status: "open",
    owed: ["run_message"],
  },
  {
    name: "posting, where Slack refuses for good, so that the run fails",
    act: async (world, channel) => {
      world.slack.removeBot(channel)
      await start(world, channel)
    },
    from: "dispatch.claimed",
    repeated: true,
    status: "failed",
    owed: ["notice", "run_message"],
  },
  {
    name: "posting, where Slack accepts and the answer is lost",
    act: async (world, channel) => {
      world.slack.fail("chat.postMessage", { reset: true, afterAccepting: true, channel })
      await start(world, channel)
    },
    from: "dispatch.claimed",
    repeated: true,
    status: "open",
    owed: ["run_message"],
  },
  {
    name: "posting, where the call is lost on its way to Slack",
    act: async (world, channel) => {
      world.slack.fail("chat.postMessage", { reset: true, channel })
      await start(world, channel)
    },
    from: "dispatch.claimed",
    repeated: true,
    status: "open",
    owed: ["run_message"],
  },
  {
    name: "editing, where Slack accepts and the answer is lost",
    prepare: open,
    act: async (world, channel) => {
      world.slack.fail("chat.update", { reset: true, afterAccepting: true, channel })
      await world.slack.as("U2").command(channel, "/coffee order flat white")
    },
    from: "dispatch.claimed",
    repeated: true,
    status: "open",
    owed: ["run_message"],
  },
]
