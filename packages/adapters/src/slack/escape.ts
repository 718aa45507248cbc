const tokenOrEntity = /<([@#!]|(?:https?|mailto|tel):)([^<>|]*)(?:\|([^<>]*))?>|&(?:amp|lt|gt);/g

// The ampersand comes last, so that `&amp;lt;` becomes `&lt;` and no more.
const decode = (text: string) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")

/** How people saw a token: `@anna`, `#general`, a link's label; without a label its id or its address. */
const visible = (kind: string, target: string, label: string | undefined): string => {
  const seen = label === undefined || label === "" ? undefined : decode(label)
  if (kind === "@" || kind === "#") return kind + (seen ?? target)
  if (kind === "!") return seen ?? `@${target}`
  return seen ?? decode(kind === "mailto:" || kind === "tel:" ? target : kind + target)
}

/** What the member saw when they typed this: mentions and links as shown, `&amp; &lt; &gt;` as characters, each decoded once. */
export const unescape = (text: string): string =>
  text.replace(tokenOrEntity, (all: string, kind?: string, target: string = "", label?: string) =>
    kind === undefined ? decode(all) : visible(kind, target, label),
  )

/**
 * Text as it must stand in mrkdwn, where `<` would begin a mention or a link. Asterisks and the like still format; where that matters,
 * show what members typed as `plain_text`.
 */
export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
