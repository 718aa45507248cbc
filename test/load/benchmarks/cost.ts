import { at, type Benchmark, number, type Pace } from "../figures.ts"
import { type Database, delivered, startServer } from "../parts/database.ts"
import { type Office, silent, startOffice } from "../parts/office.ts"
import { command } from "../parts/slack-requests.ts"

/** People in each channel. */
const EACH = 10

const position = async ({ sql }: Database): Promise<bigint> => {
  const [row] = await sql.unsafe<Array<{ bytes: string }>>(
    "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint::text as bytes",
  )
  return BigInt(row?.bytes ?? "0")
}

/** Everybody orders once, the channels in turn. */
const everybodyOrders = async (office: Office, round: number): Promise<number> => {
  for (let person = 0; person < EACH; person++) {
    for (const [index, channel] of office.channels.entries()) {
      await office.ask(command(channel, office.membersOf(index)[person] ?? "", `order flat white, round ${round}`))
    }
  }
  return EACH * office.channels.length
}

/** WAL bytes per order, once the pages it touches were written since the checkpoint, and right after a checkpoint. */
const written = async (database: Database, channels: number, rounds: number) => {
  const office = await startOffice({ database, channels, members: channels * EACH, owedMessages: silent })
  await office.openEverywhere()
  await everybodyOrders(office, 0)
  const measure = async (times: number) => {
    const before = await position(database)
    let orders = 0
    for (let round = 1; round <= times; round++) orders += await everybodyOrders(office, round)
    return Number((await position(database)) - before) / orders
  }
  const settled = await measure(rounds)
  await database.sql.unsafe("checkpoint")
  const fresh = await measure(1)
  await office.stop()
  return { settled, fresh }
}

/** Calls to Slack for opening a run in each channel, and for an order of each of their people as fast as they come. */
const called = async (database: Database, channels: number) => {
  const office = await startOffice({ database, channels, members: channels * EACH, rateLimits: "off" })
  const since = (before: number) => office.slack.calls().length - before
  const start = office.slack.calls().length
  await office.openEverywhere()
  await delivered(database)
  const opened = since(start) / channels
  const before = office.slack.calls().length
  const orders = await everybodyOrders(office, 1)
  await delivered(database)
  const ordered = since(before) / orders
  const closing = office.slack.calls().length
  for (const [index, channel] of office.channels.entries()) {
    await office.ask(command(channel, office.membersOf(index)[0] ?? "", "close"))
  }
  await delivered(database)
  const closed = since(closing) / channels
  await office.stop()
  return { opened, ordered, closed }
}

const run = async (pace: Pace) => {
  const server = await startServer()
  const channels = at(pace, { quick: 2, usual: 50 })
  const people = channels * EACH
  const wal = await written(await server.migrated("wal"), channels, at(pace, { quick: 1, usual: 8 }))
  const calls = await called(await server.migrated("calls"), channels)
  await server.stop()
  const row = (what: string, measured: string, wanted: string, met: boolean) => ({
    goal: "11",
    what,
    measured,
    reference: "",
    ratio: "",
    wanted,
    met,
  })
  return {
    rows: [
      row("WAL per order", `${number(wal.settled)} bytes`, "<= 2 kB", wal.settled <= 2_048),
      row("calls to Slack per order, amortised", number(calls.ordered), "<= 1", calls.ordered <= 1),
      row("calls to Slack per run opened", number(calls.opened), "<= 2", calls.opened <= 2),
    ],
    notes: [
      `WAL: orders of ${people} people in ${channels} runs over again, nothing brought to Slack meanwhile. The first time a page is touched after a checkpoint the whole page is logged: ${number(wal.fresh)} bytes per order over the first ${people} orders after one. Calls: ten orders in each of ${channels} runs in a row; a closed run takes ${number(calls.closed)} more (its message, the summary, the runner's list).`,
    ],
  }
}

export const cost: Benchmark = { name: "cost", about: "what an order costs the database and Slack", run }
