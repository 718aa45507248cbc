import { type Message, section } from "./blocks.ts"
import { type Command, commands } from "./command-grammar.ts"
import { escape } from "./escape.ts"
import { typed } from "./words.ts"

type Unknown = Extract<Command, { readonly _tag: "Unknown" }>

/** Understood, and there with a later release. */
const later = {
  Admin: "Settings for channel admins",
  ForgetMe: "Erasing what is stored about you",
  MyData: "A copy of what is stored about you",
}

const there = commands.filter(({ command }) => !(command in later))
const lines = there.map(({ syntax, does }) => `\`${escape(syntax)}\`  ${escape(does)}`)
const everything: Message = {
  text: "What CoffeeBuddy understands. Start a run with /coffee.",
  blocks: [section("*What CoffeeBuddy understands*"), section(lines.join("\n"))],
}

/** `/coffee help`: every command that does something, with what it does. */
export const help = (): Message => everything

/** What was typed is no command: what it may have meant, one that works, and where the list is. Nothing is done. */
export const unknownCommand = ({ example, nearest, word }: Unknown): Message => {
  const meant = nearest === null ? "" : ` Did you mean \`${escape(nearest)}\`?`
  const text = `"${typed(word)}" is no command of CoffeeBuddy's, and nothing was done.${meant} For example: \`${escape(example)}\`. The list is \`/coffee help\`.`
  return { text, blocks: [section(text)] }
}

/** The command is understood, but not there in this release; nothing was done. */
export const notYet = (command: keyof typeof later): Message => {
  const text = `${later[command]} will come with a later release; nothing was done. Until then, please ask whoever looks after CoffeeBuddy here.`
  return { text, blocks: [section(text)] }
}
