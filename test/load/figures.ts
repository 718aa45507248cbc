/** How long a benchmark may take: `quick` only shows that it still works, `full` is for a quiet machine and a long coffee. */
export type Pace = "quick" | "usual" | "full"

/** One line of the report. `met` is null where there was nothing to judge by, and `measured` then says why. */
export interface Row {
  readonly goal: string
  readonly what: string
  readonly measured: string
  readonly reference: string
  readonly ratio: string
  readonly wanted: string
  readonly met: boolean | null
}

/** What a benchmark found: its lines, and what a reader has to know about them (Markdown). */
export interface Findings {
  readonly rows: ReadonlyArray<Row>
  readonly notes: ReadonlyArray<string>
}

export interface Benchmark {
  readonly name: string
  readonly about: string
  /** Why it falls short where it does, for as long as it does. */
  readonly shortfall?: string
  readonly run: (pace: Pace) => Promise<Findings>
}

/** The value for a pace; a long run takes the usual one unless it has its own. */
export const at = <A>(pace: Pace, values: { readonly quick: A; readonly usual: A; readonly full?: A }): A =>
  pace === "full" ? (values.full ?? values.usual) : values[pace]

/** The value below which the given share of all lies; NaN of none. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/** Each of the contestants once, in turn, so many times over: what one minute does to one of them it does to all (A B C A B C). */
export const inTurn = async <Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, ReadonlyArray<number>>>> => {
  const names = Object.keys(contestants) as Array<Name>
  const found = Object.fromEntries(names.map((name) => [name, [] as Array<number>])) as Record<Name, Array<number>>
  for (let round = 0; round < rounds; round++) {
    for (const name of names) found[name].push(await contestants[name]())
  }
  return found
}

/** The median of the rounds' ratios. */
export const ratio = (ours: ReadonlyArray<number>, theirs: ReadonlyArray<number>): number =>
  median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))

/** A number for people: three digits that matter, thousands apart. */
export const number = (value: number): string =>
  Number.isNaN(value) ? "none" : value.toLocaleString("en-US", { maximumSignificantDigits: value >= 1000 ? 4 : 3 })

export const milliseconds = (value: number): string => `${number(value)} ms`

/** p50, p95 and p99 in milliseconds. */
export const spread = (values: ReadonlyArray<number>): string =>
  `${[0.5, 0.95, 0.99].map((share) => number(quantile(values, share))).join(" / ")} ms`

/** A Markdown table. */
export const table = (head: ReadonlyArray<string>, lines: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
