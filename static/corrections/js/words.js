/* What the scripts say: translated words from the page, as small buttons too, and the line in which they are told. */

let clearing;

/** A word or sentence of the page's `words` element by its name. */
export function word(name) {
  return document.getElementById("words").dataset[name] ?? name;
}

/** A small button that says a word of the page, and what pressing it does. */
export function button(says, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "else";
  made.textContent = word(says);
  made.addEventListener("click", pressed);
  return made;
}

/** Tell something in the status line, for eyes and for screen readers. */
export function say(text, seconds = 6) {
  const line = document.getElementById("status");
  line.textContent = text;
  clearTimeout(clearing);
  if (text) clearing = setTimeout(() => (line.textContent = ""), seconds * 1000);
}
