/* Which links and pictures of the page are which fields: the mirror of corrections/text/attributes.py. */

const GENERATED = ["footnote-ref", "footnote-backref"];

let kept = null; // since a link has no address while it is pressed, they are counted once for each article

/** The fields of each link and picture of the article: a Map of elements to names such as "#link.3.href". */
export function elementsOf() {
  if (kept) return kept;
  kept = new Map();
  const counted = { A: 0, IMG: 0 };
  for (const element of document.querySelectorAll("#article .body :is(a, img)")) {
    const { tagName } = element;
    if (element.closest("[data-added]") || GENERATED.includes(element.getAttribute("class"))) continue;
    if (tagName === "A" && !element.hasAttribute("href")) continue;
    counted[tagName] += 1;
    const at = counted[tagName];
    kept.set(element, tagName === "A" ? [`#link.${at}.href`] : [`#image.${at}.alt`, `#image.${at}.src`]);
  }
  return kept;
}

/** The element of a field of that sort, or null. */
export function elementNamed(field) {
  if (!field?.startsWith("#")) return null;
  for (const [element, names] of elementsOf()) if (names.includes(field)) return element;
  return null;
}

/** Count anew, since another article stands on the page. */
export function forgetAttributes() {
  kept = null;
}
