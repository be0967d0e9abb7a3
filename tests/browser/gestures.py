"""How words are selected, by mouse, keyboard and touch; and what stands on the page afterwards."""

from playwright.sync_api import Locator, Page, expect

# The Range of words in the text of a field, added words left out; in the browser's own UTF-16 units.
_RANGE = """
const rangeOf = ([words, nth, name]) => {
  const field = [...document.querySelectorAll("#article [data-field]")].find((one) => one.dataset.field === name);
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest("[data-added]")) continue;
    nodes.push([walker.currentNode, text.length]);
    text += walker.currentNode.data;
  }
  let at = -1;
  for (let count = 0; count < nth; count += 1) at = text.indexOf(words, at + 1);
  if (at < 0) throw new Error(`“${words}” does not stand ${nth} times in: ${text}`);
  const range = document.createRange();
  const [first, start] = nodes.findLast(([, start]) => start <= at);
  const [last, before] = nodes.findLast(([, start]) => start < at + words.length);
  range.setStart(first, at - start);
  range.setEnd(last, at + words.length - before);
  return range;
};
"""


# Whether these words are selected, up to the letter that the mouse went down on or was let go on.
_SELECTED = f"""
(asked) => {{ {_RANGE}
  const selection = getSelection();
  if (!selection.rangeCount) return false;
  const [is, wanted] = [selection.getRangeAt(0), rangeOf(asked)].map((range) => range.getBoundingClientRect());
  return ["left", "top", "right", "bottom"].every((side) => Math.abs(is[side] - wanted[side]) < 12);
}}
"""


def select(page: Page, words: str, nth: int = 1, field: str = "") -> None:
    """Drag the mouse over words, from their first letter to their last; again where the page moved meanwhile."""
    asked = [words, nth, field]
    for _ in range(5):
        _drag(page, asked)
        if page.evaluate(_SELECTED, asked):
            return
        # A mouse that goes down on selected words would carry them away.
        page.evaluate("getSelection().removeAllRanges()")
    raise AssertionError(f"“{words}” could not be selected by the mouse.")


def _drag(page: Page, asked: list) -> None:
    ends = page.evaluate(
        f"""(asked) => {{ {_RANGE}
          const range = rangeOf(asked);
          const middle = range.getBoundingClientRect();
          scrollBy({{ top: middle.top - innerHeight / 3, behavior: "instant" }});
          const rects = [...range.getClientRects()].filter((one) => one.width > 1);
          const [first, last] = [rects[0], rects.at(-1)];
          return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
        }}""",
        asked,
    )
    page.mouse.move(ends[0], ends[1])
    page.mouse.down()
    page.mouse.move((ends[0] + ends[2]) / 2, (ends[1] + ends[3]) / 2)
    page.mouse.move(ends[2], ends[3])
    page.mouse.up()


def hold(page: Page, words: str, nth: int = 1, field: str = "") -> None:
    """Select words as the handles of a touch screen do."""
    page.evaluate(
        f"""(asked) => {{ {_RANGE}
          const range = rangeOf(asked);
          getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
        }}""",
        [words, nth, field],
    )


def correct(page: Page, words: str, nth: int = 1, field: str = "", *, gesture=select) -> Locator:
    """Select words and press the button at them; returns the card."""
    gesture(page, words, nth, field)
    page.locator("#correct").click()
    # Another card may still stand there until this one comes.
    expect(page.locator("#card [name=exact]")).to_have_value(words)
    return opened(page)


def opened(page: Page) -> Locator:
    """The card, when it is there."""
    card = page.locator("#card form.card")
    expect(card).to_be_visible()
    return card


def say(card: Locator, *, right: str | None = None, told: str | None = None, source: str | None = None) -> None:
    """Fill a card by its visible names."""
    if right is not None:
        card.get_by_label("Right words").fill(right)
    if told is not None:
        card.get_by_label("What readers are told").fill(told)
    if source is not None:
        card.get_by_label("Address of the source").first.fill(source)


def save(page: Page, card: Locator) -> None:
    """Press Save and wait until the card is closed, which tells that the note is kept."""
    card.get_by_role("button", name="Save").click()
    closed(page)


def closed(page: Page) -> None:
    card = page.locator("#card .card")
    try:
        expect(card).to_have_count(0)
    except AssertionError as error:
        error.add_note(f"The card says: {card.first.inner_text()}")
        raise


def selected(page: Page) -> str:
    return page.evaluate("getSelection().toString()")


def marks(page: Page) -> list[list[str]]:
    """Each note's [words struck, right words], or [words commented on, ""]; pieces in order, with a bar between."""
    return page.evaluate(
        """() => {
          const notes = Map.groupBy(document.querySelectorAll("mark[data-note]"), (mark) => mark.dataset.note);
          const said = (marks, name) => marks.flatMap((mark) => [...mark.querySelectorAll(name)]);
          const joined = (elements) => elements.map((element) => element.textContent).join("|");
          return [...notes.values()].map((marks) => {
            const changed = said(marks, "del, ins").length;
            return changed ? [joined(said(marks, "del")), joined(said(marks, "ins"))] : [joined(marks), ""];
          });
        }"""
    )
