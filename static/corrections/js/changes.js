/* Puts what others changed into the article's page, part by part, and leaves one's selection, focus and place. */

import { staying } from "./staying.js";
import { fields, pointAt, readAnew, spotOf } from "./textpoints.js";

const STAYS = "noscript, .told, .trouble, .colophon, [data-live]"; // not the article's, or told once
const WITH_PARTS = ".proof, .body, .matter";
const MOVES = "a[href], button, summary, input, [tabindex]";

/** Put the parts of another document that holds the article's page in the place of those that differ. */
export function putIn(answer) {
  const [article, bar] = ["article", "bar"].map((id) => document.getElementById(id));
  const [newer, newBar] = ["article", "bar"].map((id) => answer.getElementById(id));
  const selection = selected();
  const focus = nameOf(document.activeElement);
  const unfolded = [...document.querySelectorAll("#article details[open], #bar details[open]")].map(nameOf);
  const placing = article.querySelector(".lost .now [data-place]")?.dataset.place;
  staying(() => {
    byName(article, newer);
    if (!same(bar, newBar)) bar.replaceChildren(...imported([...newBar.childNodes]));
    for (const name of ["revision", "standing"]) article.dataset[name] = newer.dataset[name];
    for (const field of fields()) readAnew(field);
    for (const each of unfolded) named(each)?.setAttribute("open", "");
    article.querySelector(`.lost [data-place="${placing}"]`)?.closest("li").classList.add("now");
    document.dispatchEvent(new CustomEvent("article:changed"));
  });
  if (focus && !document.activeElement?.closest("#article, #bar, #card, dialog")) {
    (named(focus) ?? document.querySelector(".proof")).focus({ preventScroll: true });
  }
  selection?.();
}

/** Remember the selection in the article's text; gives what selects the same words again, if they were put in anew. */
function selected() {
  const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
  const [anchor, focus] = [pointAt(anchorNode, anchorOffset), pointAt(focusNode, focusOffset)];
  if (!anchor || !focus) return null;
  return () => {
    const now = getSelection();
    if (now.anchorNode === anchorNode && now.focusNode === focusNode && now.anchorOffset === anchorOffset) return;
    const ends = [spotOf(anchor), spotOf(focus)];
    if (ends.every(Boolean)) now.setBaseAndExtent(...ends[0], ...ends[1]);
  };
}

/** What is found again by its name: the parts of the page and of the proof, of which there is one each. */
function byName(old, newer) {
  const name = ({ id, className, localName }) => id || className.split(" ")[0] || localName;
  const ours = (parent) => [...parent.children].filter((each) => !each.matches(STAYS));
  const there = new Map(ours(old).map((each) => [name(each), each]));
  let last = null;
  for (const part of ours(newer)) {
    const was = there.get(name(part));
    there.delete(name(part));
    last = was ? inPlace(was, part) : put(old, part, last);
  }
  for (const gone of there.values()) gone.remove();
}

function inPlace(was, part) {
  if (same(was, part)) return was;
  if (was.matches(".proof")) byName(was, part);
  else if (was.matches(WITH_PARTS)) inOrder(was, part);
  else {
    const [fresh] = imported([part]);
    was.replaceWith(fresh);
    return fresh;
  }
  return was;
}

function put(parent, part, last) {
  const [fresh] = imported([part]);
  if (last) last.after(fresh);
  else parent.prepend(fresh);
  return fresh;
}

/** What stands in a row, such as the passages: those that are the same at its beginning and at its end stay. */
function inOrder(old, newer) {
  const [before, after] = [old, newer].map((parent) => [...parent.children]);
  let start = 0;
  while (start < Math.min(before.length, after.length) && same(before[start], after[start])) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && same(before[before.length - 1 - end], after[after.length - 1 - end])) end += 1;
  const behind = before[before.length - end] ?? null;
  for (const gone of before.slice(start, before.length - end)) gone.remove();
  for (const fresh of imported(after.slice(start, after.length - end))) old.insertBefore(fresh, behind);
}

/** Whether two elements say the same, but for what only shows how the page is used just now. */
function same(one, other) {
  return cleaned(one) === cleaned(other);
}

function cleaned(element) {
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll("[data-live], .lost .marked, [name=csrfmiddlewaretoken]")) each.remove();
  for (const each of copy.querySelectorAll("[data-here]")) each.replaceChildren();
  for (const each of copy.querySelectorAll("details[open]")) each.removeAttribute("open");
  for (const each of [copy, ...copy.querySelectorAll(".lit, .covered, .now, .has-caret")]) {
    each.classList.remove("lit", "covered", "now", "has-caret");
    if (!each.classList.length) each.removeAttribute("class");
  }
  return copy.outerHTML;
}

function imported(nodes) {
  return nodes.map((node) => document.importNode(node, true));
}

/** How an element of the article or of the bar is found again once its part is another: by where it leads, else by its
 * place in what has an id. Null for any other element. */
export function nameOf(element) {
  const within = element?.closest?.("#article, #bar") ? element.closest("[id]") : null;
  if (!within) return null;
  const kin = [...within.querySelectorAll(`${MOVES}, details`)];
  return { id: within.id, href: element.getAttribute("href"), at: kin.indexOf(element), tag: element.localName, note: within.dataset.pk };
}

/** The element of that name, as the page is now, or null. */
export function named(name) {
  if (!name) return null;
  const { id, href, at, tag, note } = name;
  const within = document.getElementById(id);
  const leads = (from, to) => to && from?.querySelector(`a[href="${CSS.escape(to)}"]`);
  const found = leads(within, href) || leads(document, href);
  if (found) return found;
  // A draft that is published meanwhile has another id, and is amended where it was edited.
  if (note) return document.querySelector(`#article .notice[data-pk="${note}"] .does a`);
  if (at < 0) return within;
  const kin = within?.querySelectorAll(`${MOVES}, details`)[at];
  return kin?.localName === tag ? kin : null;
}
