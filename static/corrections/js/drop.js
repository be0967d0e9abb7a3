/* The import page: takes a file that is dropped anywhere, and notes the line ends of pasted text. */

import { isSent, keep, restore } from "./keep.js";
import { word } from "./words.js";

const TEXT = /\.(md|markdown|mdown|txt)$/i;

/** Let the import form take dropped files and pasted text. */
export function watchDrops() {
  const look = document.querySelector("form.foreseen");
  if (look) {
    // What was pasted is not the server's before it is sent from here.
    isSent(location.href, false);
    look.addEventListener("submit", () => isSent(location.href, true));
  }
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const { file, text, line_ends: lineEnds } = form.elements;
  const line = form.querySelector("[data-taken]");
  // A pasted text outlasts a session that is over, and a server that is away; one that came back is not written over.
  if (!text.value && !form.querySelector(".errorlist, .trouble") && restore(form, location.href)) line.textContent = word("restored");
  keep(form, () => location.href);
  let over = 0;
  document.addEventListener("dragenter", () => form.classList.toggle("dropping", ++over > 0));
  document.addEventListener("dragleave", () => form.classList.toggle("dropping", --over > 0));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    over = 0;
    form.classList.remove("dropping");
    const [dropped] = event.dataTransfer.files;
    if (!dropped) return;
    event.preventDefault();
    if (!TEXT.test(dropped.name)) {
      line.textContent = word("notText");
      return;
    }
    const one = new DataTransfer();
    one.items.add(dropped);
    file.files = one.files;
    line.textContent = `${word("chosen")} ${dropped.name}`;
  });
  file.addEventListener("change", () => (line.textContent = ""));
  text.addEventListener("paste", (event) => {
    // A form sends every line end as CR LF; only here is it still known how the text had them.
    const covers = text.selectionStart === 0 && text.selectionEnd === text.value.length;
    if (covers) lineEnds.value = lineEndsOf(event.clipboardData.getData("text/plain"));
  });
}

function lineEndsOf(text) {
  if (text.includes("\r\n")) return "crlf";
  if (text.includes("\n")) return "lf";
  return text.includes("\r") ? "cr" : "";
}
