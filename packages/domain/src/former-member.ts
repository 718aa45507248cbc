import { MemberId } from "./ids.ts"

const NAME = "UFORMERMEMBER"

/** Stands for everyone who was erased: a well-formed id, longer than any that Slack issues. Never shown as a mention. */
export const formerMember = MemberId.make(NAME)

/** Tells one erased person from another inside one stored decision; says nothing outside of it. */
export const numbered = (ordinal: number): MemberId => MemberId.make(`${NAME}${ordinal}`)

/** Whether this id stands for somebody who was erased. */
export const isFormer = (member: MemberId): boolean => member.startsWith(NAME)
