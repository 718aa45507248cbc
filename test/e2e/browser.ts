import { existsSync } from "node:fs"
import { chromium as engine } from "playwright-core"
import type { Browser } from "playwright-core"

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
const { CHROMIUM_PATH: told, CI, REQUIRE_BROWSER } = process.env
const candidates = told === undefined ? usual : [told]
const found = candidates.find((path) => existsSync(path))
const advice = `no Chromium at ${candidates.join(", ")}: install one, or set CHROMIUM_PATH`

/** Why browser tests are skipped on this machine; undefined when they run. With CI or REQUIRE_BROWSER set they always run, and fail without a browser. */
export const missingChromium: string | undefined = found || CI || REQUIRE_BROWSER ? undefined : advice

if (missingChromium !== undefined) console.warn(`browser tests are skipped: ${missingChromium}`)

/** Starts Chromium with a fresh profile. Release it with `close()` or `await using`; process and profile go with it. */
export const chromium = async (): Promise<Browser> => {
  if (found === undefined) throw new Error(advice)
  return engine.launch({
    executablePath: found,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  })
}
