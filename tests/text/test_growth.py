"""A long article with many notes costs what its length and its notes cost, and not the one times the other: counted."""

import sys

import pytest
from bleach.html5lib_shim import BleachHTMLParser, getTreeWalker

from corrections.text import Edit, Sought, TextRange, prove, read_article, whereabouts
from corrections.text import frontmatter as fm
from corrections.text.htmltext import Tag
from corrections.text.proof import Reading
from corrections.text.render import render
from corrections.text.sanitise import _Walker

LINE = "The harbour had **{} berths** in May, [the council](https://example.org/{}) *said* then."
NESTED = "<div><p>a<b>b</b></p><ul><li>c<i></i>d</li><li><em>e</em>f</li></ul></div><p></p>g<br>h<table><tr><td>i"


def article(lines):
    return "\n\n".join(LINE.format(1000 + line, line) for line in range(lines)) + "\n"


def edits(text, lines):
    places = (text.index(f"{1000 + line} berths") for line in range(lines))
    return [Edit("", TextRange(at, at + 4), f"{line} old") for line, at in enumerate(places)]


def calls(work):
    """How many functions of Python are called, generators among them."""
    count = 0

    def counting(frame, event, arg):
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def walked(walker, html):
    parser = BleachHTMLParser(tags=None, strip=True, consume_entities=False, namespaceHTMLElements=False)
    return list(walker(parser.parseFragment(html)))


@pytest.mark.parametrize("html", ["", "a", "<p>", NESTED, NESTED * 3, "<b><i><b>a</p>b</i>c"])
def test_html_is_walked_as_its_parser_walks_it(html):
    assert walked(_Walker, html) == walked(getTreeWalker("etree"), html)


def test_leaving_an_element_does_not_look_at_its_neighbours():
    class Siblings(list):
        looked_at = 0

        def __iter__(self):
            Siblings.looked_at += 1
            return super().__iter__()

    walker = _Walker(None)
    walker._places, parent = [None, 7], object()
    outer = Siblings([object()] * 9)
    assert walker.getParentNode((object(), 0, [outer, parent], None)) == (parent, 7, [outer], None)
    assert Siblings.looked_at == 0


@pytest.mark.parametrize("source", [article(12), "* a\n    * b *c* d\n    * e\n\n> f **g**\n>\n> h\n", "a ![b](c) d\n"])
def test_the_elements_and_tags_at_a_place_are_those_that_touch_it(source):
    reading = Reading.of(render(source))
    length = len(reading.text)
    for start in range(0, length + 1, 3):
        for end in {start, min(length, start + 1), min(length, start + 9), length}:
            place = TextRange(start, end)
            there = [one for one in reading.elements if one.start.at <= end and one.end.at >= start]
            assert list(reading.touching(place)) == there
            assert list(reading.tags_in(place)) == [tag for tag in reading.tags if start <= tag.at <= end]


def test_a_proof_of_some_notes_looks_at_no_more_of_a_longer_article(monkeypatch):
    looked_at = 0

    def is_block(self):
        nonlocal looked_at
        looked_at += 1
        return original(self)

    original = Tag.is_block.fget
    found = []
    for lines in (20, 80):
        source = article(lines)
        text = read_article(source).text
        asked = edits(text, 4)
        reading = Reading.of(render(source))
        assert reading.elements
        with monkeypatch.context() as patched:
            patched.setattr(Tag, "is_block", property(is_block))
            looked_at = 0
            for edit in asked:
                list(reading.around(edit.range))
                reading.tags_in(edit.range)
            assert len(prove(source, asked)) == 4
        found.append(looked_at)
    # The proof itself reads all tags once or twice; each of four notes once more would be far beyond.
    assert found[1] < 6 * found[0]


def test_places_are_led_on_in_calls_that_go_up_with_them():
    counted = []
    for lines in (25, 100):
        old = read_article(article(lines)).text
        asked = edits(old, lines)
        sought = [Sought(edit.range, edit.replacement) for edit in asked]
        counted.append(
            calls(lambda old=old, asked=asked, sought=sought: whereabouts(old, f"New. {old}", asked, sought))
        )
    assert counted[1] < 6 * counted[0]


def test_where_the_body_begins_is_told_without_reading_the_front_matter(monkeypatch):
    sources = [
        "",
        "a",
        "\ufeffa",
        "---\ntitle: a\n---\nb",
        "\ufeff---\r\ntitle: a\r\n...\r\nb",
        "---\ntitle: a\n",
        "---\n---\n",
    ]
    read = [fm.split(source) for source in sources]
    monkeypatch.setattr(fm, "_compose", None)
    assert [fm.unread(source).body for source in sources] == [front.body for front in read]
    assert [fm.unread(source).yaml for source in sources] == [front.yaml for front in read]
