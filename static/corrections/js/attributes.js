/* Which links and pictures of the page are which fields: the mirror of corrections/text/attributes.py. */

const GENERATED = ["footnote-ref", "footnote-backref"];

// Since a link has no address while it is pressed, they are counted once for each article that stands on the page.
const kept = new WeakMap();

/** The fields of each link and picture of the article: a Map of elements to names such as "#link.3.href". */
export function elementsOf() {
  const article = document.getElementById("article");
  if (!article) return new Map();
  if (!kept.has(article)) kept.set(article, counted(article));
  return kept.get(article);
}

function counted(article) {
  const found = new Map();
  const counts = { A: 0, IMG: 0 };
  for (const element of article.querySelectorAll(".body :is(a, img)")) {
    const { tagName } = element;
    if (element.closest("[data-added]") || GENERATED.includes(element.getAttribute("class"))) continue;
    if (tagName === "A" && !element.hasAttribute("href")) continue;
    counts[tagName] += 1;
    const at = counts[tagName];
    found.set(element, tagName === "A" ? [`#link.${at}.href`] : [`#image.${at}.alt`, `#image.${at}.src`]);
  }
  return found;
}

/** The element of a field of that sort, or null. */
export function elementNamed(field) {
  if (!field?.startsWith("#")) return null;
  for (const [element, names] of elementsOf()) if (names.includes(field)) return element;
  return null;
}
