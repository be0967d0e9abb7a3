/* Fills the offered wording while it is untouched, leads from blank to blank, and adds sentences that are offered. */

import { placesOf } from "./places.js";
import { word } from "./words.js";

const BLANK = /\{(?!publisher\}|date[ _]of[ _]publication\})[^{}]*\}/g; // those two are filled in at publication
const SENTENCE = /\S\s+\S.*[.!?。！？]["”’)]*$/s; // no part of another sentence: such a blank is left to the editor

const SORTS = [[/^#link\./, "link"], [/^#image\..*\.src$/, "picture"], [/^#image\..*\.alt$/, "description"]];

/** Offer a card the wording for its kind, filled with the right and the wrong words as they are typed. */
export function watchWording(form) {
  const { wording, replacement, kind, withheld, topic } = form.elements;
  const offers = JSON.parse(form.querySelector('script[type="application/json"]')?.textContent || "{}") || {};
  let filled = null;
  let untouched = !wording.value || Object.values(offers).some((offer) => [offer, fill(offer, form)].includes(wording.value));
  let byPointer = false;
  const kept = untouched ? null : follower(form);

  const refill = () => {
    if (kept) follow();
    if (!untouched) return;
    const offer = offerFor(form, offers);
    if (offer === undefined && filled === null) return;
    filled = wording.value = offer === undefined ? "" : fill(offer, form);
    blanks();
  };
  const follow = () => {
    if (wording.value !== kept.said) return;
    kept.said = wording.value = kept.offer.replace("{right}", () => literal(replacement.value.trim()) || "{right}");
    blanks();
  };
  const blanks = () => {
    const line = form.querySelector("[data-blank]");
    const left = wording.value.match(BLANK) ?? [];
    line.hidden = !left.length;
    line.textContent = left.length ? `${word("blank")} ${left.join(", ")}` : "";
  };

  if (untouched) refill();
  blanks();
  for (const field of [replacement, topic]) field?.addEventListener("input", refill);
  for (const field of [kind, withheld]) field?.addEventListener("change", refill);
  replacement?.addEventListener("focus", refill);
  form.addEventListener("card:places", refill);
  wording.addEventListener("input", () => {
    untouched = wording.value === "" || wording.value === filled;
    blanks();
  });
  wording.addEventListener("pointerdown", () => (byPointer = true));
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-adds], [data-adds-offer]");
    if (button) add(button.dataset.adds ?? fill(offers[button.dataset.addsOffer], form));
  });
  for (const part of form.querySelectorAll("[data-with-script]")) part.hidden = false;
  const add = (sentence) => {
    const said = wording.value.trimEnd();
    // Full-width stops have their room in themselves.
    wording.value = said + (!said || /[。！？]$/.test(said) ? "" : " ") + sentence;
    wording.dispatchEvent(new Event("input", { bubbles: true }));
    wording.focus();
    enterBlank(wording);
  };
  wording.addEventListener("focus", () => {
    // Only now, since nothing may move while something else is pressed.
    refill();
    if (!byPointer) enterBlank(wording);
    byPointer = false;
  });
}

/** Put the caret into the first blank of a wording, so that typing fills it; false where there is none.
 *
 * If all of it is selected, it stays so. */
export function enterBlank(wording) {
  const [blank] = wording.value.matchAll(BLANK);
  const all = wording.value && wording.selectionStart === 0 && wording.selectionEnd === wording.value.length;
  if (blank && !all) wording.setSelectionRange(blank.index, blank.index + blank[0].length);
  return Boolean(blank);
}

/** A wording that tells the right words once goes along with them when they change: its offer, and what it says now. */
function follower(form) {
  const { wording, replacement } = form.elements;
  const right = literal(replacement?.value.trim() ?? "");
  const [before, after, more] = right ? wording.value.split(right) : [];
  return after === undefined || more !== undefined ? null : { offer: `${before}{right}${after}`, said: wording.value };
}

function offerFor(form, offers) {
  const { kind, withheld } = form.elements;
  const chosen = kind?.value ?? "correction";
  if (withheld?.checked && offers.withheld) return offers.withheld;
  if (chosen !== "correction") return offers[chosen];
  const places = placesOf(form);
  const [wrong, right] = [places[0]?.exact, form.elements.replacement?.value.trim()];
  if (places.length && right === "") return offers.deleted;
  // Left as they are, the words are commented on; until then there was no time to change them.
  if (wrong && right === wrong) return document.activeElement === form.elements.replacement ? offers.correction : offers.stays;
  const sort = SORTS.find(([like]) => like.test(places[0]?.field ?? ""))?.[1];
  if (sort && places.length === 1) return offers[sort];
  if (places.length > 1) return offers.several;
  if (wrong && onlyAdds(wrong, right)) return offers.added;
  return places[0]?.field === "title" ? offers.headline : offers.correction;
}

/** Whether all words of the wrong ones stand in the right ones, in their order, with others among them. */
function onlyAdds(wrong, right) {
  const wanted = wrong.split(/\s+/);
  const given = right.split(/\s+/);
  let at = 0;
  for (const each of given) if (each === wanted[at]) at += 1;
  return at === wanted.length && given.length > wanted.length;
}

function fill(offer, form) {
  const places = placesOf(form);
  const wrong = places[0]?.exact ?? "";
  const right = form.elements.replacement?.value.trim() ?? "";
  const known = {
    wrong: SENTENCE.test(wrong) ? "" : wrong,
    right: right === wrong || SENTENCE.test(right) ? "" : right,
    n: places.length > 1 ? String(places.length) : "",
    topic: form.elements.topic?.value.trim() ?? "",
    source: sourceNamed(form),
  };
  return offer.replace(/\{(\w+)\}/g, (blank, name) => literal(known[name] ?? "") || blank);
}

/** What the first source is called; an address is no name. */
function sourceNamed(form) {
  const titles = [...form.querySelectorAll('[data-sources] input')].map(({ value }) => value.trim());
  return titles.find((title) => title && !/^https?:/i.test(title)) ?? "";
}

function literal(words) {
  // The wording is Markdown, the words are not; and the end of their sentence is not the end of its own.
  return words
    .replace(/[\s.!?,;:。！？，；：]+$/, "")
    .replace(/[\\`*_[\]<]/g, "\\$&")
    .replace(/\s+/g, " ");
}
