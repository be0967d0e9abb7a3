/* Shows that a form is on its way, and sends it once. */

/** Let the button of every form with data-busy say so while it is sent. */
export function watchBusy() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.busy || event.defaultPrevented) return;
    const button = event.submitter ?? form.querySelector("button");
    if (form.dataset.sent !== undefined) return event.preventDefault();
    form.dataset.sent = button.textContent;
    button.setAttribute("aria-busy", "true");
    button.textContent = form.dataset.busy;
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) {
      const button = form.querySelector("[aria-busy]");
      button.textContent = form.dataset.sent;
      button.removeAttribute("aria-busy");
      delete form.dataset.sent;
    }
  });
}
