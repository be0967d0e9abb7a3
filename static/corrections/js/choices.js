/* Takes, in one gesture, the narrower or the wider words that the card offers instead of the selected ones. */

import { putFirst, placesOf } from "./places.js";
import { released } from "./press.js";

let asked = null;

/** Let the links with data-choice change the card's first place and leave all that is typed. */
export function watchChoices(form) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-choice]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    take(form, JSON.parse(link.dataset.choice), link.getAttribute("href"));
  });
}

async function take(form, place, href) {
  const { replacement } = form.elements;
  const [before] = placesOf(form);
  if (replacement.value === before.exact) replacement.value = place.exact;
  for (const part of partsOf(form)) part.replaceChildren();
  for (const error of form.querySelectorAll(".errorlist")) error.remove();
  replacement.removeAttribute("aria-invalid");
  form.dispatchEvent(new CustomEvent("card:moved", { detail: href }));
  putFirst(form, place);
  replacement.focus({ preventScroll: true });
  replacement.select();
  try {
    // What there is to choose from now, and where else these words stand.
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const answer = await fetch(href, { redirect: "error", signal });
    const said = new DOMParser().parseFromString(await answer.text(), "text/html");
    const other = said.querySelector("form.card");
    await released();
    if (!other || !form.isConnected || signal.aborted) return;
    for (const [index, part] of partsOf(form).entries()) part.replaceChildren(...partsOf(other)[index].childNodes);
  } catch {
    // The place is taken all the same.
  }
}

function partsOf(form) {
  return [...form.querySelectorAll("[data-choices], [data-elsewhere]")];
}
