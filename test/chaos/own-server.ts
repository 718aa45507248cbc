import { randomUUID } from "node:crypto"
import { rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { migrate } from "@coffeebuddy/adapters/postgres/migrations"
import { type EmbeddedPostgres, start } from "../../apps/sandbox/src/embedded-postgres.ts"

export interface OwnServer extends EmbeddedPostgres {
  readonly dataFolder: string
  /** Stops it and removes its folder. */
  readonly drop: () => Promise<void>
}

/** A migrated PostgreSQL of one's own, to be stopped, crashed or filled up. */
export const ownServer = async (): Promise<OwnServer> => {
  const dataFolder = join(tmpdir(), `coffeebuddy-chaos-${process.pid}-${randomUUID().slice(0, 8)}`)
  const server = await start({ dataFolder, fsync: false })
  await migrate(server.url)
  return {
    ...server,
    get pid() {
      return server.pid
    },
    dataFolder,
    drop: async () => {
      await server.stop("immediate")
      rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}
