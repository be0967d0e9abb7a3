/* Tells in the card what went wrong on the way to the server and back, and mends it: tries again, or signs in again. */

import { signIn } from "./signin.js";
import { stand } from "./standing.js";
import { token } from "./token.js";
import { button, say, word } from "./words.js";

const PAUSES = [3, 5, 10, 20, 30]; // seconds before the first, the second, … further try
const AWAY = new Set([502, 503, 504]); // what stands before a server says these while it is away

let again = null;
let lost = null;
let waiting = null;
let tries = 0;

/** Watch what htmx sends for the card.
 *
 * expects(): whether a card is open or on its way. retry(): do it again. gone(): what it was about is no longer here. */
export function watchTrouble(expects, retry, gone) {
  again = retry;
  lost = gone;
  document.addEventListener("htmx:configRequest", renewToken);
  document.addEventListener("htmx:beforeSwap", refuseStrangers);
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => expects() && away());
  document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => expects() && (refuse(xhr) || blame(xhr.status, xhr)));
  addEventListener("online", () => waiting && tryAgain());
  document.getElementById("card").addEventListener("input", () => {
    if (!waiting) return;
    // Whoever goes on writing will save again; half a sentence is not to be saved meanwhile.
    calm();
    tell(word("awayStill"));
  });
}

/** Take the last trouble away; while it is tried again it stays, and is not told anew. */
export function forgive() {
  if (tries) return;
  const box = document.querySelector("#card [data-trouble]");
  if (box) box.hidden = true;
}

/** The server has answered: nothing waits to be tried again. */
export function calm() {
  stopWaiting();
  tries = 0;
}

function renewToken({ detail: { parameters } }) {
  if (token() && parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = token();
}

function refuseStrangers(event) {
  // Whoever is signed out is led to another page; it must not take the place of the card or of the article.
  const { target, serverResponse, shouldSwap, xhr } = event.detail;
  const expected = { card: /class="card[ "]/, article: /id="article"/ }[target.id];
  if (!shouldSwap || !expected || expected.test(serverResponse)) return;
  event.detail.shouldSwap = false;
  blame(xhr.status === 409 || xhr.status === 422 ? xhr.status : 401);
}

/** Tell why an account may not do this; what else is answered with 403 comes of a session that is over. */
function refuse(xhr) {
  if (xhr.status !== 403) return false;
  const why = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector("[data-refused]");
  if (!why) return false;
  calm();
  tell(why.textContent, " ", word("typedIsKept"));
  return true;
}

function blame(status, xhr) {
  if (AWAY.has(status)) return away(outage(xhr));
  calm();
  if (status === 401 || status === 403) return signInAndGoOn();
  const isGone = status === 404 || status === 410;
  tell(word(isGone ? "gone" : "failed"));
  if (isGone) lost();
}

/** What a server that is there says of its database, when it can save nothing; null of one that is away. */
function outage(xhr) {
  const said = new DOMParser().parseFromString(xhr?.responseText ?? "", "text/html").querySelector("[data-outage]");
  return said && `${said.textContent} ${word("triedAgain")}`;
}

function away(why) {
  stopWaiting();
  if (!tries) tell(why ?? word("away"), " ", button("tryNow", tryAgain));
  waiting = setTimeout(tryAgain, PAUSES[Math.min(tries, PAUSES.length - 1)] * 1000);
  tries += 1;
}

function tryAgain() {
  stopWaiting();
  again();
}

function stopWaiting() {
  clearTimeout(waiting);
  waiting = null;
}

async function signInAndGoOn() {
  const ask = async () => {
    try {
      if (await signIn()) again();
    } catch {
      tell(word("awayStill"), " ", button("signIn", ask));
    }
  };
  tell(word("signedOut"), " ", button("signIn", ask));
  await ask();
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
    const shut = button("close", () => {});
    shut.className = "btn";
    shut.dataset.close = "";
    shell.append(box, shut);
    card.replaceChildren(shell);
    stand();
    shut.focus({ preventScroll: true });
  }
  box.replaceChildren(...parts);
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}
