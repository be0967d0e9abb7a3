/* Keeps what is typed into a card in this browser until it is saved, and puts it back when the card opens again. */

const OURS = "corrigenda card ";
const LEFT_OUT = new Set(["csrfmiddlewaretoken"]);

/** Keep what is typed from now on. */
export function keep(form, href) {
  const key = keyOf(href);
  const remember = () => {
    form.dataset.typed = "";
    put(key, { typed: valuesOf(form), at: Date.now() });
  };
  form.addEventListener("input", remember);
  form.addEventListener("change", remember);
  form.addEventListener("card:places", remember);
  form.addEventListener("submit", () => {
    // A card that is a page by itself is gone with the answer; the article, when it shows again, drops what was sent.
    const was = get(key);
    if (was && !document.getElementById("card")) put(key, { ...was, sent: true });
  });
}

/** Put back what was typed; true if there was anything that differs from what the form says. */
export function restore(form, href) {
  const was = get(keyOf(href));
  if (!was) return false;
  if (JSON.stringify(was.typed) === JSON.stringify(valuesOf(form))) return false;
  const names = new Set(was.typed.map(([name]) => name));
  for (const box of form.querySelectorAll('[type="checkbox"]')) box.checked = false;
  for (const name of names) {
    const values = was.typed.filter(([each]) => each === name).map(([, value]) => value);
    while (form.querySelectorAll(`[name="${name}"]`).length < values.length && name.startsWith("source_")) {
      form.querySelector("[data-add-source]").click();
    }
    form.querySelectorAll(`[name="${name}"]`).forEach((field, index) => {
      if (field.type === "checkbox") field.checked = values.includes(field.value);
      else if (values[index] !== undefined) field.value = values[index];
    });
  }
  form.dispatchEvent(new CustomEvent("card:restored"));
  form.dataset.typed = "";
  return true;
}

/** Drop what was kept for a card. */
export function forget(href) {
  try {
    localStorage.removeItem(keyOf(href));
  } catch {
    // A browser that keeps nothing has nothing to drop.
  }
}

/** On the article's page: drop what cards of their own page have sent, for the server has it now. */
export function forgetSent() {
  if (!document.getElementById("article")) return;
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(OURS) && get(key)?.sent) localStorage.removeItem(key);
    }
  } catch {
    // See above.
  }
}

function keyOf(href) {
  const { pathname, searchParams } = new URL(href, location.href);
  const revision = document.getElementById("article")?.dataset.revision ?? "";
  const place = ["field", "start", "end", "whole", "also"].map((name) => searchParams.get(name) ?? "");
  return `${OURS}${pathname} ${place.join(" ")} ${revision}`;
}

function valuesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
}

function put(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full, or not allowed: the form itself still has it.
  }
}

function get(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}
