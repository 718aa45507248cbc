import { readdirSync, readFileSync } from "node:fs"
import { afterAll, assert, beforeAll, describe, it, vi } from "vitest"
import type { Browser } from "playwright-core"
import { chromium, missingChromium } from "./browser.ts"
import { endAll } from "./program.ts"
import { message, orders, presses, sandboxFolder, says, startSandbox, tab } from "./sandbox-page.ts"

/** The processes whose command line or working folder is in this folder: the sandbox's own Postgres is one. */
const processesOf = (folder: string): ReadonlyArray<string> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
        return line.includes(folder) ? [line] : []
      } catch {
        return []
      }
    })

describe.skipIf(missingChromium !== undefined)("npm start", () => {
  let browser: Browser
  const folder = sandboxFolder()
  beforeAll(async () => {
    browser = await chromium()
  })
  afterAll(async () => {
    await browser.close()
    await endAll()
    folder.remove()
  })

  it("lets one person play a whole run: orders, a usual, an edit, a cancellation, a fair runner and the list", async () => {
    const sandbox = await startSandbox(folder.path)
    const context = await browser.newContext({ locale: "en-US", timezoneId: "UTC" })
    const as = (member: string) => tab(context, sandbox.url, member)

    const alex = await as("UALEX")
    await says(alex, "/coffee in 30m")
    await message(alex, "Your coffee run is open, pick-up at").getByText("Only visible to you").waitFor()

    const blake = await as("UBLAKE")
    await orders(blake, "flat white")
    await orders(blake, "flat white with oat milk")

    const casey = await as("UCASEY")
    await says(casey, "/coffee usual espresso")
    await message(casey, "Your usual in this channel is now").waitFor()
    await presses(casey, "My usual")
    await message(casey, "Got it: espresso (your usual)").waitFor()

    const dana = await as("UDANA")
    await orders(dana, "green tea")
    const ellis = await as("UELLIS")
    await says(ellis, "/coffee order mocha")
    await message(ellis, "Got it: mocha").getByRole("button", { name: "Cancel my order" }).click()
    await message(ellis, "Your order is canceled").waitFor()

    await message(alex, "3 people are in:").waitFor()
    await presses(alex, "Close")
    await alex.getByRole("alertdialog", { name: "Close this run?" }).getByRole("button", { name: "Close it" }).click()

    const summary = await message(alex, "goes for coffee").innerText()
    const [, runner = ""] = /@(Blake|Casey|Dana) goes for coffee: 3 orders/.exec(summary) ?? []
    assert.notStrictEqual(runner, "", summary)
    assert.match(summary, /Why: no earlier run to count; .+\./)
    await message(alex, "Coffee run closed").waitFor()
    assert.notInclude(await message(alex, "Coffee run closed").innerText(), "mocha")

    const chosen = await as(`U${runner.toUpperCase()}`)
    await chosen.getByRole("link", { name: "CoffeeBuddy" }).click()
    const list = message(chosen, "You go for coffee")
    await list.getByText("3 orders:").waitFor()
    for (const line of ["1x flat white with oat milk — @Blake", "1x espresso — @Casey", "1x green tea — @Dana"]) {
      await list.getByText(line).waitFor()
    }
    await context.close()
    sandbox.kill("SIGINT")
    assert.strictEqual(await sandbox.ended, 0, sandbox.printed())
  })

  it("keeps everything over a restart, and begins anew with --reset", async () => {
    const again = await startSandbox(folder.path)
    const context = await browser.newContext()
    const alex = await tab(context, again.url, "UALEX")
    await message(alex, "Coffee run closed").waitFor()
    await says(alex, "/coffee stats")
    await message(alex, /1 run/).waitFor()
    again.kill("SIGINT")
    assert.strictEqual(await again.ended, 0, again.printed())

    const anew = await startSandbox(folder.path, "--reset")
    const fresh = await tab(context, anew.url, "UALEX")
    await says(fresh, "/coffee status")
    await message(fresh, "No coffee run was ever opened here").waitFor()
    assert.strictEqual(await message(fresh, "Coffee run closed").count(), 0)
    await context.close()
    anew.kill("SIGINT")
    assert.strictEqual(await anew.ended, 0, anew.printed())
  })

  it.skipIf(process.platform !== "linux")("leaves no process behind when it is interrupted", async () => {
    const sandbox = await startSandbox(folder.path)
    assert.isNotEmpty(processesOf(folder.path), "its Postgres runs on the folder")
    sandbox.kill("SIGINT")
    assert.strictEqual(await sandbox.ended, 0, sandbox.printed())
    await vi.waitFor(() => assert.deepStrictEqual(processesOf(folder.path), []))
  })
})
