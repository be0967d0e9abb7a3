/* Lets the words of the article's links be selected with the mouse, which elsewhere drags a link or follows it. */

import { say, word } from "./words.js";

const A_DOUBLE_CLICK = 400; // milliseconds; whoever clicks twice selects a word and asks for no advice

/** Make links words like any others for a plain press of the mouse; Control, the keyboard and a finger follow them. */
export function watchLinks() {
  document.addEventListener("pointerdown", (event) => {
    const link = event.target.closest?.("#article [data-field] a[href]");
    if (!link || link.closest("[data-added]") || link.getAttribute("href").startsWith("#")) return;
    if (event.pointerType !== "mouse" || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    suspend(link);
  });
}

function suspend(link) {
  // No browser starts a selection inside a link, so while the button is down it is none.
  const href = link.getAttribute("href");
  link.removeAttribute("href");
  const giveBack = () => link.setAttribute("href", href);
  addEventListener("pointercancel", giveBack, { once: true });
  addEventListener("pointerup", (event) => {
    // The click comes behind, how soon nobody knows: it gives the address back and does not follow it.
    const click = (clicked) => {
      if (link.contains(clicked.target)) clicked.preventDefault();
      giveBack();
    };
    addEventListener("click", click, { capture: true, once: true });
    setTimeout(() => {
      removeEventListener("click", click, true);
      giveBack();
      if (link.contains(event.target) && getSelection().isCollapsed) say(word("link"));
    }, A_DOUBLE_CLICK);
  }, { once: true });
}
