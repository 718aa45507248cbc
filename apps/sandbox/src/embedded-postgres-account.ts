import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs"
import { userInfo } from "node:os"
import { dirname } from "node:path"

/** Who runs the server: a user to switch to, and words to put before the command. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
  readonly prefix: ReadonlyArray<string>
}

const asMyself: Account = { prefix: [] }

/** In a user namespace of its own the same user appears as nobody: PostgreSQL refuses root and users without a name. */
const asNobodyInNamespace: Account = {
  prefix: ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"],
}

/**
 * An account that PostgreSQL accepts and that can reach `paths`: the user who owns `dataFolder` already, else oneself, and for root `postgres`,
 * `nobody` or a user namespace. Throws a sentence when nobody will do.
 */
export const accountFor = (dataFolder: string, paths: ReadonlyArray<string>): Account => {
  if (process.getuid === undefined) return asMyself
  const me = process.getuid()
  const owner = existsSync(dataFolder) ? statSync(dataFolder) : undefined
  if (owner !== undefined && owner.uid !== me) {
    if (me !== 0)
      throw new Error(`${dataFolder} belongs to another user (uid ${owner.uid}). Remove it, or start as that user.`)
    return { uid: owner.uid, gid: owner.gid, prefix: [] }
  }
  if (me !== 0) return hasName() ? asMyself : namespaceOr(`uid ${me} has no account on this machine`)
  const switchable = owner === undefined ? systemAccounts().find((account) => canReach(account, paths)) : undefined
  return switchable ?? namespaceOr("PostgreSQL refuses to run as root")
}

const hasName = (): boolean => {
  try {
    return userInfo().username !== ""
  } catch {
    return false
  }
}

const namespaceOr = (problem: string): Account => {
  const [command = "", ...words] = asNobodyInNamespace.prefix
  if (spawnSync(command, [...words, "true"]).status === 0) return asNobodyInNamespace
  throw new Error(
    `${problem}, and no other account can reach the files here. Start as an ordinary user, or set DATABASE_URL.`,
  )
}

interface SystemAccount extends Account {
  readonly uid: number
  readonly gid: number
}

const systemAccounts = (): ReadonlyArray<SystemAccount> => {
  const lines = existsSync("/etc/passwd") ? readFileSync("/etc/passwd", "utf8").split("\n") : []
  return ["postgres", "nobody"].flatMap((name) => {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? []
    return Number(uid) > 0 && Number(gid) > 0 ? [{ uid: Number(uid), gid: Number(gid), prefix: [] }] : []
  })
}

const canReach = (account: SystemAccount, paths: ReadonlyArray<string>): boolean =>
  paths.every((path) => foldersAbove(nearestExisting(path)).every((folder) => canEnter(account, folder)))

const nearestExisting = (path: string): string =>
  existsSync(path) ? realpathSync(path) : nearestExisting(dirname(path))

const foldersAbove = (path: string): ReadonlyArray<string> =>
  path === dirname(path) ? [path] : [path, ...foldersAbove(dirname(path))]

const canEnter = (account: SystemAccount, folder: string): boolean => {
  const { uid, gid, mode } = statSync(folder)
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  return (mode & bit) !== 0
}
