/* Where the card stands: in the margin at its words' height, or on a narrow screen in a sheet below them. */

const wide = matchMedia("(width >= 68.75em)");
const growth = new ResizeObserver(() => stand());

let wordsOf = () => null;

/** Keep the card in its place. `words()` gives the Range that it is about, or null. */
export function watchStanding(words) {
  wordsOf = words;
  wide.addEventListener("change", stand);
  addEventListener("resize", stand);
  visualViewport?.addEventListener("resize", fit);
  visualViewport?.addEventListener("scroll", fit);
}

/** Put the card to its words, and scroll until both can be seen. */
export function settle() {
  const card = document.querySelector("#card > .card");
  growth.disconnect();
  growth.observe(card);
  stand();
  fit();
  reveal(card);
}

/** Put the page back as it is without a card. */
export function leave() {
  growth.disconnect();
  stand();
}

/** Stand where the words are now. */
export function stand() {
  const card = document.getElementById("card");
  const page = card.parentElement;
  const shown = card.querySelector(".card");
  for (const notice of document.querySelectorAll(".covered")) notice.classList.remove("covered");
  page.style.minHeight = "";
  card.style.top = "";
  if (!shown || !wide.matches) return;
  const here = page.getBoundingClientRect();
  const words = wordsOf()?.getBoundingClientRect() ?? document.querySelector(".proof").getBoundingClientRect();
  const top = Math.max(words.top - here.top - 16, 16);
  card.style.top = `${top}px`;
  page.style.minHeight = `${top + shown.offsetHeight + 64}px`;
  const box = shown.getBoundingClientRect();
  for (const notice of document.querySelectorAll(".proof aside .notice")) {
    const other = notice.getBoundingClientRect();
    notice.classList.toggle("covered", other.bottom > box.top - 8 && other.top < box.bottom + 8);
  }
}

function fit() {
  // A phone's keyboard covers what is fixed at the bottom, and only the visual viewport knows of it.
  const card = document.querySelector("#card > .card");
  if (!card || !visualViewport) return;
  const covered = Math.max(0, innerHeight - visualViewport.height - visualViewport.offsetTop);
  card.style.setProperty("--keyboard", `${covered}px`);
  card.style.setProperty("--seen", `${visualViewport.height}px`);
}

function reveal(card) {
  const words = wordsOf()?.getBoundingClientRect();
  if (wide.matches) {
    const box = card.getBoundingClientRect();
    const lower = Math.min(box.bottom + 16 - innerHeight, box.top - 16);
    if (lower > 0) scrollBy(0, lower);
    else if (box.top < 16) scrollBy(0, box.top - 16);
  } else if (words) {
    const clear = card.getBoundingClientRect().top - 24;
    if (words.bottom > clear || words.top < 24) scrollBy(0, Math.min(words.bottom - clear / 2, words.top - 24));
  }
}
