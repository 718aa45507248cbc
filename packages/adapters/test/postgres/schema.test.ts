import postgres from "postgres"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { database } from "./fixture.ts"

const { url } = database()
const final = ["closed", "canceled", "failed"] as const
const states = ["open", ...final] as const

/** The columns that have to go with a state. */
const ending = {
  open: "closed_at = null, closed_seq = null, failure = null, final_correlation = null",
  closed: "accepting = false, closed_at = now(), closed_seq = 9, failure = null, final_correlation = 'c'",
  canceled: "accepting = false, closed_at = now(), closed_seq = null, failure = null, final_correlation = 'c'",
  failed: "accepting = false, closed_at = now(), closed_seq = null, failure = 'archived', final_correlation = 'c'",
}

describe("the schema itself", () => {
  let sql: postgres.Sql
  beforeAll(() => {
    sql = postgres(url(), { max: 1, onnotice: () => {} })
  })
  afterAll(() => sql.end())

  /** The error's SQLSTATE, null when the statement went through. */
  const refusal = async (text: string): Promise<unknown> => {
    try {
      await sql.unsafe(text)
      return null
    } catch (error) {
      return error instanceof postgres.PostgresError ? error.code : error
    }
  }

  let channels = 0
  /** A run in a channel of its own. */
  const aRun = async (): Promise<{ readonly id: string; readonly channel: string }> => {
    const channel = `C${(channels += 1)}`
    await sql.unsafe(`insert into members (id) values ('U1') on conflict do nothing`)
    await sql.unsafe(`insert into channels (id) values ('${channel}')`)
    return { id: await opened(channel), channel }
  }
  const opened = async (channel: string): Promise<string> => {
    const [row] = await sql.unsafe<Array<{ id: string }>>(
      `insert into runs (id, channel, season, status, accepting, version, starter, opened_at, opened_correlation)
       values (gen_random_uuid(), '${channel}', 1, 'open', true, 1, 'U1', now(), 'c') returning id`,
    )
    return row?.id ?? ""
  }
  const become = (id: string, state: (typeof states)[number]) =>
    refusal(`update runs set status = '${state}', ${ending[state]} where id = '${id}'`)

  for (const from of final) {
    for (const to of states.filter((state) => state !== from)) {
      it(`never lets a ${from} run become ${to}`, async () => {
        const { id } = await aRun()
        assert.isNull(await become(id, from))
        assert.strictEqual(await become(id, to), "23514")
      })
    }
  }

  it("has one open run per channel", async () => {
    const { channel, id } = await aRun()
    const second = `insert into runs (id, channel, season, status, accepting, version, starter, opened_at, opened_correlation)
      values (gen_random_uuid(), '${channel}', 1, 'open', true, 1, 'U1', now(), 'c')`
    assert.strictEqual(await refusal(second), "23505")
    assert.isNull(await become(id, "canceled"))
    assert.isNull(await refusal(second))
  })

  it("has no closed run without its sequence, no failed one without its reason, no ended one that takes orders", async () => {
    const { id } = await aRun()
    const close = `update runs set status = 'closed', closed_at = now(), final_correlation = 'c'`
    assert.strictEqual(await refusal(`${close}, accepting = false where id = '${id}'`), "23514")
    assert.strictEqual(
      await refusal(`${close}, accepting = false, failure = 'archived', closed_seq = 1 where id = '${id}'`),
      "23514",
    )
    assert.strictEqual(await refusal(`${close}, accepting = true, closed_seq = 1 where id = '${id}'`), "23514")
  })

  it("keeps orders to people and runs that exist, and removes them with their run", async () => {
    const { id } = await aRun()
    const order = (run: string, member: string) =>
      refusal(`insert into orders values ('${run}', '${member}', 'tea', true, now())`)
    assert.strictEqual(await order(id, "U404"), "23503")
    assert.strictEqual(await order("00000000-0000-7000-8000-000000000000", "U1"), "23503")
    assert.isNull(await order(id, "U1"))
    await sql.unsafe(`delete from runs where id = '${id}'`)
    assert.lengthOf(await sql.unsafe(`select from orders where run_id = '${id}'`), 0)
  })

  it("refuses settings and texts out of their bounds", async () => {
    const { channel, id } = await aRun()
    for (const setting of [
      "fairness_window = 0",
      "fairness_window = 51",
      "reminder_offset = 61",
      "last_call_lead = -1",
      "retention_days = 6",
      "retention_days = 731",
      "strategy = 'dice'",
      "default_place = ''",
    ]) {
      assert.strictEqual(await refusal(`update channels set ${setting} where id = '${channel}'`), "23514", setting)
    }
    const order = (length: number) =>
      refusal(`insert into orders values ('${id}', 'U1', repeat('☕', ${length}), true, now())`)
    assert.strictEqual(await order(201), "23514")
    assert.isNull(await order(200))
  })
})
