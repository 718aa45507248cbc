import { assert, describe, it } from "@effect/vitest"
import { fault, isPassing } from "../../src/postgres/fault.ts"

const error = (fields: object) =>
  Object.assign(new Error('duplicate key: "a flat white"'), {
    detail: "Key (text)=(a flat white)",
    parameters: ["a flat white"],
    ...fields,
  })

const tags = (codes: ReadonlyArray<string>) => codes.map((code) => fault("postgres.commit", error({ code }))._tag)

describe("what a driver's error means", () => {
  it("is the store's fault when the store is away, full, or read-only", () => {
    const codes = [
      "CONNECTION_CLOSED",
      "ECONNREFUSED",
      "CONNECT_TIMEOUT",
      "08006",
      "57P01",
      "57P03",
      "53100",
      "53300",
      "25006",
      "40P01",
    ]
    assert.deepStrictEqual(new Set(tags(codes)), new Set(["StoreUnavailable"]))
    assert.strictEqual(fault("postgres.commit", new Error("odd"))._tag, "StoreUnavailable")
    assert.strictEqual(fault("postgres.commit", undefined)._tag, "StoreUnavailable")
  })

  it("is the store's fault when its schema is still to be migrated", () => {
    assert.deepStrictEqual(tags(["42P01", "42703"]), ["StoreUnavailable", "StoreUnavailable"])
  })

  it("is a bug when the data or the statement is wrong", () => {
    assert.deepStrictEqual(tags(["22P02", "23503", "23514", "42601"]), ["Refused", "Refused", "Refused", "Refused"])
  })

  it("names the unique key that was taken", () => {
    const taken = fault("postgres.commit", error({ code: "23505", constraint_name: "requests_pkey" }))
    assert.deepInclude(taken, { _tag: "Duplicate", constraint: "requests_pkey" })
  })

  it("passes by itself after a deadlock or a failed serialization", () => {
    const passing = ["40P01", "40001", "57P01"].map((code) => isPassing(fault("postgres.commit", error({ code }))))
    assert.deepStrictEqual(passing, [true, true, false])
  })

  it("never carries what people ordered", () => {
    for (const code of ["23505", "23503", "57P01"]) {
      const seen = fault("postgres.commit", error({ code, constraint_name: "orders_pkey", table_name: "orders" }))
      assert.notInclude(`${JSON.stringify(seen)} ${seen.message} ${String(seen)} ${seen.stack}`, "flat white")
    }
  })
})
