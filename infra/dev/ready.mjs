// Plain JavaScript without dependencies: it runs on Node 20, before anything is installed.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const modules = join(root, "node_modules")
const stamp = join(modules, ".coffeebuddy-installed")
const platform = `${process.platform}-${process.arch}`

/** Installs what package-lock.json asks for if that has not happened yet, and gives the Node to run everything with. */
export const ready = () => {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(platform)
    .digest("hex")
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    if (!isComplete()) install()
    writeFileSync(stamp, wanted)
  }
  return rightNode()
}

/** The environment in which `node`, and every tool of node_modules, is the installed one. */
export const environment = (node) => ({
  ...process.env,
  PATH: [join(modules, ".bin"), dirname(node), process.env.PATH].join(delimiter),
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
})

/** Ends this program with one sentence that says what to do. */
export const giveUp = (sentence) => {
  process.stderr.write(`\n${sentence}\n`)
  process.exit(1)
}

/** Whether somebody ran `npm ci` already: npm's own record, written last, has all of package-lock.json that fits this platform. */
const isComplete = () => {
  const record = join(modules, ".package-lock.json")
  if (!existsSync(record)) return false
  const { packages: installed } = JSON.parse(readFileSync(record, "utf8"))
  const { packages: wanted } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
  const fits = ({ os = [process.platform], cpu = [process.arch] }) =>
    [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch)
  return Object.entries(wanted)
    .filter(
      ([path, entry]) =>
        path.startsWith("node_modules/") && fits(entry) && (!entry.optional || entry.os) && !entry.libc,
    )
    .every(([path, { version }]) => installed[path]?.version === version)
}

const install = () => {
  process.stdout.write("Installing packages (once; half a minute, more on a slow line) ...\n")
  // A running node.exe cannot be removed on Windows, and `npm ci` begins by removing everything.
  const verb = process.platform === "win32" && existsSync(modules) ? "install" : "ci"
  const words = [
    verb,
    "--ignore-scripts",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]
  const { status, error } = npm(words)
  if (status !== 0)
    giveUp(`npm ${verb} did not succeed${error ? ` (${error.message})` : ""}; its words are above. Then try again.`)
}

/** npm tells its scripts where it is and which Node it runs on. */
const npm = (words) => {
  const { npm_execpath: program, npm_node_execpath: node } = process.env
  const options = { cwd: root, stdio: ["ignore", "ignore", "inherit"] }
  return program?.endsWith("js") && node
    ? spawnSync(node, [program, ...words], options)
    : spawnSync("npm", words, { ...options, shell: process.platform === "win32" })
}

/** The Node of the lock file where there is one for this platform, else the present one if it is new enough. */
const rightNode = () => {
  const windows = process.platform === "win32"
  const folder = `node-${windows ? "win" : process.platform}-${process.arch}`
  const installed = join(modules, folder, "bin", windows ? "node.exe" : "node")
  if (existsSync(installed) && spawnSync(installed, ["--version"]).status === 0) return installed
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath
  return giveUp(
    `CoffeeBuddy needs Node 22.19 or newer. This is ${process.version}, and npm has none for ${platform} to bring along.\n` +
      "Please install Node 24 from https://nodejs.org and try again.",
  )
}
