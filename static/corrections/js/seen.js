/* Shows in the card what readers will see while it is typed; the server says it, as it will say it to them. */

import { released } from "./press.js";
import { sent } from "./token.js";

const PAUSE = 200; // milliseconds without typing

/** Keep what a card shows of its note in step with what is typed. */
export function watchSeen(form) {
  const parts = ["[data-preview]", "[data-notice]"].filter((name) => form.querySelector(name));
  let waiting;
  let asked;
  const ask = async () => {
    asked?.abort();
    if (!form.isConnected) return;
    asked = new AbortController();
    const { signal } = asked;
    try {
      const { seenAt } = form.dataset;
      const answer = await fetch(seenAt, { method: "POST", body: sent(form), redirect: "manual", signal });
      if (answer.status !== 200) return; // signed out, or not to be read yet: what stands there stays
      const said = new DOMParser().parseFromString(await answer.text(), "text/html");
      await released();
      if (signal.aborted) return;
      for (const part of parts) {
        const shown = form.querySelector(part);
        // What has the focus is not taken away from under it.
        if (!shown.contains(document.activeElement)) shown.replaceChildren(...said.querySelector(part).childNodes);
      }
    } catch (trouble) {
      // Typed on meanwhile; else the server is away, which saving will tell: what stood there is no longer true.
      if (trouble.name !== "AbortError") for (const part of parts) form.querySelector(part).replaceChildren();
    }
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };
  for (const name of ["input", "change", "card:places", "card:restored"]) form.addEventListener(name, soon);
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-kind]");
    if (!button) return;
    form.elements.kind.value = button.dataset.kind;
    form.elements.kind.dispatchEvent(new Event("change", { bubbles: true }));
    form.elements.wording.focus();
  });
  ask();
}
