/* The card: opens at the words, saves with Control+Enter, closes with Escape, and gives the focus back to the words. */

import { named, nameOf } from "./changes.js";
import { watchChoices } from "./choices.js";
import { forget, keep, leftOpen, letGo, rememberOpen, restore, tellSaved, typedFor, watchSaved } from "./keep.js";
import { showLeft, showTyped } from "./left.js";
import { watchOthers } from "./others.js";
import { placesOf, watchPlaces } from "./places.js";
import { watchSeen } from "./seen.js";
import { serve, withdraw } from "./selection.js";
import { watchSources } from "./sources.js";
import { leave, settle, stand, watchStanding } from "./standing.js";
import { rangeOf } from "./textpoints.js";
import { watchTheirs } from "./theirs.js";
import { calm, forgive, watchTrouble } from "./trouble.js";
import { button, say, word } from "./words.js";
import { enterBlank, watchWording } from "./wording.js";

const NOTE = /\/notes\/(\d+)\//; // in the address of a card
const A_DOUBLE_CLICK = 300; // milliseconds; whoever clicks twice selects words

let opened = null; // {href, from: the element that had the focus, name: how it is found again, places}
let attempt = () => {}; // what was asked of the server last, to be asked again
let held = null; // {form, focused, href}: the card that is being saved, and where it was written in
let slow;

/** Make the page's links to cards open them in place, and a card that is a page by itself work like one. */
export function watchCards() {
  const card = document.getElementById("card");
  if (!card) {
    const form = document.querySelector("form.card");
    if (form) fill(form, location.pathname + location.search);
    form?.addEventListener("keydown", saveByKey);
    return;
  }
  let clicked;
  document.addEventListener("click", (event) => {
    // The words of a draft open it, as its letter does; whoever selects some, or presses something else, does not want it.
    clearTimeout(clicked);
    const mark = event.target.closest("#article mark.draft");
    if (!mark || event.target.closest("a") || !getSelection().isCollapsed) return;
    clicked = setTimeout(() => {
      const link = document.getElementById(mark.dataset.note)?.querySelector("a[data-card]");
      if (link && getSelection().isCollapsed) open(link.getAttribute("href"), link);
    }, A_DOUBLE_CLICK);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-card], #article a.no");
    if (!link || link.getAttribute("href").startsWith("#") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("dialog")?.close();
    link.closest("details.rest")?.removeAttribute("open");
    open(link.getAttribute("href"), link);
  });
  card.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    close();
  });
  card.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // a key of an input method's
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else saveByKey(event);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "card") arrive();
    // Other forms may change the article while a card is open.
    else if (held && event.detail.requestConfig?.elt === held.form && opened) saved();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest?.("#card form");
    if (!form) return;
    forgive();
    attempt = () => form.isConnected && form.requestSubmit();
    hold(form);
    slow = setTimeout(() => say(word("saving"), 60), 500);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    clearTimeout(slow);
    if (event.detail.requestConfig?.elt === held?.form) release();
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("#card form[data-unkept]")) event.preventDefault();
  });
  watchTrouble(() => opened !== null, () => attempt(), () => {
    const shell = document.querySelector("#card > .card:not(form)");
    if (shell) showTyped(shell, opened?.href, open);
  });
  watchStanding(firstRange);
  watchSaved(() => opened?.href, () => say(word("savedInOther"), 20));
  const { asked } = card.dataset;
  // Asked for once: a reload shows the article as it is.
  if (asked) history.replaceState(history.state, "", location.pathname + location.hash);
  const left = asked || leftOpen();
  document.addEventListener("article:changed", () => {
    if (!opened) return;
    if (opened.from && !opened.from.isConnected) opened.from = named(opened.name);
    const form = document.querySelector("#card form");
    if (form) point(form);
    stand();
  });
  if (left) open(left, null);
  else showLeft(null, open);
}

function saveByKey(event) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.target.closest("form")?.requestSubmit();
}

/** What the open card is about: {note, version} of a note that is edited, {note} of one that is amended, {words} that
 * are marked anew; null without a card. */
export function cardNow() {
  const form = document.querySelector("#card form.card");
  if (!opened || !form) return null;
  const [, note = null] = NOTE.exec(form.getAttribute("action")) ?? [];
  const { version, exact } = form.elements;
  return note ? { note, version: version.value } : { words: placesOf(form)[0]?.exact ?? exact.value };
}

/** Whether a card is on its way, to the server or from there. */
export function isOnItsWay() {
  return held !== null || (opened !== null && !document.querySelector("#card .card"));
}

/** While a card is on its way, nothing more is written into it, and it is not closed. */
function hold(form) {
  held = { form, focused: document.activeElement, href: opened.href };
  form.inert = true;
}

function release() {
  if (!held) return;
  const { form, focused } = held;
  held = null;
  form.inert = false;
  if (form.isConnected && form.contains(focused)) focused.focus({ preventScroll: true });
}

/** Open the card at an address of the desk. */
export async function open(href, from = document.activeElement) {
  // A card that is on its way is answered first: the answer needs its form.
  while (held) await new Promise((next) => setTimeout(next, 50));
  const form = document.querySelector("#card form");
  if (opened?.href === href && form) return enter(form);
  if (isWarned(form)) return;
  const before = opened;
  opened = { href, from, name: nameOf(from), places: [] };
  attempt = () => open(href, from);
  slow = setTimeout(() => say(word("opening"), 60), 500);
  try {
    await window.htmx.ajax("GET", href, { target: "#card", swap: "innerHTML", select: ".card" });
  } catch {
    // Told already, by the event that htmx sends.
  }
  clearTimeout(slow);
  if (form?.isConnected) opened = before; // the other card did not come
}

function arrive() {
  const form = document.querySelector("#card form.card");
  withdraw();
  calm();
  say("");
  if (!form) {
    showTyped(document.querySelector("#card .card"), opened?.href, open);
    stand();
    return document.querySelector("#card [data-close]")?.focus({ preventScroll: true });
  }
  opened ??= { href: form.getAttribute("action"), from: null, places: [] };
  const action = form.getAttribute("action");
  if (new URL(opened.href, location.href).pathname !== action) {
    // The words belong to a note already, which has come instead of a second one.
    const line = form.querySelector("[data-belongs]");
    line.textContent = word("belongs");
    line.hidden = false;
    showTyped(form, opened.href, open);
    opened.href = action;
  }
  rememberOpen(opened.href);
  showLeft(opened.href, open);
  form.setAttribute("hx-post", form.getAttribute("action"));
  window.htmx.process(form);
  fill(form, opened.href);
  form.addEventListener("card:places", () => point(form));
  form.addEventListener("card:moved", ({ detail }) => {
    if (new URL(opened.href, location.href).pathname !== new URL(detail, location.href).pathname) return;
    if (typedFor(detail).length) return; // a card that was left there keeps its words
    forget(opened.href);
    opened.href = detail;
    rememberOpen(detail);
    showLeft(detail, open);
  });
  point(form);
  enter(form);
  settle();
  document.dispatchEvent(new CustomEvent("card:opened"));
}

function fill(form, href) {
  if (navigator.platform.startsWith("Mac")) form.querySelector(".go kbd").textContent = "⌘ Enter";
  watchSources(form);
  watchPlaces(form);
  // A form that comes back with errors holds what was typed, and perhaps a newer version to save it over.
  const back = !form.querySelector(".errorlist, [data-trouble]:not([hidden])") && restore(form, href);
  watchWording(form);
  watchChoices(form);
  watchTheirs(form, () => afresh(href));
  watchSeen(form);
  watchOthers(form);
  keep(form, () => opened?.href ?? href);
  showLine(form);
  if (back) offerAfresh(form, href);
}

function showLine(form) {
  const line = form.querySelector("[data-line]");
  const { kind, severity } = form.elements;
  const tell = () => {
    const says = [kind, severity].map((field) => field?.selectedOptions[0]?.label ?? "");
    line.textContent = `${says[0]} · ${says[1].toLowerCase()}`;
  };
  if (!kind || !severity) return;
  kind.addEventListener("change", tell);
  severity.addEventListener("change", tell);
  tell();
}

function offerAfresh(form, href) {
  const line = form.querySelector("[data-restored]");
  line.replaceChildren(word("restored"), " ", button("afresh", () => afresh(href)));
  line.hidden = false;
}

function afresh(href) {
  letGo(document.querySelector("form.card"));
  forget(href);
  if (!opened) return location.replace(href);
  const from = opened.from;
  opened = null;
  open(href, from);
}

function enter(form) {
  const wrong = form.querySelector('[aria-invalid="true"]');
  const { replacement, wording, version } = form.elements;
  if (version.value && !wrong && enterBlank(wording)) {
    // A draft that is opened again is opened for what it lacks.
    wording.focus({ preventScroll: true });
  } else if (wrong) {
    wrong.closest("details")?.setAttribute("open", "");
    wrong.focus({ preventScroll: true });
  } else if (replacement) {
    replacement.focus({ preventScroll: true });
    replacement.select();
  } else {
    wording.focus({ preventScroll: true });
    enterBlank(wording);
  }
}

function point(form) {
  const places = placesOf(form);
  if (opened) opened.places = places;
  const ranges = places.map(rangeOf).filter(Boolean);
  if (window.Highlight) CSS.highlights.set("chosen", new Highlight(...ranges));
}

function firstRange() {
  return opened?.places.length ? rangeOf(opened.places[0]) : null;
}

function close() {
  const form = document.querySelector("#card form");
  if (held || isWarned(form)) return;
  const { from } = opened ?? {};
  const range = firstRange();
  const typed = document.querySelector("#card form[data-typed]");
  clear();
  if (typed) say(word("kept"));
  const isControl = from?.isConnected && from.matches("a, button, summary");
  if (isControl) from.focus({ preventScroll: true });
  // What is hidden, as in a menu, does not take the focus.
  if (!isControl || document.activeElement !== from) backTo(range);
}

/** Say, once, that a card whose words this browser does not keep would lose them. */
function isWarned(form) {
  if (!form?.matches("[data-typed][data-unkept]")) return false;
  form.removeAttribute("data-unkept");
  say(word("notKept"), 20);
  return true;
}

function saved() {
  const { places } = opened;
  const { href } = held ?? opened;
  letGo(document.querySelector("#card form"));
  forget(href);
  tellSaved(href);
  clear();
  // What the save brings with it is told at the top of the article too, which may be out of sight.
  const told = [...document.querySelectorAll("#article > .told")].map((line) => line.textContent);
  say([word("saved"), ...told].join(" "), told.length ? 20 : 6);
  const range = places.length ? rangeOf(places[0]) : null;
  range?.collapse(false);
  backTo(range);
}

function clear() {
  opened = null;
  rememberOpen(null);
  showLeft(null, open);
  calm();
  serve(null);
  window.CSS?.highlights?.delete("chosen");
  document.getElementById("card").replaceChildren();
  leave();
  document.dispatchEvent(new CustomEvent("card:closed"));
}

function backTo(range) {
  document.querySelector(".proof").focus({ preventScroll: true });
  if (!range) return;
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  const words = range.getBoundingClientRect();
  if (words.height && (words.top < 0 || words.bottom > innerHeight)) scrollBy(0, words.top - innerHeight / 3);
}
