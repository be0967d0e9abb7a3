/* Offers what a link or a picture has beside its words: where it leads, its address, its description. */

import { elementsOf } from "./attributes.js";
import { singleKeysWork } from "./singlekeys.js";
import { word } from "./words.js";

const SETTLED = 120; // milliseconds without a change, as in selection.js
const SAYS = { href: ["correctTarget", "l"], alt: ["correctDescription", "d"], src: ["correctAddress", "l"] };

let offered = []; // {key, href}
let around = null; // the link or the picture
let settling;

/** Watch the links and pictures of the article. `opened(href, from)` opens the card at an address of the desk. */
export function watchLinked(opened) {
  const panel = document.getElementById("correct-linked");
  if (!panel) return;
  name();
  document.addEventListener("htmx:afterSwap", () => {
    name();
    offer(null);
  });
  document.addEventListener("selectionchange", () => {
    clearTimeout(settling);
    settling = setTimeout(() => offer(atSelection()), SETTLED);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("#article .body :is(a, img)")) offer(target);
    else if (target.closest("#card, dialog")) offer(null);
  });
  document.addEventListener("click", (event) => {
    const picture = event.target.closest("#article .body img");
    if (!picture || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    picture.focus({ preventScroll: true });
    offer(picture);
  });
  addEventListener("resize", () => offer(around));
  panel.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  panel.addEventListener("click", ({ target }) => take(opened, target.closest("button")?.value));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, button, summary, dialog, #card")) return;
    const isPicture = event.target.matches("#article .body img");
    if (event.key === "Escape") return offer(null);
    if (event.key.length === 1 && !singleKeysWork()) return;
    if (!["l", "d"].includes(event.key) && !(event.key === "Enter" && isPicture)) return;
    if (!isPicture && !event.target.matches("#article .body a")) offer(atSelection());
    const chosen = offered.find(({ key }) => key === event.key) ?? (event.key === "Enter" ? offered[0] : null);
    if (!chosen) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    take(opened, chosen.href);
  });
}

function take(opened, href) {
  if (!href) return;
  const from = around;
  offer(null);
  opened(href, from?.matches("img") ? from : document.querySelector(".proof"));
}

/** Let the keyboard reach the pictures that have something to correct. */
function name() {
  for (const [element] of elementsOf()) {
    if (element.matches("img") && cardsOf(element).length) element.tabIndex = 0;
  }
}

function atSelection() {
  const { focusNode, anchorNode } = getSelection();
  const active = document.activeElement;
  if (active?.matches("#article .body img")) return active;
  if (active?.closest("#card, dialog")) return null;
  for (const node of [focusNode, anchorNode]) {
    const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
    const link = element?.closest("#article .body a");
    if (link && !link.closest("[data-added]")) return link;
  }
  return null;
}

/** What can be corrected of a link or a picture, and of the link around it: {key, says, href}. */
function cardsOf(element) {
  const holders = element.matches("img") ? [element, element.closest(".body a")] : [element];
  return holders
    .filter(Boolean)
    .flatMap((each) => elementsOf().get(each) ?? [])
    .flatMap((field) => {
      const link = document.querySelector(`#links a[data-attribute="${field}"]`);
      const [says, key] = SAYS[field.split(".").at(-1)];
      return link ? [{ key, says, href: link.getAttribute("href") }] : [];
    })
    .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
}

function offer(element) {
  const panel = document.getElementById("correct-linked");
  const isBusy = document.querySelector("#card form.aside, .lost .now");
  around = element?.isConnected && !isBusy ? element : null;
  offered = around ? cardsOf(around) : [];
  panel.hidden = !offered.length;
  if (panel.hidden) return;
  const seen = new Set();
  panel.replaceChildren(
    ...offered.map(({ key, says, href }) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn";
      button.value = href;
      button.append(word(says));
      if (!seen.has(key)) button.append(" ", Object.assign(document.createElement("kbd"), { textContent: key }));
      seen.add(key);
      return button;
    }),
  );
  stand(panel);
}

function stand(panel) {
  const lines = [...around.getClientRects()].filter((line) => line.width && line.height);
  const last = lines.findLast((line) => line.top < innerHeight) ?? around.getBoundingClientRect();
  const page = panel.offsetParent?.getBoundingClientRect();
  if (!page) return; // on a touch screen it stands fixed, above the other button
  const other = document.getElementById("correct");
  const box = other.hidden ? null : other.getBoundingClientRect();
  const isMet = box && box.bottom > last.bottom - 8 && box.top < last.bottom + panel.offsetHeight + 16;
  const left = Math.min(isMet ? box.left : last.left, document.documentElement.clientWidth - 16 - panel.offsetWidth);
  const below = Math.min(last.bottom + 8, innerHeight - panel.offsetHeight - 16);
  const top = isMet ? Math.min(box.bottom + 8, innerHeight - panel.offsetHeight - 16) : below;
  panel.style.insetInlineStart = "auto";
  panel.style.left = `${Math.max(left, 16) - page.left}px`;
  panel.style.top = `${top - page.top}px`;
}
