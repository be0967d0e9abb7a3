/* Closes the menu of a narrow screen's bar when it is left. */

/** Let Escape, and a press anywhere else, close an open menu. */
export function watchMenus() {
  const close = (but) => {
    for (const menu of document.querySelectorAll("details.rest[open]")) {
      if (menu !== but) menu.open = false;
    }
  };
  document.addEventListener("pointerdown", ({ target }) => close(target.closest("details.rest")));
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    // What had the focus in it is hidden now.
    document.activeElement?.closest("details.rest[open]")?.querySelector("summary").focus();
    close(null);
  });
}
