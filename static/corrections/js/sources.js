/* The sources of a note: shows one empty row, adds more, and fills the title of a source that was used before. */

/** Let a card have as many sources as it needs. */
export function watchSources(form) {
  const group = form.querySelector("[data-sources]");
  const add = group?.querySelector("[data-add-source]");
  if (!add) return;
  const rows = () => [...group.querySelectorAll(".source")];
  // Without this script several empty rows stand ready; with it, one is enough.
  const empty = rows().filter((row) => inputsOf(row).every((input) => !input.value));
  for (const row of empty.slice(rows().length === empty.length ? 1 : 0)) row.remove();
  // One more can be added once the last one says something.
  const offer = () => (add.hidden = inputsOf(rows().at(-1)).every((input) => !input.value));
  for (const name of ["input", "change", "card:restored"]) form.addEventListener(name, offer);
  offer();
  add.addEventListener("click", () => {
    const row = rows().at(-1).cloneNode(true);
    row.querySelector(".errorlist")?.remove();
    for (const input of inputsOf(row)) {
      input.value = "";
      input.removeAttribute("aria-invalid");
    }
    add.before(row);
    offer();
    inputsOf(row)[0].focus();
  });
  group.addEventListener("change", (event) => {
    const [address, title] = inputsOf(event.target.closest(".source"));
    if (event.target !== address) return;
    const used = group.querySelector("datalist")?.options ?? [];
    const known = [...used].find((option) => option.value === address.value);
    if (!known) return;
    if (!title.value) title.value = known.dataset.title;
    if (known.value === known.dataset.title) address.value = "";
  });
}

function inputsOf(row) {
  return [...row.querySelectorAll("input")];
}
