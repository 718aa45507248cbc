/*
 * Reads source texts for calls to the outside that have no crash point next to them. Nothing is parsed: inside each `Effect.fn` or
 * `Effect.gen`, a call and the crash points are taken in the order in which they stand. That is enough for code that reads downwards.
 */

export interface Unmarked {
  readonly line: number
  readonly call: string
}

const imported = /import \{([^}]*)\} from "@coffeebuddy\/ports\/[\w-]+"/g
const bound = /const (\w+) = yield\* (\w+)\n/g

/** Counting what happened changes nothing that anybody could find out after a death. */
const harmless = new Set(["Telemetry"])

/** The names under which this text holds ports: `const owed = yield* OwedMessages`. */
const portsIn = (source: string): ReadonlyArray<string> => {
  const ports = new Set(
    [...source.matchAll(imported)]
      .flatMap(([, names = ""]) => names.split(","))
      .map((name) => name.replace(/\btype\b/, "").trim()),
  )
  return [...source.matchAll(bound)].flatMap(([, name = "", service = ""]) =>
    ports.has(service) && !harmless.has(service) ? [name] : [],
  )
}

/** What was handed in: functions that commit, and effects that read for them (what only reads leaves nothing behind). */
const committing = String.raw`yield\* commit\b`
const reading = String.raw`yield\* read\b`

/** A crash point, or a step that has its own. */
const points = String.raw`crashPoint\(|\bdecideOnce\(|\bdecide\(`

const functions = /Effect\.(?:fn|gen)\(/g

interface Mark {
  readonly line: number
  readonly call: string
  readonly kind: "call" | "point"
}

const marksIn = (text: string, firstLine: number, ports: ReadonlyArray<string>): ReadonlyArray<Mark> => {
  const handedIn = new RegExp(committing).test(text) ? [committing, reading] : []
  const calls = [...ports.map((port) => String.raw`\b${port}\.\w+\(`), ...handedIn, "^$"].join("|")
  return [...text.matchAll(new RegExp(`(${points})|${calls}`, "g"))].map((found) => ({
    line: firstLine + lineOf(text, found.index) - 1,
    call: found[0],
    kind: found[1] === undefined ? "call" : "point",
  }))
}

const lineOf = (source: string, index: number): number => source.slice(0, index).split("\n").length

/** Every call of a port whose neighbours, before and after it in its function, are both no crash points. Of calls in one line only one is made. */
export const unmarked = (source: string): ReadonlyArray<Unmarked> => {
  const ports = portsIn(source)
  const starts = [0, ...[...source.matchAll(functions)].map(({ index }) => index)]
  return starts.flatMap((start, index) => {
    const all = marksIn(source.slice(start, starts[index + 1]), lineOf(source, start), ports)
    const marks = all.filter(({ kind, line }, at) => kind === "point" || all[at - 1]?.line !== line)
    const alone = marks.filter(
      ({ kind }, at) => kind === "call" && marks[at - 1]?.kind !== "point" && marks[at + 1]?.kind !== "point",
    )
    return alone.map(({ line, call }) => ({ line, call }))
  })
}
