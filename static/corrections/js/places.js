/* The places of a note in its card: lists them, adds the words selected next or ticked elsewhere, removes one. */

import { serve } from "./selection.js";
import { button, say, word } from "./words.js";

/** The places that a card holds: a list of {field, start, end, exact}, in order; empty for a note on the whole article. */
export function placesOf(form) {
  const held = heldBy(form);
  return held.length ? [...held, ...ticksOf(form).filter((box) => box.checked).map((box) => JSON.parse(box.value))] : [];
}

/** Put other words in the place of a card's first ones. */
export function putFirst(form, place) {
  write(form, [place, ...heldBy(form).slice(1)]);
}

/** Let a card have several places. */
export function watchPlaces(form) {
  const list = form.querySelector("[data-places]");
  if (!list) return;
  const add = form.querySelector("[data-add-place]");
  if (document.getElementById("card")) {
    add.hidden = false;
    add.addEventListener("click", () => pick(form));
  }
  form.addEventListener("card:restored", () => showPlaces(form));
  form.addEventListener("card:places", () => showPlaces(form));
  form.addEventListener("change", ({ target }) => target.name === "also" && changed(form));
  // A list that opens below the card's edge seems not to have opened.
  const open = ({ target }) => target.open && target.matches(".elsewhere") && target.scrollIntoView({ block: "nearest" });
  form.addEventListener("toggle", open, true);
  form.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-tick-all]")) return;
    const boxes = ticksOf(form);
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    changed(form);
  });
  showPlaces(form);
}

function heldBy(form) {
  const { places, field, start, end, exact } = form.elements;
  try {
    const listed = JSON.parse(places.value);
    if (Array.isArray(listed) && listed.length) return listed;
  } catch {
    // Not listed: the one place stands in fields of its own.
  }
  if (start.value === "" || end.value === "") return [];
  return [{ field: field.value, start: Number(start.value), end: Number(end.value), exact: exact.value }];
}

function ticksOf(form) {
  return [...form.querySelectorAll('[name="also"]')];
}

function showPlaces(form) {
  const list = form.querySelector("[data-places]");
  const places = heldBy(form);
  list.hidden = places.length < 2;
  list.replaceChildren(
    ...places.map((place, index) => {
      const item = document.createElement("li");
      const words = document.createElement("q");
      words.textContent = place.exact;
      item.append(words);
      if (index) item.append(remover(form, index));
      return item;
    }),
  );
  const all = form.querySelector("[data-tick-all]");
  if (all) all.hidden = ticksOf(form).length < 2;
}

function remover(form, index) {
  return button("remove", () => {
    write(form, heldBy(form).toSpliced(index, 1));
    say(word("placeRemoved"));
    form.querySelector("[data-add-place]").focus();
  });
}

function pick(form) {
  form.classList.add("aside");
  say(word("pickPlace"), 20);
  document.querySelector(".proof").focus({ preventScroll: true });
  serve({
    says: "addPlace",
    drop() {
      form.classList.remove("aside");
      form.elements.replacement.focus({ preventScroll: true });
    },
    take(place) {
      serve(null);
      form.classList.remove("aside");
      const overlaps = (each) => each.field === place.field && each.start < place.end && place.start < each.end;
      const twice = placesOf(form).some(overlaps);
      const box = ticksOf(form).find((each) => overlaps(JSON.parse(each.value)));
      if (box && JSON.parse(box.value).exact === place.exact) box.checked = true;
      else if (!twice) write(form, [...heldBy(form), place]);
      changed(form);
      say(word(twice ? "twice" : "placeAdded"));
      form.elements.replacement.focus({ preventScroll: true });
    },
  });
}

function write(form, places) {
  form.elements.places.value = JSON.stringify(places);
  changed(form);
}

function changed(form) {
  form.dispatchEvent(new CustomEvent("card:places"));
}
