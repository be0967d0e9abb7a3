/* Places that need a decision: shows the proposed words in the article, and keeps one's place when one is decided. */

import { say, word } from "./words.js";

let before = null; // {anchor, top, at, open}: where things stood when a decision was sent

/** Watch the list of places that need a decision. */
export function watchDecisions() {
  if (!document.getElementById("article")) return;
  document.addEventListener("click", (event) => {
    const entry = event.target.closest(".lost .decision");
    if (entry && (event.target.closest("[data-show]") || isBare(event, entry))) {
      const shown = show(entry);
      if (shown) event.preventDefault();
    }
    const link = event.target.closest("dialog a[data-decide]");
    if (!link) return;
    event.preventDefault();
    link.closest("dialog").close();
    lead(link.hash);
  });
  document.addEventListener("htmx:beforeRequest", ({ target }) => target.closest?.("[data-decides]") && hold(target));
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (before && detail.target.id === "article") arrive();
  });
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, ({ detail }) => detail.elt.closest?.("[data-decides]") && fail());
  }
  lead(location.hash);
}

/** Keep in mind where things stand while a form is sent: its data-decides may name what is to stay there. */
function hold(form) {
  const anchor = `.${form.dataset.decides || "lost"}`;
  const entries = [...document.querySelectorAll(".lost .decision")];
  before = {
    anchor,
    top: document.querySelector(anchor)?.getBoundingClientRect().top,
    at: entries.indexOf(form.closest(".decision")),
    open: document.querySelector(".lost .others")?.open,
  };
}

function isBare(event, entry) {
  return !event.target.closest("a, button, summary, .marked") && getSelection().isCollapsed && entry.querySelector("[data-show]");
}

function show(entry) {
  const link = entry.querySelector("[data-show]");
  const marks = document.querySelectorAll(`#article mark[data-note="${CSS.escape(entry.id)}"]`);
  if (!link || !marks.length) return false;
  // What is merely under the pointer is lit by itself, and would take that light away again.
  for (const shown of document.querySelectorAll("#article mark.shown")) shown.classList.remove("shown");
  for (const mark of marks) mark.classList.add("shown");
  marks[0].scrollIntoView({ block: "center" });
  say(`${word("shown")} ${[...marks].map((mark) => mark.textContent).join("")}`);
  return true;
}

/** Lead to the entry that an address names, also among those that wait behind the first. */
function lead(hash) {
  const entry = hash.startsWith("#lost-") && document.getElementById(hash.slice(1));
  if (!entry) return;
  entry.closest("details")?.setAttribute("open", "");
  entry.scrollIntoView({ block: "center" });
  entry.querySelector(".go :is(button, a)")?.focus({ preventScroll: true });
}

function arrive() {
  const { anchor, top, at, open } = before;
  before = null;
  if (open) document.querySelector(".lost .others")?.setAttribute("open", "");
  const now = document.querySelector(anchor)?.getBoundingClientRect().top;
  if (now !== undefined && top !== undefined) scrollBy({ top: now - top, behavior: "instant" });
  // An open card stays as it is; its words are marked in the new article.
  document.querySelector("#card form.card")?.dispatchEvent(new CustomEvent("card:places"));
  const told = [...document.querySelectorAll("#article > :is(.told, .trouble)")].map((line) => line.textContent);
  const heading = document.getElementById("lost-words");
  say([...told, heading?.textContent].filter(Boolean).join(" "), 12);
  if (anchor !== ".lost") return document.querySelector(".proof").focus({ preventScroll: true });
  const entries = [...document.querySelectorAll(".lost .decision")].filter((entry) => entry.checkVisibility());
  const next = entries[Math.min(Math.max(at, 0), entries.length - 1)];
  (next?.querySelector(".go :is(button, a)") ?? document.querySelector(".proof")).focus({ preventScroll: true });
}

function fail() {
  before = null;
  say(word("notDecided"), 20);
}
