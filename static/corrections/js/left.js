/* Lists above the article what was typed here and is not saved, so that no closed card is out of mind. */

import { forgetAll, leftHere, typedFor } from "./keep.js";
import { button, say, word } from "./words.js";

const LONGEST = 48; // characters of the words that a card is about
const TYPED = new Set(["replacement", "wording", "source_url", "source_title", "topic", "reported_on", "memo"]);

/** List what was left, but for the card at `openHref`. `open(href)` opens a card again. */
export function showLeft(openHref, open) {
  const list = document.querySelector("[data-left]");
  if (!list) return;
  const left = leftHere().filter(({ href }) => href !== openHref);
  list.hidden = !left.length;
  list.replaceChildren(
    ...left.map(({ href, words }) => {
      const line = document.createElement("li");
      const again = button("goOn", () => open(href));
      const away = button("dropIt", () => {
        forgetAll(href);
        showLeft(openHref, open);
        say(word("dropped"));
        (list.querySelector("button") ?? document.querySelector(".proof")).focus({ preventScroll: true });
      });
      line.append(`${word("left")} “${shortened(words)}”`, again, away);
      return line;
    }),
  );
}

/** Show in a card what was typed at an address that has no card any more, so that it can be copied from there. */
export function showTyped(card, href, open) {
  const typed = href ? typedFor(href) : [];
  if (!card || !typed.length) return;
  const section = document.createElement("section");
  section.className = "theirs";
  const told = typed.filter(([name, value]) => TYPED.has(name) && value).map(([, value]) => value);
  const lines = [word("leftHere"), ...told].map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  });
  const away = button("dropIt", () => {
    forgetAll(href);
    section.remove();
    showLeft(null, open);
    say(word("dropped"));
    card.querySelector("textarea, [data-close]")?.focus({ preventScroll: true });
  });
  section.append(...lines, away);
  card.prepend(section);
}

function shortened(words) {
  const letters = [...words.replace(/\s+/g, " ")];
  return letters.length <= LONGEST ? letters.join("") : `${letters.slice(0, LONGEST).join("")}…`;
}
