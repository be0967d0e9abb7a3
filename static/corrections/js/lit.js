/* Tints a draft's words and its notice together, and opens a published notice that its number leads to. */

/** Tint what belongs together under the pointer and the focus. */
export function watchLight() {
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, (event) => light(noteOf(event.target)));
  document.addEventListener("click", (event) => {
    const number = event.target.closest?.('#article a.no[href^="#"]');
    document.getElementById(number?.hash.slice(1))?.querySelector("details")?.setAttribute("open", "");
  });
}

function noteOf(element) {
  const number = element.closest?.("#article .no")?.getAttribute("aria-details");
  return number ?? element.closest?.("mark.draft")?.dataset.note ?? element.closest?.(".notice.draft, .decision")?.id ?? null;
}

function light(note) {
  for (const lit of document.querySelectorAll("#article .lit")) {
    if (lit.dataset.note !== note && lit.id !== note) lit.classList.remove("lit");
  }
  if (!note) return;
  document.getElementById(note)?.classList.add("lit");
  for (const mark of document.querySelectorAll(`#article mark[data-note="${CSS.escape(note)}"]`)) mark.classList.add("lit");
}
