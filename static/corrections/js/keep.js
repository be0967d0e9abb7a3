/* Keeps what is typed into a form in this browser until it is saved, and puts it back when the form opens again.
 *
 * Each tab keeps its own, so that two tabs on the same words do not write over each other; what a tab that is gone has
 * left is taken up by the next one. */

import { word } from "./words.js";

const OURS = "corrigenda card ";
const OPEN = "corrigenda open ";
const SAVED = "corrigenda saved";
const NOT_TYPED = new Set(["csrfmiddlewaretoken"]);
const OLD = 30 * 24 * 60 * 60 * 1000; // milliseconds
let TAB = tab();

// A tab that was duplicated has the other's name: it takes one of its own, or both would write over each other.
navigator.locks?.request(`corrigenda tab ${TAB}`, { ifAvailable: true }, (lock) => {
  if (lock) return new Promise(() => {});
  TAB = tab("another");
  return undefined;
});

const takenUp = new Map(); // where what was put back had been kept, if by another tab

/** Keep what is typed from now on. `hrefOf()`: the address of what the form is about. */
export function keep(form, hrefOf) {
  const remember = () => {
    // A field that goes with its form while it has the focus still tells of a change.
    if (form.dataset.done !== undefined) return;
    form.dataset.typed = "";
    const href = hrefOf();
    const isKept = put(keyOf(href) + TAB, { typed: valuesOf(form), at: Date.now(), href, page: location.pathname });
    form.toggleAttribute("data-unkept", !isKept);
  };
  for (const name of ["input", "change", "card:places"]) form.addEventListener(name, remember);
  form.addEventListener("submit", () => {
    // A form that is a page by itself is gone with the answer; the article, when it shows next, drops what was sent.
    if (!document.getElementById("card")) isSent(hrefOf(), true);
  });
}

/** Say whether what was typed into a form of its own page was sent, or only looked at. */
export function isSent(href, sent) {
  const key = keyOf(href) + TAB;
  const was = get(key);
  if (was) put(key, { ...was, sent });
}

/** Keep nothing more of a form: it is saved, or dropped. */
export function letGo(form) {
  if (form) form.dataset.done = "";
}

/** What is kept for a form: [name, value] of its fields, in their order; empty where nothing is. */
export function typedFor(href) {
  return keptFor(href)[1]?.typed ?? [];
}

/** Put back what was typed; true if there was anything that differs from what the form says. */
export function restore(form, href) {
  const [key, was] = keptFor(href);
  if (!was || JSON.stringify(was.typed) === JSON.stringify(valuesOf(form))) return false;
  takenUp.set(keyOf(href), key);
  const names = new Set(was.typed.map(([name]) => name));
  // Another tab may still be there and save its card: this one is another note.
  if (key !== keyOf(href) + TAB) names.delete("uid");
  for (const box of form.querySelectorAll('[type="checkbox"]')) box.checked = false;
  for (const name of names) {
    const values = was.typed.filter(([each]) => each === name).map(([, value]) => value);
    while (form.querySelectorAll(`[name="${name}"]`).length < values.length && name.startsWith("source_")) {
      form.querySelector("[data-add-source]").click();
    }
    form.querySelectorAll(`[name="${name}"]`).forEach((field, index) => {
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else if (field.type !== "file" && values[index] !== undefined) field.value = values[index];
    });
  }
  form.dispatchEvent(new CustomEvent("card:restored"));
  form.dataset.typed = "";
  return true;
}

/** Drop what was kept for a form: what this tab has kept, and what it has taken up. */
export function forget(href) {
  drop(keyOf(href) + TAB);
  drop(takenUp.get(keyOf(href)));
  takenUp.delete(keyOf(href));
}

/** Drop what any tab has kept for a form. */
export function forgetAll(href) {
  for (const key of ours().filter((each) => each.startsWith(keyOf(href)))) drop(key);
}

/** On the article's page: drop what forms of their own page have sent, for the server has it now, and what is old. */
export function forgetSent() {
  const isArticle = document.getElementById("article") !== null;
  for (const key of ours()) {
    const was = get(key);
    if ((isArticle && was?.sent) || !(was?.at > Date.now() - OLD)) drop(key);
  }
}

/** Let the card at another place begin with what is typed here. href: of that card; page: of its article. */
export function handOn(form, href, page) {
  if (form.dataset.typed === undefined) return;
  const place = new URL(href, location.href).searchParams;
  const itsOwn = new Set(["field", "start", "end", "exact", "places", "also", "uid", "version"]);
  const typed = valuesOf(form).filter(([name]) => !itsOwn.has(name));
  for (const name of ["field", "start", "end", "exact"]) typed.push([name, place.get(name) ?? ""]);
  put(keyOf(href) + TAB, { typed, at: Date.now(), href, page });
}

/** Remember which card is open on this page in this tab, so that a reload opens it again; null for none. */
export function rememberOpen(href) {
  try {
    if (href) sessionStorage.setItem(OPEN + location.pathname, href);
    else sessionStorage.removeItem(OPEN + location.pathname);
  } catch {
    // A browser that keeps nothing opens nothing again.
  }
}

/** The card that was open here when the page was left with something typed in it, or null. */
export function leftOpen() {
  try {
    const href = sessionStorage.getItem(OPEN + location.pathname);
    return href && get(keyOf(href) + TAB) ? href : null;
  } catch {
    return null;
  }
}

/** What was typed on this page and neither saved nor dropped: [{href, words}], the newest first, each card once. */
export function leftHere() {
  const mine = ours().filter((key) => key.startsWith(`${OURS}${word("user")} `));
  const entries = mine.map(get).filter((entry) => entry?.page === location.pathname && !entry.sent);
  const newest = entries.sort((a, b) => b.at - a.at);
  return [...new Map(newest.reverse().map((entry) => [keyOf(entry.href), entry])).values()]
    .reverse()
    .map(({ href, typed }) => ({ href, words: wordsOf(Object.fromEntries(typed)) }));
}

/** The name of this tab, which no other open tab has. */
export function tabName() {
  return TAB;
}

/** Let other tabs know that a form was saved here. */
export function tellSaved(href) {
  put(SAVED, { form: keyOf(href), at: Date.now() });
}

/** Call `told` when another tab has saved the form that is open here. */
export function watchSaved(openHref, told) {
  addEventListener("storage", ({ key }) => {
    const href = openHref();
    if (key === SAVED && href && get(SAVED)?.form === keyOf(href)) told();
  });
}

function wordsOf({ exact, places, wording = "" }) {
  try {
    return exact || JSON.parse(places)[0].exact;
  } catch {
    return wording;
  }
}

function keptFor(href) {
  const own = keyOf(href) + TAB;
  const others = ours().filter((key) => key.startsWith(keyOf(href)) && key !== own);
  const [newest] = others.sort((a, b) => (get(b)?.at ?? 0) - (get(a)?.at ?? 0));
  return get(own) || !newest ? [own, get(own)] : [newest, get(newest)];
}

function keyOf(href) {
  const { pathname, searchParams } = new URL(href, location.href);
  const place = ["field", "start", "end", "whole", "slug"].map((name) => searchParams.get(name) ?? "");
  // Whoever uses this browser next does not find what somebody else has typed.
  return `${OURS}${word("user")} ${pathname} ${place.join(" ")} `;
}

function valuesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !NOT_TYPED.has(name) && typeof value === "string");
}

function tab(another) {
  const name = "corrigenda tab";
  try {
    if (another || !sessionStorage.getItem(name)) sessionStorage.setItem(name, Math.random().toString(36).slice(2));
    return sessionStorage.getItem(name);
  } catch {
    return "";
  }
}

function ours() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(OURS));
  } catch {
    return [];
  }
}

function put(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // full, or not allowed: only the form itself has it
  }
}

function get(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function drop(key) {
  try {
    if (key) localStorage.removeItem(key);
  } catch {
    // There is nothing to drop.
  }
}
