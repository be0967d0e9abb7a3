/* Shows in the card the line as readers will see it, while it is typed. */

import { placesOf } from "./places.js";
import { countOf, fieldNamed, slice, textOf } from "./textpoints.js";
import { word } from "./words.js";

const AROUND = 32; // code points of the line on either side
const LONG = 60; // as on the readers' page: a longer stretch shows the right words only
const MANY = 400; // words on either side, beyond which the whole stretch is struck

/** Keep a card's preview in step with its right words. */
export function watchPreview(form) {
  const line = form.querySelector("[data-preview]");
  const { replacement } = form.elements;
  if (!line || !replacement) return;
  const show = () => {
    const place = placesOf(form)[0];
    line.hidden = !place;
    if (place) line.replaceChildren(...preview(form, place, replacement.value));
  };
  replacement.addEventListener("input", show);
  form.addEventListener("card:places", show);
  form.addEventListener("card:restored", show);
  show();
}

function preview(form, place, right) {
  const wrong = place.exact;
  if (right === wrong) return [word("stay")];
  const [before, after] = around(form, place);
  if (!right.trim()) {
    // The space that would be left over goes too.
    const kept = /\s$/.test(before) && /^[\s\p{P}]/u.test(after) ? before.trimEnd() : before;
    const spare = before.slice(kept.length);
    return [`${word("deleted")} `, shown(form, kept, element("del", spare + shortened(wrong)), after)];
  }
  return [`${word("seen")} `, shown(form, before, ...changes(wrong, right.trim()), after)];
}

function around(form, { field, start, end }) {
  const element = fieldNamed(field);
  if (!element) return [form.dataset.before ?? "", form.dataset.after ?? ""];
  const text = textOf(element);
  const before = slice(text, Math.max(0, start - AROUND), start).split("\n").at(-1);
  const after = slice(text, end, end + AROUND).split("\n", 1)[0];
  // What is cut off is cut between words, and shown to be cut.
  return [
    countOf(before) < AROUND ? before : `…${before.replace(/^\S{0,16}\s+/, "")}`,
    countOf(after) < AROUND ? after : `${after.replace(/\s+\S{0,16}$/, "")}…`,
  ];
}

function shown(form, ...parts) {
  const line = document.createElement("span");
  line.className = "line";
  line.lang = form.elements.replacement.lang;
  line.dir = form.elements.replacement.dir;
  line.append(...parts);
  return line;
}

/** The words of `right` with what it takes the place of, as a list of strings, <del> and <ins>. */
export function changes(wrong, right) {
  const [old, young] = [wordsOf(wrong), wordsOf(right)];
  const parts = [];
  for (const { gone, come, same } of old.length * young.length > MANY * MANY ? whole(old, young) : compare(old, young)) {
    if (gone && gone.length <= LONG) parts.push(element("del", gone));
    if (gone && gone.length <= LONG && come) parts.push(" ");
    if (come) parts.push(element("ins", come));
    if (same) parts.push(same);
  }
  return parts;
}

function wordsOf(text) {
  const letters = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+(?:['’.,][\p{L}\p{N}]+)*|\s+|./gsu;
  return text.match(letters) ?? [];
}

function whole(old, young) {
  return [{ gone: old.join(""), come: young.join(""), same: "" }];
}

function compare(old, young) {
  const length = Array.from({ length: old.length + 1 }, () => new Uint16Array(young.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      length[i][j] = old[i] === young[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const found = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const change = { gone: "", come: "", same: "" };
    while ((i < old.length || j < young.length) && !(i < old.length && j < young.length && keeps(old, young, i, j))) {
      if (j >= young.length || (i < old.length && length[i + 1][j] >= length[i][j + 1])) change.gone += old[i++];
      else change.come += young[j++];
    }
    while (i < old.length && j < young.length && old[i] === young[j]) {
      change.same += old[i++];
      j += 1;
    }
    found.push(change);
  }
  return found;
}

function keeps(old, young, i, j) {
  if (old[i] !== young[j]) return false;
  // What stands between two changed words and is no word itself belongs to the change: two words struck, not
  // word, comma, word.
  let run = 0;
  while (i + run < old.length && old[i + run] === young[j + run]) {
    if (/[\p{L}\p{N}]/u.test(old[i + run])) return true;
    run += 1;
  }
  return (!i && !j) || i + run === old.length || j + run === young.length;
}

function shortened(words) {
  const letters = [...words];
  return letters.length <= LONG ? words : `${letters.slice(0, LONG / 2).join("")} … ${letters.slice(-LONG / 2).join("")}`;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
