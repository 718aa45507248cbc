import { assert, describe, it } from "@effect/vitest"
import { address } from "../../src/postgres/address.ts"

describe("a DATABASE_URL", () => {
  it("may name a Python driver", () => {
    assert.deepStrictEqual(address("postgresql+psycopg://u:p%40ss@db:6432/coffee"), {
      url: "postgresql://u:p%40ss@db:6432/coffee",
    })
  })

  it("means port 5432 when it names none", () => {
    assert.deepStrictEqual(address("postgres://u@db/coffee"), { url: "postgres://u@db:5432/coffee" })
  })

  it("keeps what it says about encryption", () => {
    assert.strictEqual(
      address("postgres://u@db/coffee?sslmode=require").url,
      "postgres://u@db:5432/coffee?sslmode=require",
    )
  })

  it("may name a Unix socket, as libpq understands it", () => {
    const socket = { url: "postgres://u@localhost/coffee", host: "/var/run/postgresql", port: 5433 }
    assert.deepStrictEqual(address("postgres://u@/coffee?host=/var/run/postgresql&port=5433"), socket)
    assert.deepInclude(address("postgres://u@%2Fvar%2Frun%2Fpostgresql:5433/coffee"), { host: socket.host, port: 5433 })
  })

  it("may name its host in the query", () => {
    assert.strictEqual(address("postgres://u@/coffee?host=db&port=5433").url, "postgres://u@db:5433/coffee")
  })

  it("is not repeated when it cannot be read", () => {
    for (const wrong of ["mysql://u:secret@db/coffee", "postgres//u:secret@db", "secret"]) {
      assert.throws(() => address(wrong), /^DATABASE_URL is not a postgres:\/\/ URL$/)
    }
  })
})
