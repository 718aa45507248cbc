import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BrowserContext, Locator, Page } from "playwright-core"
import { type Program, start } from "./program.ts"

/** A folder for a sandbox of one's own. */
export const sandboxFolder = () => {
  const path = mkdtempSync(join(tmpdir(), "coffeebuddy-sandbox-"))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Starts the sandbox as `npm start` does, on a free port, and waits until it says where its page is. */
export const startSandbox = async (
  folder: string,
  ...words: ReadonlyArray<string>
): Promise<Program & { readonly url: string; readonly metrics: string }> => {
  const program = start("apps/sandbox/src/main.ts", words, { SANDBOX_FOLDER: folder, PORT: "0" })
  const [, url = ""] = await program.says(/CoffeeBuddy is ready: (http:\S+)/)
  const [, metrics = ""] = await program.says(/health: (http:\S+\/metrics)/)
  return { ...program, url, metrics }
}

/** A tab that acts as this person in the coffee channel. */
export const tab = async (browser: BrowserContext, url: string, member: string): Promise<Page> => {
  const page = await browser.newPage()
  await page.goto(`${url}/#${member}/CCOFFEE`)
  await page.locator("#sidebar [aria-current=true]").waitFor()
  return page
}

/** Types a line and sends it. */
export const says = async (page: Page, line: string): Promise<void> => {
  await page.getByRole("combobox", { name: "Message #coffee" }).fill(line)
  await page.keyboard.press("Enter")
}

/** Presses a button of the run's message. */
export const presses = (page: Page, button: string): Promise<void> =>
  page
    .locator(".message", { hasText: "started a coffee run" })
    .getByRole("button", { name: button, exact: true })
    .click()

/** Orders by the button and its dialog. */
export const orders = async (page: Page, drink: string): Promise<void> => {
  await presses(page, "Order")
  const dialog = page.getByRole("dialog", { name: "Your order" })
  await dialog.getByRole("textbox", { name: "What would you like?" }).fill(drink)
  await dialog.getByRole("button", { name: "Order" }).click()
  await dialog.waitFor({ state: "hidden" })
  await message(page, "started a coffee run").getByText(drink).waitFor()
}

/** The message that says so, the newest if several do. */
export const message = (page: Page, words: string | RegExp): Locator =>
  page.locator(".message", { hasText: words }).last()
