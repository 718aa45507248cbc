/**
 * The reading position: stays at the end while one reads there, stays put while one reads further up, and offers a way down.
 * @param {HTMLElement} scroller
 * @param {HTMLButtonElement} jump
 */
export const reading = (scroller, jump) => {
  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight
    jump.hidden = true
  }
  scroller.addEventListener("scroll", () => {
    if (atEnd()) jump.hidden = true
  })
  jump.addEventListener("click", () => {
    toEnd()
    scroller.focus()
  })
  new ResizeObserver(() => {
    if (stuck) toEnd()
  }).observe(scroller)
  let stuck = true
  scroller.addEventListener("scroll", () => {
    stuck = atEnd()
  })

  return {
    /**
     * Call before redrawing, and the result after it with what arrived.
     * @param {boolean} fresh another conversation than before
     */
    hold: (fresh) => {
      const follow = fresh || atEnd()
      return (/** @type {{ readonly mine: boolean } | undefined} */ news) => {
        if (follow || news?.mine) toEnd()
        else if (news) jump.hidden = false
      }
    },
    top: () => {
      jump.hidden = true
    },
    /** Shows one message, marked for a moment. @param {string} ts */
    show: (ts) => {
      const message = [...scroller.querySelectorAll("[data-ts]")].find((item) => item.getAttribute("data-ts") === ts)
      if (!(message instanceof HTMLElement)) return
      for (const marked of scroller.querySelectorAll(".target")) marked.classList.remove("target")
      message.classList.add("target")
      message.tabIndex = -1
      message.scrollIntoView({ block: "center" })
      message.focus({ preventScroll: true })
    },
  }
}
