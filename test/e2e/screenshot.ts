// node test/e2e/screenshot.ts: plays three coffee runs in a fresh sandbox and photographs the last for the README.
import { mkdirSync } from "node:fs"
import type { Page } from "playwright-core"
import { chromium } from "./browser.ts"
import { endAll } from "./program.ts"
import { message, orders, presses, sandboxFolder, says, startSandbox, tab } from "./sandbox-page.ts"

const picture = "docs/images/sandbox.png"

const close = async (page: Page, before: number): Promise<void> => {
  await presses(page, "Close")
  await page.getByRole("button", { name: "Close it" }).click()
  await message(page, "started a coffee run").waitFor({ state: "detached" })
  await page.locator(".message", { hasText: "goes for coffee" }).nth(before).waitFor()
}

const play = async (as: (member: string) => Promise<Page>): Promise<Page> => {
  const [alex, blake, casey, dana] = [await as("UALEX"), await as("UBLAKE"), await as("UCASEY"), await as("UDANA")]
  // Where Ellis lives it is day while the others' clocks show the night, or the other way round.
  const ellis = await as("UELLIS")
  for (const [before, guest] of [casey, dana].entries()) {
    await says(alex, "/coffee")
    await orders(alex, "espresso")
    await orders(blake, "flat white with oat milk")
    await orders(guest, "cappuccino")
    await close(alex, before)
  }
  await says(alex, "/coffee in 30m for the corner café")
  for (const regular of [alex, blake, casey]) {
    await presses(regular, "My usual")
    await message(regular, "(your usual)").waitFor()
  }
  await orders(ellis, "green tea, no sugar")
  await message(alex, "4 people are in").waitFor()
  await close(alex, 2)
  await says(ellis, "/coffee why")
  await message(ellis, "What decided").waitFor()
  await ellis.mouse.move(0, 0)
  return ellis
}

const folder = sandboxFolder()
try {
  const sandbox = await startSandbox(folder.path)
  await using browser = await chromium()
  const context = await browser.newContext({
    locale: "en-US",
    colorScheme: "light",
    viewport: { width: 1280, height: 900 },
  })
  const page = await play((member) => tab(context, sandbox.url, member))
  mkdirSync("docs/images", { recursive: true })
  await page.screenshot({ path: picture })
  process.stdout.write(`${picture}\n`)
  sandbox.kill("SIGINT")
  await sandbox.ended
} finally {
  await endAll()
  folder.remove()
}
