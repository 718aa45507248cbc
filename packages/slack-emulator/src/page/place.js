/** Who one acts as and where one is, kept in the address (`#U1/C1`, `#U1/home`), so that two tabs can be two people.
 * @typedef {{ readonly as: string | undefined, readonly at: string | undefined }} Place
 */

/** @returns {Place} */
export const currentPlace = () => {
  const [as, at] = location.hash.slice(1).split("/").map(decoded)
  return { as: as || undefined, at: at || undefined }
}

/** @param {string} part */
const decoded = (part) => {
  try {
    return decodeURIComponent(part)
  } catch {
    return ""
  }
}

/** @param {Place} place */
export const addressOf = ({ as, at }) => `#${encodeURIComponent(as ?? "")}${at ? `/${encodeURIComponent(at)}` : ""}`
