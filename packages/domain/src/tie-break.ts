import type { MemberId, RunId } from "./ids.ts"

const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193
const utf8 = new TextEncoder()

const overBytes = (text: string, state: number): number => {
  let hash = state
  for (const byte of utf8.encode(text)) hash = Math.imul(hash ^ byte, PRIME)
  return hash >>> 0
}

/** FNV-1a, 32 bits, of the text's UTF-8 bytes, as an unsigned integer (draft-eastlake-fnv). `state` goes on from an earlier part of the text. */
export const fnv1a = (text: string, state = OFFSET_BASIS): number => {
  let hash = state
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 0x7f) return overBytes(text, state)
    hash = Math.imul(hash ^ code, PRIME)
  }
  return hash >>> 0
}

/** Draws lots for one run: a number per member that nobody can steer by ordering early or late and that favours no name. Lowest goes first. */
export const lots = (run: RunId): ((member: MemberId) => number) => {
  const state = fnv1a(`${run}:`)
  return (member) => fnv1a(member, state)
}

/** Compares by UTF-16 code unit, the same in every locale. */
export const byMember = (one: MemberId, other: MemberId): number => (one < other ? -1 : one > other ? 1 : 0)
