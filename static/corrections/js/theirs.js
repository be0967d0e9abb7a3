/* Where two editors wrote at once: takes over single fields of what the other saved, or all of it. */

/** Let the card take over what somebody else saved. `afresh()` opens the note as it stands, without what was typed. */
export function watchTheirs(form, afresh) {
  form.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]");
    if (take) {
      const field = form.elements[take.dataset.take];
      if (field.type === "checkbox") field.checked = take.value === "on";
      else field.value = take.value;
      for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
      if (field.name === "places") form.dispatchEvent(new CustomEvent("card:places"));
      take.closest(".their").remove();
      field.closest("details")?.setAttribute("open", "");
      (field.type === "hidden" ? form.elements.wording : field).focus();
    } else if (event.target.closest("[data-afresh]")) {
      event.preventDefault();
      afresh();
    }
  });
  for (const take of form.querySelectorAll("[data-take]")) take.hidden = false;
}
