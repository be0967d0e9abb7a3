/* Tells in the card what went wrong on the way to the server and back, and what to do; what was typed stays there. */

import { stand } from "./standing.js";
import { say, word } from "./words.js";

/** Watch what htmx sends for the card. `expects()`: whether a card is open or on its way. */
export function watchTrouble(expects) {
  document.addEventListener("htmx:configRequest", renewToken);
  document.addEventListener("htmx:beforeSwap", refuseStrangers);
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => expects() && tell(word("away")));
  }
  document.addEventListener("htmx:responseError", (event) => expects() && tell(...blame(event.detail.xhr.status)));
}

/** Take the last trouble away. */
export function forgive() {
  const box = document.querySelector("#card [data-trouble]");
  if (box) box.hidden = true;
}

function renewToken({ detail: { parameters } }) {
  // Whoever signed in again in another window has a new token; the one in the card is the old session's.
  const [, token] = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie) ?? [];
  if (token && parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = token;
}

function refuseStrangers(event) {
  // Whoever is signed out is led to another page; it must not take the place of the card or of the article.
  const { target, serverResponse, shouldSwap, xhr } = event.detail;
  const expected = { card: /class="card[ "]/, article: /id="article"/ }[target.id];
  if (!shouldSwap || !expected || expected.test(serverResponse)) return;
  event.detail.shouldSwap = false;
  if (xhr.status === 409 || xhr.status === 422) tell(word("failed"));
  else tell(...blame(401));
}

function blame(status) {
  if (status === 401 || status === 403) {
    const link = document.createElement("a");
    link.href = `${word("signInHref")}?${new URLSearchParams({ next: location.pathname })}`;
    link.textContent = word("signIn");
    return [word("signedOut"), " ", link];
  }
  return [word(status === 404 || status === 410 ? "gone" : "failed")];
}

function tell(...parts) {
  const card = document.getElementById("card");
  let box = card.querySelector("[data-trouble], .trouble");
  say("");
  if (!box) {
    const shell = document.createElement("div");
    shell.className = "card";
    box = document.createElement("div");
    box.className = "trouble";
    box.setAttribute("role", "alert");
    const shut = document.createElement("button");
    shut.type = "button";
    shut.className = "btn";
    shut.dataset.close = "";
    shut.textContent = word("close");
    shell.append(box, shut);
    card.replaceChildren(shell);
    stand();
  }
  box.replaceChildren(...parts);
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}
