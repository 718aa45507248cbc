/** Where blocks are shown. */
export type Surface = "message" | "modal" | "home"

const everywhere = ["actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"]

/** The block types each surface takes: https://docs.slack.dev/reference/block-kit/blocks. */
export const blocksOf: Record<Surface, ReadonlyArray<string>> = {
  message: [...everywhere, "context_actions", "file", "markdown", "table"],
  modal: [...everywhere],
  home: [...everywhere],
}

const selects = ["static", "external", "users", "conversations", "channels"].map((source) => `${source}_select`)
const multiSelects = selects.map((select) => `multi_${select}`)
const pickers = ["datepicker", "timepicker"]
const choices = ["checkboxes", "radio_buttons"]

/** The element types each block takes: https://docs.slack.dev/reference/block-kit/block-elements. */
export const elementsOf: Record<string, ReadonlyArray<string>> = {
  actions: [
    "button",
    "overflow",
    "datetimepicker",
    "workflow_button",
    "rich_text_input",
    ...selects,
    ...multiSelects,
    ...pickers,
    ...choices,
  ],
  section: ["button", "overflow", "image", "workflow_button", ...selects, ...multiSelects, ...pickers, ...choices],
  context: ["image", "mrkdwn", "plain_text"],
  input: [
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    ...selects,
    ...multiSelects,
    ...pickers,
    ...choices,
  ],
}

/** Fields that must be there, by element type, and by block type as `block <type>`. */
export const required: Record<string, ReadonlyArray<string>> = {
  "block actions": ["elements"],
  "block context": ["elements"],
  "block header": ["text"],
  "block input": ["label", "element"],
  "block image": ["alt_text"],
  "block markdown": ["text"],
  "block rich_text": ["elements"],
  button: ["text"],
  overflow: ["options"],
  image: ["alt_text"],
  checkboxes: ["options"],
  radio_buttons: ["options"],
  number_input: ["is_decimal_allowed"],
}

/** Element fields that hold a plain_text object, never mrkdwn. */
export const plainOnly = ["placeholder"] as const
