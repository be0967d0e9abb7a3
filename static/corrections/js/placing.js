/* Gives a note that has lost its words a place: the words that are selected next. Of a published note it first shows
 * what readers will see there, and asks whether these words are still wrong. */

import { serve } from "./selection.js";
import { token } from "./token.js";
import { say, word } from "./words.js";

/** Let the links of lost places ask for words in the article. */
export function watchPlacing() {
  document.addEventListener("click", (event) => {
    if (!document.getElementById("correct")) return;
    const shows = event.target.closest(".lost a[data-marked]");
    const drops = event.target.closest(".lost a[data-unmark]");
    if (shows || drops) event.preventDefault();
    if (shows) return ask(shows, shows.getAttribute("href"));
    if (drops) return unask(drops.closest(".marked"));
    const link = event.target.closest("a[data-place]");
    if (!link) return;
    event.preventDefault();
    point(link.closest("li"));
    say(word("pickSpan"), 20);
    document.querySelector(".proof").focus({ preventScroll: true });
    serve({ says: "placeHere", take: (place) => send(link, place), drop: () => back(link) });
  });
}

function point(lost) {
  for (const item of document.querySelectorAll(".lost .now")) item.classList.remove("now");
  lost?.classList.add("now");
  if (!lost) say("");
}

function back(link) {
  point(null);
  link.focus();
}

function send(link, place) {
  getSelection().removeAllRanges(); // nothing else is to be done with these words
  serve(null);
  point(null);
  if (!link.isConnected) return say(word("gone"), 12); // somebody decided meanwhile
  if ("asks" in link.dataset) return ask(link, `${link.getAttribute("href")}?${new URLSearchParams(place)}`);
  const form = document.createElement("form");
  form.hidden = true;
  form.dataset.decides = "proof"; // what stays where it is
  form.setAttribute("hx-post", link.getAttribute("href"));
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), ...place })) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  form.append(document.createElement("button"));
  link.after(form); // where the list says how its answers are taken in
  window.htmx.process(form);
  form.requestSubmit();
}

/** Show, in the entry of a link, what comes of the place that an address names. */
async function ask(link, href) {
  const entry = link.closest(".decision");
  try {
    const answer = await fetch(href, { redirect: "error" });
    const said = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [marked, trouble] = [".marked", ".trouble"].map((part) => said.querySelector(part));
    if (!marked) return say(trouble?.textContent ?? word("notDecided"), 20);
    if (!link.isConnected) return say(word("gone"), 12);
    for (const other of document.querySelectorAll(".lost .marked")) other.remove();
    const form = marked.querySelector("form");
    form.setAttribute("hx-post", form.getAttribute("action"));
    form.removeAttribute("data-busy"); // its answer comes into this page
    const fresh = document.importNode(marked, true);
    fresh.asked = link;
    getSelection().removeAllRanges(); // what was marked offers nothing else meanwhile
    entry.append(fresh); // within the list, which says how its answers are taken in
    window.htmx.process(fresh);
    fresh.focus({ preventScroll: true });
    fresh.scrollIntoView({ block: "nearest" });
  } catch {
    say(word("notDecided"), 20);
  }
}

function unask(marked) {
  const { asked } = marked;
  marked.remove();
  asked.focus();
}
