/* Offers one button at selected words: "Correct", or what else a purpose asks for; Enter or c presses it. */

import { singleKeysWork } from "./singlekeys.js";
import { pointsOf } from "./textpoints.js";
import { say, word } from "./words.js";

const SETTLED = 120; // milliseconds without a change: a selection is made in many steps

let purpose = null;
let offered = null;
let open = null;
let settling;

/** Watch selections. `opened(href)` opens the card at an address of the desk. */
export function watchSelections(opened) {
  open = opened;
  const button = document.getElementById("correct");
  if (!button) return;
  document.addEventListener("selectionchange", () => {
    clearTimeout(settling);
    settling = setTimeout(offer, SETTLED);
  });
  addEventListener("resize", offer);
  // The press must not take the selection away before it is read.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    offer(); // what is selected now, also where it has not settled
    press();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && purpose && !event.target.closest("#card, dialog")) {
      const { drop } = purpose;
      serve(null);
      drop?.();
    }
    if (event.key !== "Enter" && !(event.key === "c" && singleKeysWork())) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, button, a, summary, dialog")) return;
    takeWord();
    offer(); // whoever types fast does not wait until the selection has settled
    if (button.hidden) return;
    event.preventDefault();
    press();
  });
}

/** At a bare caret, the word there is meant. */
function takeWord() {
  const selection = getSelection();
  if (!selection.isCollapsed || !elementOf(selection.focusNode ?? document.body).closest("#article [data-field]")) return;
  // Behind its last letter the word's beginning is back from here; before its first it is back from the next letter.
  if (/^[\p{L}\p{N}]/u.test(selection.focusNode.data?.slice(selection.focusOffset) ?? "")) {
    selection.modify("move", "forward", "character");
  }
  selection.modify("move", "backward", "word");
  selection.modify("extend", "forward", "word");
}

/** Let the next selection serve a purpose; null ends it.
 *
 * says: a name of `words` for the button. take(place): what is done with the words. drop(): what Escape does. */
export function serve(next) {
  purpose = next;
  offer();
}

/** Take the button away until the next selection. */
export function withdraw() {
  offered = null;
  document.getElementById("correct")?.setAttribute("hidden", "");
}

function offer() {
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const article = document.querySelector("#article .proof");
  if (!range || range.collapsed || !article?.contains(range.commonAncestorContainer)) return withdraw();
  if (document.activeElement?.closest("#card, dialog")) return withdraw();
  offered = purpose ? placeFor(purpose, range) : whatFor(range);
  if (!offered) return withdraw();
  if (purpose) say(""); // what was asked for is done
  const button = document.getElementById("correct");
  button.querySelector("[data-says]").textContent = word(offered.says);
  button.hidden = false;
  stand(button, range);
}

function placeFor({ says, take }, range) {
  const place = pointsOf(range);
  return place && { says, take: () => take(place) };
}

function whatFor(range) {
  if (elementOf(range.commonAncestorContainer).closest("aside, .whole")) return null;
  const place = pointsOf(range);
  // A double click on right words takes the number behind them along, and no word of the article's.
  const mark = changedAround(range.commonAncestorContainer) ?? (place ? null : changedAround(range.startContainer));
  const note = mark?.dataset.note;
  const link = note && document.getElementById(note)?.querySelector("a[data-card]");
  if (link) {
    const says = note.startsWith("note-") ? "edit" : "amend";
    return { says, take: () => open(link.getAttribute("href")) };
  }
  return place && { says: "correct", take: () => open(cardFor(place)) };
}

function changedAround(node) {
  const changed = elementOf(node).closest("mark[data-note] :is(ins, del), mark[data-note]:has(ins, del)");
  return changed?.closest("mark[data-note]") ?? null;
}

function elementOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
}

function cardFor({ field, start, end, exact }) {
  return `${document.getElementById("article").dataset.new}?${new URLSearchParams({ field, start, end, exact })}`;
}

function stand(button, range) {
  const lines = [...range.getClientRects()].filter((line) => line.width && line.height);
  const last = lines.findLast((line) => line.top < innerHeight) ?? range.getBoundingClientRect();
  button.classList.toggle("high", last.bottom > innerHeight - 96);
  const page = button.offsetParent?.getBoundingClientRect();
  if (!page) return; // on a touch screen it stands fixed, where a thumb reaches it
  const left = Math.min(last.right, document.documentElement.clientWidth - 16) - button.offsetWidth;
  const top = Math.min(last.bottom + 8, innerHeight - button.offsetHeight - 16);
  button.style.insetInlineStart = "auto";
  button.style.left = `${Math.max(left, 16) - page.left}px`;
  button.style.top = `${top - page.top}px`;
}

function press() {
  const taken = offered;
  withdraw();
  taken?.take();
}
