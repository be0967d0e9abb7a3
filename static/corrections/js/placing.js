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
    serve({ says: "placeHere", take: (place) => send(link.getAttribute("href"), place), drop: () => point(null) });
  });
}

function point(lost) {
  for (const item of document.querySelectorAll(".lost .now")) item.classList.remove("now");
  lost?.classList.add("now");
  if (!lost) say("");
}

function send(address, place) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), ...place })) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
