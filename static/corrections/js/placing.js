/* Gives a note that has lost its words a place: the words that are selected next. */

import { serve } from "./selection.js";
import { token } from "./token.js";
import { say, word } from "./words.js";

/** Let the links of lost places ask for words in the article. */
export function watchPlacing() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-place]");
    if (!link || !document.getElementById("correct")) return;
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
