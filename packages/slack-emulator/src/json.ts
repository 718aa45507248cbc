/** A JSON object whose fields are still to be looked at: what a request body, a block or a view is until it was
 * checked. */
export type Fields = Record<string, unknown>

/** True for a JSON object; arrays and null are not. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The value as an object, or an empty one. */
export const fields = (value: unknown): Fields => (isFields(value) ? value : {})

/** The objects of a list; anything else in it, and anything that is no list, is left out. */
export const objects = (value: unknown): Array<Fields> => (Array.isArray(value) ? value.filter(isFields) : [])

/** The value when it is a string, else undefined. */
export const string = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** The value when it is a list, else an empty one. */
export const list = (value: unknown): Array<unknown> => (Array.isArray(value) ? value : [])

/** Follows `a.b.0.c` into a value; undefined where the path ends early. */
export const at = (value: unknown, path: string): unknown =>
  path === ""
    ? value
    : path
        .split(".")
        .reduce<unknown>((inner, key) => (Array.isArray(inner) ? inner[Number(key)] : fields(inner)[key]), value)

/** Form bodies carry flags as "true", "1" or real booleans: all three mean yes. */
export const isYes = (value: unknown): boolean => value === true || value === "true" || value === "1" || value === 1

/** Parses JSON; undefined when it is none. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
