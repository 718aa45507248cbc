/** A UUID of version 7 made from a count: later counts sort after earlier ones; `family` (8, 9, a or b) keeps kinds of ids apart. */
export const uuid = (family: "8" | "9" | "a" | "b", count: number): string =>
  `${count.toString(16).padStart(8, "0")}-0000-7000-${family}000-000000000000`
