import { assert } from "vitest"
import { textOf } from "@coffeebuddy/slack-emulator/actor"
import type { Message } from "@coffeebuddy/slack-emulator/model"
import { until, type World } from "./world.ts"

/*
 * What holds whatever fails (the numbers are those of the project's fault table). Each asks the database and Slack themselves, never the app.
 */

/** An answer that said "saved": who ordered what, in which channel's newest run. */
export interface Acknowledged {
  readonly channel: string
  readonly member: string
  readonly text: string
  /** What they asked for after that and were not told to be saved: it may have been, or not. */
  readonly unsure?: ReadonlyArray<string>
}

const list = (rows: ReadonlyArray<object>): string => rows.map((row) => JSON.stringify(row)).join("\n")

const none = (rows: ReadonlyArray<object>, what: string): void =>
  assert.strictEqual(rows.length, 0, `${what}:\n${list(rows.slice(0, 10))}`)

/** I1: every order that somebody was told is saved is there, in the words they were told last. */
export const everyAcknowledgedOrderIsStored = async (
  { sql }: World,
  acknowledged: ReadonlyArray<Acknowledged>,
): Promise<void> => {
  const last = new Map(acknowledged.map((one) => [`${one.channel} ${one.member}`, one]))
  const rows = await sql<ReadonlyArray<Acknowledged>>`
    select r.channel, o.member, o.text from orders o join runs r on r.id = o.run_id
    where o.active and not exists (select from runs later where later.channel = r.channel and later.opened_at > r.opened_at)`
  const stored = new Map(rows.map((one) => [`${one.channel} ${one.member}`, one.text]))
  none(
    [...last]
      .filter(([key, { text, unsure = [] }]) => ![text, ...unsure].includes(stored.get(key) ?? ""))
      .map(([key, one]) => ({ ...one, stored: stored.get(key) })),
    "told as saved, but not stored",
  )
}

/** I2: every commit is one request's, and every request's is one commit: a run's version counts them. */
export const everyRequestHadOneEffect = async ({ sql }: World): Promise<void> => {
  none(
    await sql`
      select r.id, r.version, count(q.key)::int as requests from runs r
      left join requests q on q.outcome ->> 'runId' = r.id::text group by r.id having r.version <> count(q.key)`,
    "runs changed more or less often than requests did it",
  )
}

const marksOf = ({ told }: World): ReadonlyMap<string, ReadonlyArray<Message>> => {
  const marks = new Map<string, Array<Message>>()
  for (const messages of told().values()) {
    for (const message of messages) {
      const payload = message.metadata?.["event_payload"]
      const mark = typeof payload === "object" && payload !== null && "mark" in payload ? payload.mark : undefined
      if (typeof mark !== "string") throw new Error(`a message without a mark: ${textOf(message)}`)
      marks.set(mark, [...(marks.get(mark) ?? []), message])
    }
  }
  return marks
}

interface Owed {
  readonly mark: string
  readonly kind: string
  readonly state: string
  readonly ts: string | null
  readonly withdrawn: boolean
}

/** I3: Slack has exactly one message for each one owed, none that is not owed, and none for what was refused or taken back in time. */
export const slackHasEachMessageOnce = async (world: World): Promise<void> => {
  const { sql } = world
  const owed = await sql<ReadonlyArray<Owed>>`
    select id::text as mark, kind, state, ts, withdrawn from deliveries where kind <> 'deadline'
    union all
    select m.run_id::text, 'run_message', case when m.state = 'failed' then 'failed' when m.shown = m.wanted then 'sent' else m.state end,
      m.ts, r.status = 'failed' from run_messages m join runs r on r.id = m.run_id`
  const marks = marksOf(world)
  for (const { mark, kind, state, ts, withdrawn } of owed) {
    const found = marks.get(mark) ?? []
    const what = `${kind} ${mark} (${state})`
    if (state === "sent")
      assert.deepStrictEqual(
        found.map((one) => one.ts),
        [ts],
        what,
      )
    else if (withdrawn) assert.isAtMost(found.length, 1, what)
    else if (state === "failed" || state === "canceled") assert.strictEqual(found.length, 0, what)
    else assert.fail(`${what} is still owed`)
  }
  const known = new Set(owed.map(({ mark }) => mark))
  none(
    [...marks].filter(([mark]) => !known.has(mark)).flatMap(([, messages]) => messages),
    "messages that nobody owed",
  )
}

/** I4: whatever is owed by now arrives; answers after how many milliseconds it all had. */
export const everythingOwedArrives = async ({ sql }: World, within = 20_000): Promise<number> => {
  const began = performance.now()
  const owing = async () => {
    const [row] = await sql<ReadonlyArray<{ owing: number }>>`
      select (select count(*) from run_messages where pending)::int
        + (select count(*) from deliveries where state in ('armed', 'sending') and due_at <= now())::int as owing`
    return row?.owing === 0
  }
  await until("everything owed to arrive", owing, { within })
  return performance.now() - began
}

/** I5, the half before the broker: every version of a run told its events once, in order, and a close is a run's last word on orders. */
export const everyChangeToldItsEvents = async ({ sql }: World): Promise<void> => {
  none(
    await sql`
      select r.id, r.status, count(*) filter (where e.type = 'coffeebuddy.run_created.v1')::int as created,
        count(*) filter (where e.type = 'coffeebuddy.run_' || r.status || '.v1')::int as ended
      from runs r left join outbox e on e.key = r.id::text group by r.id
      having count(*) filter (where e.type = 'coffeebuddy.run_created.v1') <> 1
        or (r.status <> 'open' and count(*) filter (where e.type = 'coffeebuddy.run_' || r.status || '.v1') <> 1)`,
    "runs whose beginning or end was not told once",
  )
  none(
    await sql`
      select ended.key from outbox ended join outbox e on e.key = ended.key
      where ended.type in ('coffeebuddy.run_closed.v1', 'coffeebuddy.run_canceled.v1', 'coffeebuddy.run_failed.v1')
        and e.type = 'coffeebuddy.order_updated.v1' and e.run_version > ended.run_version`,
    "orders told after the end of their run",
  )
}

/** I6: a run that has ended took no order afterwards, and closed runs are counted without a gap. */
export const endedRunsStayAsTheyWere = async ({ sql }: World): Promise<void> => {
  // Versions say exactly which came first (above). `closed_at` is when the closing read's transaction began; its snapshot is a little younger.
  none(
    await sql`
      select r.id from runs r join orders o on o.run_id = r.id
      where r.status <> 'open' and o.at > r.closed_at + interval '1 second'`,
    "orders placed after the end",
  )
  none(
    await sql`
      select channel, count(*)::int as closed, max(closed_seq) as last from runs where status = 'closed'
      group by channel having count(*) <> max(closed_seq)`,
    "channels with a gap between closed runs",
  )
  none(
    await sql`
      select r.id from runs r, lateral (
        select count(*) as told, count(coalesce(data ->> 'runner', data ->> 'to')) as runners from outbox
        where key = r.id::text and type in ('coffeebuddy.run_closed.v1', 'coffeebuddy.runner_changed.v1')
      ) as e where r.status = 'closed' and (
        (select count(*) from deliveries d where d.run_id = r.id and d.kind = 'summary') <> e.told
        or (select count(*) from deliveries d where d.run_id = r.id and d.kind = 'runner_dm') <> e.runners)`,
    "closed runs without one summary for each time that it was settled who goes, and one list for each runner",
  )
}

const lineWithBug = /"category":"bug"|uncaughtException|unhandledRejection|UnhandledPromiseRejection/

/** I7: no process ended of itself, and none met a bug of ours. */
export const noProcessFellOver = ({ history }: World): void => {
  for (const one of history) {
    assert.isNull(one.diedOfItself())
    assert.deepStrictEqual(one.log.filter((line) => lineWithBug.test(line)).slice(0, 3), [])
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)

/** I8: no process keeps what it is done with; answers the largest heap in MiB. */
export const heapsStayBounded = async ({ processes }: World, most = 200): Promise<number> => {
  const heaps = await Promise.all(
    processes.map(async ({ metricsUrl }) => {
      const text = await (await fetch(`${metricsUrl}/metrics`)).text()
      return Number(/^nodejs_heap_size_used_bytes(?:\{.*\})? (\S+)$/m.exec(text)?.[1])
    }),
  )
  const largest = megabytes(Math.max(...heaps))
  assert.isBelow(largest, most, "MiB of heap in use")
  return largest
}

/** I2, I3, I5, I6 and I7, once everything owed has arrived (I4); answers how many milliseconds that took. */
export const allHold = async (world: World, within?: number): Promise<number> => {
  const took = await everythingOwedArrives(world, within)
  await everyRequestHadOneEffect(world)
  await slackHasEachMessageOnce(world)
  await everyChangeToldItsEvents(world)
  await endedRunsStayAsTheyWere(world)
  noProcessFellOver(world)
  return took
}
