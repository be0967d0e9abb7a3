/* Where a new page begins for whoever does not see it: at what a form has to say, so that it is heard. */

/** Give the focus to what the page tells or asks, unless something has it already. */
export function arriveWhereOneGoesOn() {
  if (document.activeElement !== document.body) return;
  const wrong = document.querySelector('main form [aria-invalid="true"]');
  const told = document.querySelector("main .trouble:not([hidden], :empty), main .told, main [data-arrive]");
  const [first] = [wrong, told].filter(Boolean);
  if (!first) return;
  if (first !== wrong) first.tabIndex = -1;
  first.focus({ preventScroll: first !== wrong });
}

/** No dialog that closes leaves the focus nowhere, where what had it before is gone meanwhile. */
export function watchDialogs() {
  const back = () => {
    if (document.activeElement !== document.body) return;
    document.querySelector(".proof, main :is(a, button)")?.focus({ preventScroll: true });
  };
  // A dialog's closing does not bubble; it is heard on its way down.
  document.addEventListener("close", () => setTimeout(back), true);
}
