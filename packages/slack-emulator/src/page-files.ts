import { createReadStream, statSync } from "node:fs"
import type { ServerResponse } from "node:http"
import { extname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { answer } from "./http.ts"

const pageDirectory = fileURLToPath(new URL("./page/", import.meta.url))
const contentTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
}
/** The page runs its own scripts and styles only, is framed by nobody and tells nobody where it was. */
export const securityHeaders = {
  "content-security-policy":
    "default-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
}

/** Serves one flat folder: a name of letters, digits, dots and dashes with a known ending, so that no path leads out of
 * it. */
export const servePage = (response: ServerResponse, path: string): void => {
  const name = path === "/" ? "index.html" : path.slice(1)
  const type = contentTypes[extname(name)]
  const file = join(pageDirectory, name)
  if (type === undefined || !/^[\w-]+(\.[\w-]+)*$/.test(name) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    return answer(response, 404, { ok: false, error: "not_found" })
  }
  response.writeHead(200, { "content-type": type, "cache-control": "no-cache", ...securityHeaders })
  createReadStream(file).pipe(response)
}
