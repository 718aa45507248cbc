import { once } from "node:events"
import { connect, type Socket } from "node:net"

export interface Answer {
  /** 0 when the connection broke. */
  readonly status: number
  readonly body: string
}

const broken: Answer = { status: 0, body: "" }

/** The answer at the start of what was received, once it is whole. */
const whole = (received: string): Answer | undefined => {
  const headEnd = received.indexOf("\r\n\r\n")
  if (headEnd < 0) return undefined
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, headEnd + 2))?.[1]
  const body = received.slice(headEnd + 4)
  const complete = length === undefined ? body.endsWith("0\r\n\r\n") : body.length >= Number(length)
  return complete ? { status: Number(received.slice(9, 12)), body } : undefined
}

/** One keep-alive connection that carries one request at a time. Little work per request, since it shares the machine with the server. */
export class Connection {
  private readonly socket: Socket
  private received = ""
  private taken: ((answer: Answer) => void) | undefined
  alive = true

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true).setEncoding("latin1")
    socket.on("data", (text: string) => {
      this.received += text
      const answer = whole(this.received)
      if (answer === undefined) return
      this.received = ""
      this.end(answer)
    })
    socket.on("error", () => {})
    socket.on("close", () => {
      this.alive = false
      this.end(broken)
    })
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, "127.0.0.1")
    await once(socket, "connect")
    return new Connection(socket)
  }

  private end(answer: Answer): void {
    const { taken } = this
    this.taken = undefined
    taken?.(answer)
  }

  exchange(request: Buffer): Promise<Answer> {
    return new Promise((taken) => {
      this.taken = taken
      this.socket.write(request)
    })
  }

  close(): void {
    this.socket.destroy()
  }
}

export interface Load {
  /** Milliseconds from when the request was to leave until its answer was whole, in order of answers. */
  readonly latencies: ReadonlyArray<number>
  readonly answered: number
  /** Answers that were not 200. */
  readonly failed: number
  readonly seconds: number
}

/** So many connections, each asking again as soon as it was answered, until `until` says stop: what a server can do at most. */
export const closedLoop = async (
  port: number,
  connections: number,
  next: () => Buffer,
  until: (answered: number, seconds: number) => boolean,
): Promise<Load> => {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(port)))
  const latencies: Array<number> = []
  let failed = 0
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1000
  await Promise.all(
    open.map(async (connection) => {
      while (connection.alive && !until(latencies.length, seconds())) {
        const from = performance.now()
        const { status } = await connection.exchange(next())
        latencies.push(performance.now() - from)
        if (status !== 200) failed++
      }
    }),
  )
  const took = seconds()
  for (const connection of open) connection.close()
  return { latencies, answered: latencies.length, failed, seconds: took }
}

/** An answer of the open loop: when it was to leave, in milliseconds since the start, and how long it took from then. */
export interface Served extends Answer {
  readonly due: number
  readonly took: number
}

/**
 * Requests leave at a fixed rate whether or not earlier ones were answered, as people do; what waits because the generator or the server was
 * late counts as waiting.
 */
export const openLoop = async (
  port: number,
  perSecond: number,
  total: number,
  next: () => Buffer,
): Promise<ReadonlyArray<Served>> => {
  const idle: Array<Connection> = await Promise.all(Array.from({ length: 20 }, () => Connection.open(port)))
  const served: Array<Served> = []
  const begun = performance.now()
  const send = async (due: number) => {
    let connection = idle.pop()
    while (connection !== undefined && !connection.alive) connection = idle.pop()
    connection ??= await Connection.open(port)
    const answer = await connection.exchange(next())
    served.push({ ...answer, due, took: performance.now() - begun - due })
    if (connection.alive) idle.push(connection)
  }
  const pending: Array<Promise<void>> = []
  await new Promise<void>((done) => {
    let sent = 0
    const tick = () => {
      const now = performance.now() - begun
      while (sent < total && (sent * 1000) / perSecond <= now) pending.push(send((sent++ * 1000) / perSecond))
      if (sent < total) setTimeout(tick, 1)
      else done()
    }
    tick()
  })
  await Promise.all(pending)
  for (const connection of idle) connection.close()
  return served
}
