/** What one can type, shown above the composer while the line begins with a slash. Help only: the app has the last word. */
const hints = /** @type {const} */ ([
  ["/coffee", "open a coffee run now, or show the open one"],
  ["/coffee 10:30", "open a run with a pick-up time; also “in 20m”, “at 3pm”"],
  ["/coffee order flat white", "order something"],
  ["/coffee usual", "order my usual; with a text after it, set it"],
  ["/coffee status", "show the open run"],
  ["/coffee close", "close the run and pick who goes"],
  ["/coffee volunteer", "I will go"],
  ["/coffee cancel my order", "take my order back"],
  ["/coffee cancel", "call the run off"],
  ["/coffee why", "why was this runner picked?"],
  ["/coffee stats", "who went how often"],
  ["/coffee out", "do not pick me; also “out until Friday”"],
  ["/coffee in", "I can be picked again"],
  ["/coffee admin", "settings of this channel"],
  ["/coffee my data", "what is stored about me"],
  ["/coffee help", "everything there is"],
])

/**
 * The hints that go on from what was typed, best first; none when the line is no command or is complete.
 * @param {string} typed
 */
export const hintsFor = (typed) => {
  const wanted = typed.trimStart().toLowerCase()
  if (!wanted.startsWith("/") || wanted.includes("\n")) return []
  return hints.filter(([command]) => command.startsWith(wanted) && command !== wanted.trimEnd()).slice(0, 8)
}
