/* Opens the publishing sheet over the article, and counts what is ticked. */

import { say, word } from "./words.js";

/** Let the links to the publishing sheet open it in place. */
export function watchSheet() {
  const dialog = document.getElementById("sheet");
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-sheet]");
    if (link && dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      // What is being written would be left out of what is published.
      if (document.querySelector("#card form[data-typed]")) return say(word("saveFirst"), 12);
      await show(dialog, link.getAttribute("href"));
    } else if (dialog?.open && event.target.closest("dialog [data-shut]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest(".ticks")) count(event.target.closest(".sheet"));
  });
  count(document.querySelector(".sheet"));
}

async function show(dialog, href) {
  const slow = setTimeout(() => say(word("opening"), 60), 500);
  try {
    await window.htmx.ajax("GET", href, { target: "#sheet", swap: "innerHTML", select: ".sheet" });
  } catch {
    // Below, the page itself is asked for, and says what is wrong.
  }
  clearTimeout(slow);
  say("");
  if (!dialog.querySelector(".sheet")) return location.assign(href);
  count(dialog.querySelector("form.sheet"));
  dialog.setAttribute("aria-label", dialog.querySelector("h1").textContent);
  dialog.showModal();
  const first = dialog.querySelector("[data-publish]:enabled") ?? dialog.querySelector(".ticks input:enabled, .btn");
  first?.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}

function count(sheet) {
  const button = sheet?.querySelector("[data-publish]");
  if (!button) return;
  const ticked = sheet.querySelectorAll('[name="note"]:checked').length;
  button.disabled = !ticked;
  const { none = word("noneTicked"), one = word("publishOne"), many = word("publishMany") } = button.dataset;
  const says = ticked === 0 ? none : ticked === 1 ? one : many;
  button.textContent = says.replace("{n}", ticked);
}
