/* Signs an editor in again over the page, so that what is being typed stays where it is. */

import { word } from "./words.js";

/** Ask for name and password in a dialog. Resolves to true once signed in, to false when it is called off. */
export async function signIn() {
  const dialog = document.getElementById("sign-in");
  if (dialog.open) return false;
  const form = dressed(formIn(await ask()), dialog);
  form.elements.username.value ||= word("user");
  dialog.replaceChildren(form);
  dialog.showModal();
  form.elements[form.elements.username.value ? "password" : "username"].focus();
  return new Promise((resolve) => {
    dialog.addEventListener("submit", send);
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("submit", send);
      dialog.replaceChildren();
      resolve(dialog.returnValue === "in");
    }, { once: true });
    dialog.returnValue = "";
  });
}

async function send(event) {
  event.preventDefault();
  const dialog = event.currentTarget;
  const form = event.target;
  try {
    // A sign-in that fails shows its form again; one that succeeds leads on, which is not followed.
    const answer = await fetch(word("signInHref"), { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      document.getElementById("words").dataset.user = form.elements.username.value;
      return dialog.close("in");
    }
    const again = dressed(formIn(await answer.text()), dialog);
    form.replaceWith(again);
    again.elements.password.focus();
  } catch {
    // Here and not in the status line, which is behind the dialog.
    const line = form.querySelector(".trouble") ?? document.createElement("p");
    line.className = "trouble";
    line.setAttribute("role", "alert");
    line.textContent = word("failed");
    form.prepend(line);
  }
}

async function ask() {
  const answer = await fetch(word("signInHref"));
  return answer.text();
}

function formIn(html) {
  const form = new DOMParser().parseFromString(html, "text/html").querySelector("form.sign-in");
  if (!form) throw new Error("The server answered something else.");
  return document.importNode(form, true);
}

/** The page's form as it stands in the dialog: with the reason for it, and a way out. */
function dressed(form, dialog) {
  const why = document.createElement("p");
  why.className = "hint";
  why.textContent = word("signedOut");
  form.querySelector("h1").after(why);
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "btn plain";
  cancel.textContent = word("close");
  cancel.addEventListener("click", () => dialog.close());
  form.querySelector("button").after(" ", cancel);
  return form;
}
