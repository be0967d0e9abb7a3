/* Says every few seconds that the article is open here, shows who else has it open, and lets in what they change. */

import { cardNow, isOnItsWay } from "./card.js";
import { putIn } from "./changes.js";
import { tabName } from "./keep.js";
import { released } from "./press.js";
import { signIn } from "./signin.js";
import { barBottom, staying } from "./staying.js";
import { token } from "./token.js";
import { button, say, word } from "./words.js";

const AT_ONCE = 50; // milliseconds, so that what comes together is told together
const EVERY = 4500; // milliseconds between two times
const HIDDEN = 60_000; // the same, while the tab is behind others
const PATIENCE = 10_000; // for an answer
const PAUSES = [5000, 10_000, 20_000, 40_000, 60_000]; // after the first time without an answer, the second, …
const LONG = 12; // seconds that a change stays told
const READ = 3; // seconds that what was told before it stays

let waiting = null;
let asking = false;
let isHurried = false;
let misses = 0;
let isOver = false;
let shown = null; // the last answer's element

/** Be present at the article of this page, while it is open. */
export function watchPresence() {
  if (!document.getElementById("article")) return;
  for (const name of ["card:opened", "card:closed"]) document.addEventListener(name, soon);
  document.addEventListener("visibilitychange", soon);
  addEventListener("online", soon);
  addEventListener("pageshow", ({ persisted }) => persisted && soon());
  addEventListener("pagehide", () => navigator.sendBeacon(address(), said({ leaving: "1" })));
  document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
    isOver = false; // whatever comes, comes for somebody who is signed in
    show(shown);
    if (target.id === "article") newer("");
    soon();
  });
  soon();
}

function soon() {
  isHurried = true;
  if (!asking && !isOver) later(AT_ONCE);
}

function later(pause) {
  clearTimeout(waiting);
  waiting = setTimeout(ask, isHurried ? AT_ONCE : pause);
}

async function ask() {
  [asking, isHurried] = [true, false];
  let next = null;
  try {
    const known = standing();
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(address(), { method: "POST", body: said({ standing: known }), redirect: "manual", signal });
    if (answer.type === "opaqueredirect" || answer.status === 403) return end();
    if (answer.status === 404) return undefined; // there is no such article any more
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    misses = 0;
    await take(page, known);
    next = document.hidden ? HIDDEN : EVERY;
  } catch {
    misses += 1;
    // One answer that is missing is no news; of more the page says that it knows nothing.
    if (misses > 1) tellApart(word("apart"));
    next = PAUSES[Math.min(misses, PAUSES.length) - 1];
  } finally {
    asking = false;
    if (next) later(next);
  }
  return undefined;
}

async function take(page, known) {
  // Nothing moves under a press, nor while a card is on its way.
  await released(isOnItsWay);
  if (standing() !== known) return; // saved meanwhile: the page is as new as this answer, or newer
  const answer = page.getElementById("presence");
  if (page.getElementById("article")) putIn(page);
  show(answer);
  newer(answer.querySelector("[data-says=newer]").textContent);
  tell(answer.querySelector("[data-says=news]").textContent);
}

/** Show an answer: who is here, at which notes their cards are, and what to know of one's own. */
function show(answer) {
  if (!answer) return;
  shown = answer;
  const here = answer.querySelector("[data-says=here]");
  const mine = answer.querySelector("[data-says=mine]").textContent;
  const lines = [...document.querySelectorAll("#article [data-live]")];
  const wanted = [...answer.querySelectorAll("[data-note]")]
    .map((each) => [noticeOf(each.dataset.note), each.textContent])
    .filter(([notice]) => notice);
  const stands = ([notice, says]) => lines.some((each) => each.parentElement === notice && each.textContent === says);
  if (lines.length !== wanted.length || !wanted.every(stands)) {
    staying(() => {
      for (const each of lines) each.remove();
      for (const [notice, says] of wanted) notice.append(line(says));
    });
  }
  const places = [...document.querySelectorAll("[data-here]")];
  if (places.some((each) => each.textContent !== here.textContent)) {
    staying(() => {
      for (const each of places) fill(each, here.cloneNode(true).childNodes);
    });
  }
  const card = document.querySelector("#card [data-beside]");
  if (!card || card.textContent === mine) return;
  staying(() => {
    card.hidden = !mine;
    card.textContent = mine;
  });
}

function fill(element, content) {
  const hadFocus = element.contains(document.activeElement);
  element.replaceChildren(...content);
  if (hadFocus) document.querySelector(".proof").focus({ preventScroll: true });
}

function line(says) {
  const made = document.createElement("p");
  made.className = "tag";
  made.dataset.live = "";
  made.textContent = says;
  return made;
}

function noticeOf(note) {
  return document.querySelector(`#article .notice[data-pk="${note}"]`);
}

/** Say that a newer revision is here; it comes when it is asked for. */
function newer(says) {
  const bar = document.getElementById("newer");
  if (bar.dataset.says === says || (!says && !bar.dataset.says)) return;
  staying(() => {
    bar.dataset.says = says;
    bar.style.insetBlockStart = `${barBottom()}px`;
    const come = button("showNewer", () => location.reload());
    bar.replaceChildren(...(says ? [`${says} `, come] : []));
  });
}

/** Tell what others did, behind what is told already. */
function tell(news, patience = READ) {
  if (!news) return;
  if (document.getElementById("status").textContent && patience > 0) setTimeout(() => tell(news, patience - 1), 1000);
  else say(news, LONG);
}

/** Say in the place of who is here why that is not known, with a button for what can be done about it. */
function tellApart(says, does, pressed) {
  shown = null;
  staying(() => {
    for (const each of document.querySelectorAll("#article [data-live]")) each.remove();
    for (const each of document.querySelectorAll("[data-here]")) {
      fill(each, [says, ...(does ? [" ", button(does, pressed)] : [])]);
    }
  });
}

function end() {
  isOver = true;
  tellApart(word("over"), "signIn", async () => {
    if (!(await signIn())) return;
    isOver = false;
    soon();
  });
}

function address() {
  return document.getElementById("article").dataset.presence;
}

function standing() {
  return document.getElementById("article").dataset.standing;
}

function said(more) {
  const form = new FormData();
  form.set("csrfmiddlewaretoken", token());
  form.set("tab", tabName());
  if (document.hidden) form.set("hidden", "1");
  for (const [name, value] of Object.entries({ ...cardNow(), ...more })) form.set(name, value);
  return form;
}
