/* The places of a note in its card: lists them, adds the words selected next, removes one. */

import { serve } from "./selection.js";
import { say, word } from "./words.js";

/** The places that a card holds: a list of {field, start, end, exact}, in order; empty for a note on the whole article. */
export function placesOf(form) {
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

/** Let a card have several places. */
export function watchPlaces(form) {
  const list = form.querySelector("[data-places]");
  if (!list) return;
  const add = form.querySelector("[data-add-place]");
  if (document.getElementById("card")) {
    add.hidden = false;
    add.addEventListener("click", () => pick(form));
  }
  form.addEventListener("card:restored", () => showPlaces(form, list));
  showPlaces(form, list);
}

function showPlaces(form, list) {
  const places = placesOf(form);
  list.hidden = places.length < 2;
  list.replaceChildren(
    ...places.map((place, index) => {
      const item = document.createElement("li");
      const words = document.createElement("q");
      words.textContent = place.exact;
      item.append(words);
      if (index) item.append(remover(form, list, index));
      return item;
    }),
  );
}

function remover(form, list, index) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "else";
  button.textContent = word("remove");
  button.addEventListener("click", () => {
    write(form, placesOf(form).toSpliced(index, 1));
    showPlaces(form, list);
    form.querySelector("[data-add-place]").focus();
  });
  return button;
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
      const places = placesOf(form);
      const twice = places.some(
        (each) => each.field === place.field && each.start < place.end && place.start < each.end,
      );
      if (!twice) write(form, [...places, place]);
      showPlaces(form, form.querySelector("[data-places]"));
      say(word(twice ? "twice" : "placeAdded"));
      form.elements.replacement.focus({ preventScroll: true });
    },
  });
}

function write(form, places) {
  form.elements.places.value = JSON.stringify(places);
  form.dispatchEvent(new CustomEvent("card:places"));
}
