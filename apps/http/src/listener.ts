import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http"
import { Effect, Schema, type Scope } from "effect"

/** The port is taken, or not ours to open. */
export class CannotListen extends Schema.TaggedError<CannotListen>()("CannotListen", {
  port: Schema.Int,
  code: Schema.String,
}) {
  override get message() {
    return `cannot listen on port ${this.port}: ${this.code}`
  }
}

/** How long requests in flight may still take once no new ones are accepted, in milliseconds. */
const FINISH = 4_000

const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown"

const close = (server: Server) =>
  Effect.callback<void>((resume) => {
    const killer = setTimeout(() => server.closeAllConnections(), FINISH)
    server.close(() => {
      clearTimeout(killer)
      resume(Effect.void)
    })
    server.closeIdleConnections()
  })

/** Listens for the life of the scope; closing lets requests in flight finish. Answers the port, which the system chooses when 0 was asked. */
export const listen = (
  port: number,
  host: string | undefined,
  handler: RequestListener,
): Effect.Effect<number, CannotListen, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, CannotListen>((resume) => {
      const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 10_000, headersTimeout: 8_000 }, handler)
      server.once("error", (error) => resume(Effect.fail(new CannotListen({ port, code: codeOf(error) }))))
      server.listen({ port, ...(host === undefined ? {} : { host }) }, () => resume(Effect.succeed(server)))
    }),
    close,
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      return typeof address === "object" && address !== null ? address.port : port
    }),
  )

export type Body = Buffer | "too-large" | "aborted"

/** Collects a request's body byte for byte, up to `limit` bytes; past it nothing more is kept. */
export const readBody = (request: IncomingMessage, limit: number, done: (body: Body) => void): void => {
  if (Number(request.headers["content-length"] ?? 0) > limit) return done("too-large")
  const chunks: Array<Buffer> = []
  let size = 0
  let over = false
  const finish = (body: Body) => {
    if (over) return
    over = true
    done(body)
  }
  request.on("data", (chunk: Buffer) => {
    size += chunk.length
    if (size > limit) finish("too-large")
    else chunks.push(chunk)
  })
  request.on("end", () => finish(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
  request.on("error", () => finish("aborted"))
}

/** Sends a whole answer; `close` gives the connection up, for requests whose body was not read. */
export const send = (
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  close = false,
): void => {
  if (response.headersSent || response.destroyed) return
  const length = { "content-length": String(Buffer.byteLength(body)) }
  response.writeHead(status, { ...headers, ...length, ...(close ? { connection: "close" } : {}) })
  response.end(body)
}
