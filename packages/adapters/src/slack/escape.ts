const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">" }
const characters: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

const slackEntity = /&(amp|lt|gt);/g
const slackTokenOrEntity = /<([@#!]|(?:https?|mailto|tel):)([^<>|]*)(?:\|([^<>]*))?>|&(amp|lt|gt);/g

const decode = (text: string) => text.replace(slackEntity, (_, name: string) => entities[name] ?? "")

/** How people saw a token: `@anna`, `#general`, a link's label; without a label its id or its address. */
const visible = (kind: string, target: string, label: string | undefined): string => {
  const seen = label === undefined || label === "" ? undefined : decode(label)
  if (kind === "@" || kind === "#") return kind + (seen ?? target)
  if (kind === "!") return seen ?? `@${target}`
  return seen ?? decode(kind === "mailto:" || kind === "tel:" ? target : kind + target)
}

/** What the member saw when they typed this: mentions and links as shown, `&amp; &lt; &gt;` as characters, each decoded once. */
export const unescape = (text: string): string =>
  text.replace(
    slackTokenOrEntity,
    (_, kind: string | undefined, target: string | undefined, label: string | undefined, entity: string) =>
      kind === undefined ? (entities[entity] ?? "") : visible(kind, target ?? "", label),
  )

/**
 * Text as it must stand in mrkdwn, where `<` would begin a mention or a link. Asterisks and the like still format: text that members
 * typed belongs into `plain_text` or behind this.
 */
export const escape = (text: string): string => text.replace(/[&<>]/g, (character) => characters[character] ?? "")
