/* The keyboard's shortcuts: the page lists them and what each does, and this does it. A tick turns single keys off. */

import { isOnItsWay } from "./card.js";
import { letSingleKeysWork, singleKeysWork } from "./singlekeys.js";
import { say, word } from "./words.js";

const SEQUENCE = 1500; // milliseconds between two keys that belong together
const TYPED_IN = 'input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"]), textarea, select';

let begun = ""; // the first key of two

/** Let the keys work that the page lists, and its buttons show the list. */
export function watchShortcuts() {
  const list = document.getElementById("shortcuts");
  if (!list) return;
  const tick = list.querySelector("[data-single]");
  tick.addEventListener("change", () => letSingleKeysWork(tick.checked));
  document.addEventListener("click", ({ target }) => target.closest("[data-shortcuts]") && show(list));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key.length > 1 || event.repeat || !singleKeysWork()) return;
    // What is typed ahead of a card, or into one that is being saved, is meant for it.
    if (isOnItsWay() || document.querySelector("dialog[open]") || event.target.closest?.(`${TYPED_IN}, #card`)) return;
    const keys = begun + event.key;
    const row = [...list.querySelectorAll("[data-does]")].find((each) => each.dataset.keys === keys);
    begin([...list.querySelectorAll("[data-does]")].some((each) => each.dataset.keys.startsWith(`${keys} `)) ? keys : "");
    if (!row || !document.querySelector(row.dataset.at)) return;
    event.preventDefault();
    DOES[row.dataset.does](row.dataset.at, list);
  });
}

const DOES = {
  list: (_, list) => show(list),
  press: (at) => document.querySelector(at).click(),
  focus: (at) => document.querySelector(at).focus(),
  next: () => step(1),
  previous: () => step(-1),
  note: (at) => {
    const notice = noticeOf(document.activeElement);
    const link = notice?.querySelector(`.does ${at}`);
    if (link) {
      // Where the card gives the focus back to, in the end.
      link.focus({ preventScroll: true });
      link.click();
    } else say(word(notice ? "notPossible" : "noNote"));
  },
};

function begin(keys) {
  begun = keys ? `${keys} ` : "";
  const was = begun;
  if (begun) setTimeout(() => begun === was && (begun = ""), SEQUENCE);
}

function show(list) {
  for (const row of list.querySelectorAll("[data-at]")) row.hidden = !document.querySelector(row.dataset.at);
  list.querySelector("[data-single]").checked = singleKeysWork();
  if (navigator.platform.startsWith("Mac")) {
    for (const key of list.querySelectorAll("[data-mac]")) key.textContent = key.dataset.mac;
  }
  list.showModal();
}

/** Lead from note to note, in the order of the page: to the number at its words, else to the note itself. */
function step(by) {
  const notices = [...document.querySelectorAll("#article .proof .notice")];
  const at = notices.indexOf(noticeOf(document.activeElement));
  const to = at < 0 ? firstFrom(notices, by) : at + by;
  if (to < 0 || to >= notices.length) return say(word(by > 0 ? "lastNote" : "firstNote"));
  const target = targetOf(notices[to]);
  target?.focus({ preventScroll: true });
  return target?.scrollIntoView({ block: "nearest" });
}

/** Where to begin: at the caret, else at what the window shows. */
function firstFrom(notices, by) {
  const { focusNode } = getSelection();
  const inText = focusNode && document.querySelector(".proof")?.contains(focusNode);
  const isBehind = (notice) => {
    const target = targetOf(notice);
    if (!inText) return target.getBoundingClientRect().top > 0;
    return Boolean(focusNode.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING);
  };
  const first = notices.findIndex(isBehind);
  if (by > 0) return first < 0 ? notices.length : first;
  return (first < 0 ? notices.length : first) - 1;
}

function targetOf(notice) {
  return numberOf(notice) ?? notice.querySelector(".does a") ?? notice.querySelector("a, summary");
}

function numberOf({ id }) {
  return document.querySelector(`#article a.no[aria-details="${CSS.escape(id)}"]`);
}

function noticeOf(element) {
  const number = element?.closest("#article .no")?.getAttribute("aria-details");
  return number ? document.getElementById(number) : (element?.closest("#article .notice") ?? null);
}
