import type { Candidate, Decision, Question } from "./fairness.ts"
import { isFormer, numbered } from "./former-member.ts"
import type { MemberId } from "./ids.ts"
import { byMember, lots } from "./tie-break.ts"

const named = ({ pick, question }: Decision): ReadonlySet<MemberId> =>
  new Set([
    ...question.candidates.map((candidate) => candidate.member),
    ...question.guests,
    ...question.declined,
    ...(question.previousRunner === null ? [] : [question.previousRunner]),
    ...(pick.runner === null ? [] : [pick.runner]),
  ])

/** Lots as mere places in their order: a hash of a known run id would give the erased name away to whoever tries all names. */
const places = ({ candidates, runId }: Question): ReadonlyMap<MemberId, number> => {
  const draw = lots(runId)
  const drawn = candidates.map(({ lot, member }) => ({ member, lot: lot ?? draw(member) }))
  drawn.sort((one, other) => one.lot - other.lot || byMember(one.member, other.member))
  return new Map(drawn.map(({ member }, place) => [member, place]))
}

/**
 * Erases a person from a stored decision. Numbers, order and reason stay, so that it still explains itself and its question still gets the
 * same answer; the name becomes a number that means nothing elsewhere, and tie hashes become places.
 */
export const forget = (decision: Decision, member: MemberId): Decision => {
  const { pick, question } = decision
  const known = named(decision)
  if (!known.has(member)) return decision
  const former = numbered([...known].filter(isFormer).length + 1)
  const place = places(question)
  const placeOf = (one: MemberId): number => place.get(one) ?? place.size
  const rename = (one: MemberId): MemberId => (one === member ? former : one)
  const orNobody = (one: MemberId | null) => (one === null ? null : rename(one))
  return {
    question: {
      ...question,
      candidates: question.candidates.map((one): Candidate => ({
        ...one,
        member: rename(one.member),
        lot: placeOf(one.member),
      })),
      guests: question.guests.map(rename),
      previousRunner: orNobody(question.previousRunner),
      declined: question.declined.map(rename),
    },
    pick: {
      ...pick,
      runner: orNobody(pick.runner),
      reason: { ...pick.reason, runnerUp: orNobody(pick.reason.runnerUp) },
      ranking: pick.ranking.map((one) => ({
        ...one,
        member: rename(one.member),
        tieHash: placeOf(one.member),
      })),
      excluded: pick.excluded
        .map((one) => ({ ...one, member: rename(one.member) }))
        .sort((one, other) => byMember(one.member, other.member)),
    },
  }
}
