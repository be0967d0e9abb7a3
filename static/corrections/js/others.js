/* Shows in the card where its words stand in other articles, and hands what is typed on to a card at such a place. */

import { handOn } from "./keep.js";
import { placesOf } from "./places.js";
import { released } from "./press.js";

/** Ask for the other articles once the card is there, and again when it is about other words. */
export function watchOthers(form) {
  const part = form.querySelector("[data-others]");
  if (!part) return;
  let asked;
  let told = "";
  const ask = async () => {
    const [first] = placesOf(form);
    if (!first || first.exact === told) return;
    told = first.exact;
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    part.replaceChildren();
    try {
      const about = new URLSearchParams({ q: told, like: part.dataset.like });
      const answer = await fetch(`${part.dataset.others}?${about}`, { redirect: "manual", signal });
      if (answer.status !== 200) return;
      const said = new DOMParser().parseFromString(await answer.text(), "text/html");
      await released();
      if (!signal.aborted) part.replaceChildren(...said.querySelector(".others").childNodes);
    } catch {
      // The card is there all the same; saving tells when the server is away.
    }
  };
  form.addEventListener("card:places", ask);
  form.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-correct-too]");
    if (link) handOn(form, link.dataset.correctToo, new URL(link.href).pathname);
  });
  ask();
}
