import { createServer, connect, type Socket } from "node:net"

/** What lies between the app and its database. */
export interface Proxy {
  readonly port: number
  /** The same database, reached through here. */
  readonly through: (databaseUrl: string) => string
  /**
   * From now on nothing of what goes through connections of either side arrives, and nobody is told: no FIN, no RST. `heal` lets new
   * connections through; those of before stay silent for good, as behind a firewall that forgot them.
   */
  readonly silence: () => void
  /** Every answer of the database from now on comes so many milliseconds late. */
  readonly delay: (millis: number) => void
  readonly heal: () => void
  readonly stop: () => Promise<void>
}

interface Line {
  silent: boolean
}

/** A proxy on the loopback to a database that is there, too. */
export const startProxy = async (databaseUrl: string): Promise<Proxy> => {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const lines = new Set<Line>()
  let silent = false
  let late = 0

  const keep = (socket: Socket, other: () => void) => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => {
      sockets.delete(socket)
      other()
    })
  }
  const server = createServer((app) => {
    const line: Line = { silent }
    lines.add(line)
    const database = connect(Number(target.port), target.hostname)
    keep(app, () => {
      lines.delete(line)
      if (!line.silent) database.destroy()
    })
    keep(database, () => {
      if (!line.silent) app.destroy()
    })
    app.on("data", (bytes) => void (line.silent || database.write(bytes)))
    database.on("data", (bytes) => {
      const pass = () => void (line.silent || app.write(bytes))
      // Timers of one length fire in the order in which they were set, so that the bytes stay in theirs.
      if (late === 0) pass()
      else setTimeout(pass, late)
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    port,
    through: (given) => {
      const url = new URL(given)
      url.hostname = "127.0.0.1"
      url.port = String(port)
      return url.href
    },
    silence: () => {
      silent = true
      for (const line of lines) line.silent = true
    },
    delay: (millis) => {
      late = millis
    },
    heal: () => {
      silent = false
      late = 0
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
