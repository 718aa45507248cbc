/**
 * How many insertions, deletions, replacements and swaps of neighbours lead from one word to the other (Damerau-Levenshtein, optimal string
 * alignment), or `max + 1` for more than `max`. Words that differ too much in length cost nothing to tell apart.
 */
export const distance = (from: string, to: string, max: number): number => {
  const [a, b] = [[...from], [...to]]
  if (Math.abs(a.length - b.length) > max) return max + 1
  let before: ReadonlyArray<number> = []
  let above: ReadonlyArray<number> = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [i, letter] of a.entries()) {
    const row = [i + 1]
    for (const [j, other] of b.entries()) {
      const replaced = at(above, j) + (letter === other ? 0 : 1)
      const swapped = letter === b[j - 1] && other === a[i - 1] ? at(before, j - 1) + 1 : Infinity
      row.push(Math.min(replaced, swapped, at(above, j + 1) + 1, at(row, j) + 1))
    }
    before = above
    above = row
  }
  return Math.min(at(above, b.length), max + 1)
}

const at = (row: ReadonlyArray<number>, column: number) => row[column] ?? Infinity

/** The first of the closest candidates, if any is close enough to be a slip: one typo, two in a word of six letters or more. */
export const nearest = (typed: string, candidates: ReadonlyArray<string>): string | null => {
  const max = typed.length >= 6 ? 2 : 1
  const ranked = candidates.map((candidate) => ({ candidate, typos: distance(typed, candidate, max) }))
  const best = ranked.reduce((least, each) => (each.typos < least.typos ? each : least), {
    candidate: "",
    typos: max + 1,
  })
  return best.typos > max ? null : best.candidate
}
