/* Keeps what one looks at in its place in the window while the page changes around it. */

import { stand } from "./standing.js";
import { firstBelow, pointAt, spotOf } from "./textpoints.js";

/** Change the page. The open card in the margin stays where it is in the window; else the caret or what is selected, if
 * it is in sight; else the words at the window's top. */
export function staying(change) {
  const where = cardInMargin() ? cardTop : wordsAt(caretInSight() ?? firstBelow(barBottom()));
  const before = where();
  const root = document.documentElement;
  // The browser would make up for the change as well.
  root.style.overflowAnchor = "none";
  change();
  stand();
  const after = where();
  if (before !== null && after !== null && after !== before) scrollBy({ top: after - before, behavior: "instant" });
  requestAnimationFrame(() => requestAnimationFrame(() => (root.style.overflowAnchor = "")));
}

function cardInMargin() {
  const card = document.querySelector("#card > .card");
  return card !== null && getComputedStyle(card).position !== "fixed";
}

function cardTop() {
  return document.querySelector("#card > .card")?.getBoundingClientRect().top ?? null;
}

function caretInSight() {
  const { focusNode, focusOffset } = getSelection();
  const point = pointAt(focusNode, focusOffset);
  const top = point && wordsAt(point)();
  return top !== null && top > barBottom() && top < innerHeight ? point : null;
}

function wordsAt(point) {
  return () => {
    const [node, offset] = (point && spotOf(point)) ?? [];
    if (!node) return null;
    const range = document.createRange();
    // A letter, since an empty range may have no box: the one before where a line has ended.
    const start = Math.min(offset, Math.max(0, node.length - 1));
    range.setStart(node, start);
    range.setEnd(node, Math.min(node.length, start + 1));
    return range.getBoundingClientRect().top;
  };
}

/** Where the bar ends that stays in sight, in pixels from the top of the window; 0 where none does. */
export function barBottom() {
  const bar = document.getElementById("bar");
  return bar && getComputedStyle(bar).position === "sticky" ? bar.getBoundingClientRect().bottom : 0;
}
