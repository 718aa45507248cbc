import { at, type Benchmark, inTurn, median, number, type Pace, ratio } from "../figures.ts"
import { closedLoop } from "../parts/client.ts"
import { startServer } from "../parts/database.ts"
import { startOffice } from "../parts/office.ts"
import { type Program, start } from "../parts/program.ts"
import { command, signingSecret } from "../parts/slack-requests.ts"

const CONNECTIONS = 10

/** Microseconds of CPU that the server spends on a request. */
const cost = (program: Program, requests: number) => async () => {
  const ready = Array.from({ length: requests }, (_, index) => command("C1", "U1", "help", `t.${index}`))
  const spare = command("C1", "U1", "help")
  const before = await program.usage()
  const load = await closedLoop(
    program.port,
    CONNECTIONS,
    () => ready.pop() ?? spare,
    (answered) => answered >= requests,
  )
  const after = await program.usage()
  if (load.failed > 0) throw new Error(`${load.failed} of ${load.answered} requests were refused`)
  return (after.cpu - before.cpu) / load.answered
}

const run = async (pace: Pace) => {
  const requests = at(pace, { quick: 200, usual: 10_000, full: 50_000 })
  const rounds = at(pace, { quick: 1, usual: 7 })
  const server = await startServer()
  const office = await startOffice({ database: await server.migrated("ack"), channels: 1, members: 1 })
  const bare = await start(new URL("../peers/bare.ts", import.meta.url), { SLACK_SIGNING_SECRET: signingSecret })
  const bolt = await start(new URL("../peers/bolt.ts", import.meta.url), { SLACK_SIGNING_SECRET: signingSecret })
  const contestants = { ours: cost(office.app, requests), bare: cost(bare, requests), bolt: cost(bolt, requests) }
  await inTurn(1, contestants)
  const found = await inTurn(rounds, contestants)
  await Promise.all([office.stop(), bare.stop(), bolt.stop()])
  await server.stop()
  const row = (reference: string, theirs: ReadonlyArray<number>, most: number) => ({
    goal: "1",
    what: "CPU per `/coffee help`: verify, parse, route, answer",
    measured: `${number(median(found.ours))} µs`,
    reference: `${reference}: ${number(median(theirs))} µs`,
    ratio: `${number(ratio(found.ours, theirs))} x`,
    wanted: `<= ${most} x`,
    met: ratio(found.ours, theirs) <= most,
  })
  return {
    rows: [row("R1 bare node:http", found.bare, 1.5), row("R2 Bolt", found.bolt, 0.5)],
    notes: [
      `${number(requests)} signed requests a round over ${CONNECTIONS} keep-alive connections; CPU time of the server's process, all threads, by its own account; ${rounds} rounds in turn after one to warm up. R1 and R2 answer with an empty body; CoffeeBuddy with the help text, and its dispatcher looks into the ledger meanwhile.`,
    ],
  }
}

const shortfall =
  "a profile shows no single culprit. A fifth of the samples is in writing the answer: 3 kB of help, where R1 and R2 send none. Measured alone, the promise to speak within two seconds (a fiber, a timer, its interruption) costs about 9 µs and so does each function that carries a span. The rest is reading by schema, understanding the words, and counting. Two fibers a request instead of four, and blocks only for words that are said, took 28 % off, measured in turn."

export const ack: Benchmark = { name: "ack", about: "the path of a request that changes nothing", shortfall, run }
