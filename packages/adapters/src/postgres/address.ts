/** Where the database is, as postgres.js takes it: a URL, and what the URL cannot say in its terms. */
export interface Address {
  readonly url: string
  readonly host?: string
  readonly port?: number
}

const driverSuffix = /^(postgres(?:ql)?)\+[a-z0-9]+:/i

/**
 * Reads a DATABASE_URL. A Python driver's suffix (`postgresql+psycopg://`) is dropped, and a Unix socket's folder may stand in `?host=` or,
 * percent-encoded, in the host's place, as libpq has it. Throws a sentence without the URL, which can hold a password.
 */
export const address = (databaseUrl: string): Address => {
  const given = databaseUrl.trim().replace(driverSuffix, "$1:")
  if (!/^postgres(ql)?:\/\//i.test(given)) throw new TypeError("DATABASE_URL is not a postgres:// URL")
  // A URL with credentials and an empty host (postgres://user@/db?host=/run) is legal for libpq and not for the URL class.
  const url = URL.parse(given.replace(/^([^/]*\/\/[^/@]*@)(?=\/)/, "$1localhost"))
  if (url === null) throw new TypeError("DATABASE_URL is not a postgres:// URL")
  const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname)
  const port = Number(url.searchParams.get("port") ?? (url.port || 5432))
  url.searchParams.delete("host")
  url.searchParams.delete("port")
  if (!host.includes("/")) {
    if (host !== decodeURIComponent(url.hostname)) url.hostname = host
    url.port = String(port)
    return { url: url.href }
  }
  url.hostname = "localhost"
  return { url: url.href, host, port }
}
