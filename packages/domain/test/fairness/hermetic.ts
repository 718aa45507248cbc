/** What a pure decision must not touch, as (owner, name). */
const outside: ReadonlyArray<readonly [object, string]> = [
  [globalThis, "Date"],
  [globalThis, "process"],
  [Intl, "Collator"],
  [Intl, "DateTimeFormat"],
  [Math, "random"],
  [performance, "now"],
  [String.prototype, "localeCompare"],
  [Array.prototype, "toLocaleString"],
]

const forbidden = (name: string) =>
  new Proxy(function () {}, {
    get: () => raise(name),
    apply: () => raise(name),
    construct: () => raise(name),
  })

const raise = (name: string): never => {
  throw new Error(`a decision reached for ${name}`)
}

/** Runs `work` in a world without clock, time zone, locale, environment or chance: reaching for one throws. */
export const hermetically = <A>(work: () => A): A => {
  const kept = outside.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name))
  for (const [owner, name] of outside) {
    Object.defineProperty(owner, name, { value: forbidden(name), configurable: true, writable: true })
  }
  try {
    return work()
  } finally {
    for (const [index, [owner, name]] of outside.entries()) {
      const descriptor = kept[index]
      if (descriptor === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, descriptor)
    }
  }
}
