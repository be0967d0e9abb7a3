/* Copies the text at a link's address to the clipboard, instead of leading there. */

import { say, word } from "./words.js";

/** Let the links with data-copy copy; its value is the address of the article's page. */
export function watchCopying() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-copy]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const answer = fetch(link.href, { redirect: "manual" });
    try {
      await write(answer);
      tell(link, word("copied"));
    } catch {
      // What the desk refuses it tells on the article's page.
      const refused = await answer.then(({ type, status }) => type === "opaqueredirect" || status >= 400, () => false);
      if (refused) location.assign(link.dataset.copy);
      else tell(link, word("notCopied"));
    }
  });
}

async function write(answer) {
  const text = answer.then((response) => {
    if (!response.ok) throw new Error(`answered ${response.status}`);
    return response.text();
  });
  if (!window.ClipboardItem) return navigator.clipboard.writeText(await text);
  // The clipboard is claimed at the click and filled when the text is here: Safari allows it in no other order.
  const item = new ClipboardItem({ "text/plain": text.then((words) => new Blob([words], { type: "text/plain" })) });
  return navigator.clipboard.write([item]);
}

function tell(link, message) {
  // The status line is behind an open dialog, so there the answer stands beside the link.
  const dialog = link.closest("dialog");
  if (!dialog) return say(message);
  let answer = link.nextElementSibling;
  if (!answer?.matches("[role=status]")) {
    answer = document.createElement("span");
    answer.setAttribute("role", "status");
    link.after(answer);
  }
  answer.textContent = message;
}
