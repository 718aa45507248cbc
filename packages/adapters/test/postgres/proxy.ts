import { connect, createServer, type Server, type Socket } from "node:net"

/** A way to the database that can be cut. */
export interface Proxy {
  readonly url: string
  /** Everything on the way is lost from now on, without a word to either side: connections stay, silent. New ones work. */
  readonly silence: () => void
  /** Closes every connection, and refuses new ones until `up`. */
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
  readonly end: () => Promise<void>
}

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((done, fail) => {
    server.once("error", fail).listen(port, "127.0.0.1", () => {
      const address = server.address()
      done(typeof address === "object" && address !== null ? address.port : 0)
    })
  })

/** Stands between a test and its database on a port of its own. */
export const proxy = async (databaseUrl: string): Promise<Proxy> => {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()

  const serve = () =>
    createServer((near) => {
      const far = connect(Number(target.port), target.hostname)
      near.pipe(far).pipe(near)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one)
        one
          .on("error", () => {})
          .on("close", () => {
            sockets.delete(one)
            other.destroy()
          })
      }
    })

  let server = serve()
  const port = await listening(server, 0)
  const url = new URL(databaseUrl)
  url.hostname = "127.0.0.1"
  url.port = String(port)

  const down = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      for (const socket of sockets) socket.destroy()
    })

  return {
    url: url.href,
    silence: () => {
      for (const socket of sockets) {
        socket.unpipe()
        socket.pause()
      }
    },
    down,
    up: async () => {
      server = serve()
      await listening(server, port)
    },
    end: down,
  }
}
