import { blocksOf } from "./blocks.js"
import { h, replaceKeepingFocus } from "./dom.js"

/** @import { Draft } from "./held.js" */
/** @import { Workspace } from "./people.js" */

/**
 * The app's Home tab, redrawn only when the app published something else.
 * @param {HTMLElement} holder
 * @param {(key: string) => Draft} draftOf
 */
export const home = (holder, draftOf) => {
  let drawn = ""
  return {
    /** @param {Workspace} workspace */
    draw: (workspace) => {
      const { home: view, members } = workspace.state
      const signature = JSON.stringify([workspace.me, view, members])
      if (signature === drawn) return
      drawn = signature
      const next = view
        ? blocksOf({
            kind: "home",
            name: "home",
            workspace,
            draft: draftOf(`home ${workspace.me}`),
            blocks: view.blocks,
            where: view.id ? { view_id: view.id } : {},
            errors: {},
          })
        : h("p", { class: "empty" }, "The app has not published a home tab for this person yet.")
      if (holder.firstElementChild instanceof HTMLElement) replaceKeepingFocus(holder.firstElementChild, next)
      else holder.append(next)
    },
  }
}
