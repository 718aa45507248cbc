import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { existsSync, readFileSync, readlinkSync, realpathSync } from "node:fs"
import { join } from "node:path"

export type StopMode = "fast" | "immediate"

/** Asks the server to end: `fast` in order, `immediate` as in a crash. */
export const signalServer = (binaries: string, pid: number, mode: StopMode): void => {
  const name = mode === "fast" ? "INT" : "QUIT"
  // Windows has no signals; pg_ctl reaches the server through its named pipe.
  if (process.platform === "win32") spawnSync(join(binaries, "pg_ctl"), ["kill", name, String(pid)])
  else process.kill(pid, `SIG${name}`)
}

/** Whether a process with this id runs, whoever owns it. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** In a container without an init process nobody collects ended orphans: they keep their id for ever. */
const isZombie = (pid: number): boolean => {
  const status = `/proc/${pid}/stat`
  return existsSync(status) && /\) Z /.test(readFileSync(status, "utf8"))
}

/** The id of a server that still runs on this folder, for example after its starter was killed. */
export const survivor = (dataFolder: string): number | undefined => {
  const file = join(dataFolder, "postmaster.pid")
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, "utf8").split("\n")[0])
  return pid > 0 && isAlive(pid) && worksIn(pid, dataFolder) ? pid : undefined
}

/** Process ids are used again after a reboot: a server's working folder is its data folder. */
const worksIn = (pid: number, dataFolder: string): boolean => {
  if (process.platform === "linux") {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataFolder)
    } catch {
      return true
    }
  }
  if (process.platform === "win32") return true
  return spawnSync("ps", ["-p", String(pid), "-o", "command="], { encoding: "utf8" }).stdout.includes("postgres")
}

/**
 * Ends the server when this process ends, even by SIGKILL: a shell waits on a pipe that only we hold open. Returns the release, for an
 * orderly stop. On Windows the next start ends a survivor.
 */
export const endsWithUs = (server: ChildProcess): (() => void) => {
  if (process.platform === "win32") return () => {}
  const watcher = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$0"', String(server.pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  })
  watcher.unref()
  return () => {
    watcher.kill("SIGKILL")
  }
}
