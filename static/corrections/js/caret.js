/* A keyboard's selection in the article: arrow keys move a caret that can be seen, Shift selects, Control goes by words. */

const STEPS = {
  ArrowLeft: ["left", "character", "word"],
  ArrowRight: ["right", "character", "word"],
  ArrowUp: ["backward", "line", "paragraph"],
  ArrowDown: ["forward", "line", "paragraph"],
  Home: ["backward", "lineboundary", "documentboundary"],
  End: ["forward", "lineboundary", "documentboundary"],
};
const FAR = 500; // steps through added text before giving up

let caret = null;

/** Give the article its caret while it has the focus. */
export function watchCaret() {
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.(".proof")) move(event);
  });
  document.addEventListener("selectionchange", show);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".proof:focus-visible")) begin(event.target);
    show();
  });
  document.addEventListener("focusout", hide);
  addEventListener("resize", show);
}

function begin(article) {
  const selection = getSelection();
  if (selection.rangeCount && article.contains(selection.focusNode)) return;
  const walker = document.createTreeWalker(article.querySelector(".body"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: element, data } = walker.currentNode;
    if (!data.trim() || element.closest("[data-added]")) continue;
    if (element.getBoundingClientRect().bottom > 16) return selection.collapse(walker.currentNode, 0);
  }
}

function move(event) {
  const selection = getSelection();
  if (event.key === "Escape" && !selection.isCollapsed) {
    selection.collapse(selection.focusNode, selection.focusOffset);
    return;
  }
  const step = STEPS[event.key];
  if (!step || event.metaKey) return;
  event.preventDefault();
  begin(event.target);
  const [direction, small, large] = step;
  const granularity = event.ctrlKey || event.altKey ? large : small;
  const alter = event.shiftKey ? "extend" : "move";
  for (let steps = 0; steps < FAR; steps += 1) {
    const [node, offset] = [selection.focusNode, selection.focusOffset];
    selection.modify(alter, direction, granularity);
    if (!inArticle(selection.focusNode)) {
      if (alter === "extend") selection.extend(node, offset);
      else selection.collapse(node, offset);
      break;
    }
    // A rule or a picture is no place for a caret, and what the product added is none to select.
    if (selection.focusNode.nodeType === Node.TEXT_NODE && !inAdded(selection.focusNode)) break;
    if (selection.focusNode === node && selection.focusOffset === offset) break;
  }
  show();
  const line = lineAt(selection);
  if (!line) return;
  if (line.top < 24) scrollBy(0, line.top - 64);
  if (line.bottom > innerHeight - 24) scrollBy(0, line.bottom - innerHeight + 64);
}

function inArticle(node) {
  return elementOf(node)?.closest("#article [data-field]") !== null;
}

function inAdded(node) {
  // The right words of a published note can be selected: that offers to amend it.
  const added = elementOf(node)?.closest("[data-added]");
  return Boolean(added) && added.tagName !== "INS";
}

function elementOf(node) {
  return node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
}

function lineAt(selection) {
  if (!selection.focusNode) return null;
  const range = document.createRange();
  range.setStart(selection.focusNode, selection.focusOffset);
  const line = range.getBoundingClientRect();
  if (line.height) return { left: line.left, top: line.top, bottom: line.bottom, height: line.height };
  const { focusNode: node, focusOffset: offset } = selection;
  if (node.nodeType !== Node.TEXT_NODE || !node.length) return null;
  range.setStart(node, Math.max(0, Math.min(offset, node.length - 1)));
  range.setEnd(node, Math.min(node.length, range.startOffset + 1));
  const { left, top, bottom, height } = range.getBoundingClientRect();
  return height ? { left, top, bottom, height } : null;
}

function show() {
  const selection = getSelection();
  const article = document.activeElement;
  if (!article?.matches(".proof:focus-visible") || !article.contains(selection.focusNode)) return hide();
  const line = lineAt(selection);
  if (!line) return hide();
  if (!caret) {
    caret = document.createElement("span");
    caret.className = "caret";
    caret.setAttribute("aria-hidden", "true");
  }
  document.body.append(caret);
  article.classList.add("has-caret");
  caret.style.left = `${line.left + scrollX - 1}px`;
  caret.style.top = `${line.top + scrollY}px`;
  caret.style.height = `${line.height}px`;
}

function hide() {
  caret?.remove();
  document.querySelector(".proof.has-caret")?.classList.remove("has-caret");
}
