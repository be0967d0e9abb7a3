/* Between the page and the article's text in code points: the mirror of corrections/text/htmltext.py.
 *
 * The text of a [data-field] element is its text nodes in order, without those inside an element with data-added.
 * The browser counts UTF-16 units, everything else here code points. */

import { elementNamed } from "./attributes.js";

const kept = new WeakMap();

/** The article's fields that are on this page: elements with data-field, "" for the body. */
export function fields() {
  return [...document.querySelectorAll("#article [data-field]")];
}

/** The element of a field by its name, or undefined. */
export function fieldNamed(name) {
  return fields().find((field) => field.dataset.field === name);
}

/** The text of a field. */
export function textOf(field) {
  return piecesOf(field)
    .map((piece) => piece.node.data)
    .join("");
}

/** How many code points a string has. */
export function countOf(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The part of a string between two places in code points. */
export function slice(text, start, end) {
  return text.slice(unitsIn(text, start), unitsIn(text, end));
}

/** What a Range of the page covers: {field, start, end, exact} without white space at its ends, or null if nothing. */
export function pointsOf(range) {
  const first = fieldAround(range.startContainer);
  const last = fieldAround(range.endContainer);
  const field = first ?? last ?? fields().find((each) => range.intersectsNode(each));
  if (!field) return null;
  const pieces = piecesOf(field);
  const from = field === first ? countBefore(pieces, range.startContainer, range.startOffset) : 0;
  const to = field === last ? countBefore(pieces, range.endContainer, range.endOffset) : lengthOf(pieces);
  const exact = slice(textOf(field), from, to);
  const trimmed = exact.trim();
  if (!trimmed) return null;
  const start = from + countOf(exact.slice(0, exact.indexOf(trimmed)));
  return { field: field.dataset.field, start, end: start + countOf(trimmed), exact: trimmed };
}

/** The Range of the page for a place {field, start, end}, or null if it is not on this page.
 *
 * For a place in a link's or a picture's attribute that of the link or the picture. */
export function rangeOf({ field: name, start, end }) {
  const linked = elementNamed(name);
  if (linked) {
    const around = document.createRange();
    if (linked.textContent.trim()) around.selectNodeContents(linked);
    else around.selectNode(linked);
    return around;
  }
  const field = fieldNamed(name);
  const pieces = field ? piecesOf(field) : [];
  const first = pieces.find((piece) => start < piece.start + piece.length);
  const last = pieces.findLast((piece) => end > piece.start);
  if (!first || !last || end <= start || end > lengthOf(pieces)) return null;
  const range = document.createRange();
  range.setStart(first.node, unitsIn(first.node.data, start - first.start));
  range.setEnd(last.node, unitsIn(last.node.data, end - last.start));
  return range;
}

/** Where a point of the page is in the article's text: {field, at}, or null outside of it. */
export function pointAt(node, offset) {
  const field = node && fieldAround(node);
  return field ? { field: field.dataset.field, at: countBefore(piecesOf(field), node, offset) } : null;
}

/** The point of the page for a point of the text: [node, offset], or null if it is not on this page. */
export function spotOf({ field: name, at }) {
  const field = fieldNamed(name);
  const pieces = field ? piecesOf(field) : [];
  const piece = pieces.find(({ start, length }) => at <= start + length) ?? pieces.at(-1);
  return piece ? [piece.node, unitsIn(piece.node.data, at - piece.start)] : null;
}

/** The first point of the text whose line ends below a height of the window, or null. */
export function firstBelow(height) {
  const range = document.createRange();
  const isBelow = (node, from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return range.getBoundingClientRect().bottom > height;
  };
  for (const field of fields()) {
    if (field.getBoundingClientRect().bottom <= height) continue;
    const pieces = piecesOf(field).filter(({ node }) => node.data.trim());
    const first = pieces[firstOf(pieces.length, (index) => isBelow(pieces[index].node, 0, pieces[index].node.length))];
    if (!first) continue;
    const { node } = first;
    const at = firstOf(node.length - 1, (index) => isBelow(node, index, index + 1));
    return { field: field.dataset.field, at: first.start + countOf(node.data.slice(0, at)) };
  }
  return null;
}

/** Read a field's text anew: parts of it were put in. */
export function readAnew(field) {
  kept.delete(field);
}

/** The first index below `count` that passes, where all behind it do, too; else `count`. */
function firstOf(count, passes) {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function fieldAround(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element?.closest("#article [data-field]") ?? null;
}

function piecesOf(field) {
  // The text of a field does not change while it stands on the page: a save puts a new element in its place, and
  // what others changed is told by `readAnew`.
  if (kept.has(field)) return kept.get(field);
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    return node.hasAttribute("data-added") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  const pieces = [];
  let start = 0;
  while (walker.nextNode()) {
    const length = countOf(walker.currentNode.data);
    pieces.push({ node: walker.currentNode, start, length });
    start += length;
  }
  kept.set(field, pieces);
  return pieces;
}

function lengthOf(pieces) {
  const last = pieces.at(-1);
  return last ? last.start + last.length : 0;
}

function countBefore(pieces, container, offset) {
  const own = pieces.find((piece) => piece.node === container);
  if (own) return own.start + countOf(container.data.slice(0, offset));
  const point = document.createRange();
  point.setStart(container, offset);
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (point.comparePoint(pieces[middle].node, 0) < 0) low = middle + 1;
    else high = middle;
  }
  return low < pieces.length ? pieces[low].start : lengthOf(pieces);
}

function unitsIn(text, points) {
  let units = 0;
  for (const character of text) {
    if (points <= 0) break;
    points -= 1;
    units += character.length;
  }
  return units;
}
