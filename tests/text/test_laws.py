"""The laws of the text library, over generated articles and over the samples."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections import samples
from corrections.text import (
    Edit,
    Look,
    Mark,
    Refusal,
    TextRange,
    folded,
    highlight,
    prove,
    read_article,
    spliced,
    text_of,
)
from corrections.text.apply import apply
from corrections.text.frontmatter import split
from corrections.text.htmltext import Tag, walk
from corrections.text.render import render
from corrections.text.sanitise import BLOCK_TAGS, SafeHtml, sanitise
from corrections.text.sourcemap import ABSENT, map_source
from tests.text.hard_markdown import BODY, HOSTILE, LINE_ENDS, SOURCE

ARTICLES = [samples.read(sample.file) for sample in samples.SAMPLES]
BODIES = [article[split(article).body :] for article in ARTICLES]


def in_block(text: str, at: int, length: int) -> TextRange:
    """A selection of about that length that ends with its line."""
    start = at % max(1, len(text))
    while start < len(text) - 1 and text[start] == "\n":
        start += 1
    line_end = text.find("\n", start)
    end = min(start + max(1, length), len(text) if line_end < 0 else line_end)
    return TextRange(start, max(end, start + 1))


def block_tags(html: SafeHtml) -> list[str]:
    return [f"{'/' * tag.closes}{tag.name}" for tag in walk(html) if isinstance(tag, Tag) and tag.name in BLOCK_TAGS]


# 1. The map


@given(SOURCE)
def test_every_letter_of_a_generated_article_has_its_place(source):
    mapped = map_source(source)
    assert mapped.text == text_of(render(source))
    for at, char in enumerate(mapped.text):
        start, end = mapped.starts[at], mapped.ends[at]
        if start != ABSENT and end == start + 1 and char.isalnum():
            assert source[start] == char


@pytest.mark.parametrize("body", BODIES)
def test_every_letter_of_a_sample_has_its_place(body):
    mapped = map_source(body)
    assert mapped.mapped_letters == mapped.letters > 500


@given(SOURCE, st.integers(0, 10_000))
def test_a_changed_letter_of_the_source_changes_that_letter_of_the_text_alone(source, which):
    mapped = map_source(source)
    single = [
        at
        for at, char in enumerate(mapped.text)
        # Letters that make words of syntax are left out: labels of references, entities, what an address consists of.
        if char.isalpha() and mapped.ends[at] == mapped.starts[at] + 1 and char not in "refREFhtpmailxcodbr"
    ]
    if not single:
        return
    at = single[which % len(single)]
    offset = mapped.starts[at]
    other = "q" if mapped.text[at] != "q" else "z"
    changed = text_of(render(source[:offset] + other + source[offset + 1 :]))
    assert changed == mapped.text[:at] + other + mapped.text[at + 1 :]


# 2. Marks


@given(SOURCE, st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 40), HOSTILE), max_size=5))
def test_marks_add_nothing_to_the_text(source, places):
    html = render(source)
    text = text_of(html)
    if not text.strip():
        return
    ranges = sorted({in_block(text, at, length) for at, length, _ in places})
    apart = [one for one, nxt in pairwise([*ranges, None]) if nxt is None or not one.overlaps(nxt)]
    marks = [Mark(r, f"m{n}", f"n{n}", Look.STRUCK, places[n % len(places)][2], "1", "#n") for n, r in enumerate(apart)]
    marks += [Mark(r, f"c{n}", f"k{n}", Look.COMMENT, None, "2", "#k") for n, r in enumerate(ranges)]
    drawn = highlight(html, marks)
    assert text_of(drawn) == text
    assert highlight(html, []) == html


# 3. Edits


@given(SOURCE, st.integers(0, 5000), st.integers(1, 60), HOSTILE)
def test_an_edit_is_proved_or_refused(source, at, length, replacement):
    mapped = map_source(source)
    if not mapped.text.strip():
        return
    place = in_block(mapped.text, at, length)
    words = mapped.text[place.start : place.end]
    try:
        applied = apply(mapped, [Edit("", place, replacement)])[0]
    except Refusal:
        return
    html = render(spliced(source, applied.splices))
    new = replacement if "\n" in words else " ".join(replacement.split("\n"))
    expected = mapped.text[: place.start] + new + mapped.text[place.end :]
    if new:
        assert text_of(html) == expected
        assert block_tags(html) == block_tags(mapped.html)
    else:
        assert text_of(html).split() == expected.split()


@given(SOURCE, st.integers(0, 5000), st.integers(1, 60), HOSTILE)
def test_what_stands_outside_an_edit_stays_as_it_was(source, at, length, replacement):
    mapped = map_source(source)
    if not mapped.text.strip():
        return
    try:
        applied = apply(mapped, [Edit("", in_block(mapped.text, at, length), replacement)])[0]
    except Refusal:
        return
    if applied.splices:
        new = spliced(source, applied.splices)
        first, last = applied.splices[0].range.start, len(source) - max(s.range.end for s in applied.splices)
        assert new[:first] == source[:first]
        assert new[len(new) - last :] == source[len(source) - last :]


# 4. Nothing in, nothing out


@pytest.mark.parametrize("article", ARTICLES)
def test_without_edits_nothing_changes(article):
    assert spliced(article, [splice for proof in prove(article, []) for splice in proof.splices]) == article


@given(BODY, LINE_ENDS, st.sampled_from(["", "\ufeff"]))
def test_splitting_front_matter_loses_no_byte(body, newline, mark):
    source = mark + "---\ntitle: 'A # title'  # comment\ndate: 2026-11-22\n---\n".replace("\n", newline) + body
    front = split(source)
    assert source[: front.body] + source[front.body :] == source
    assert source[front.body :] == body
    assert front.field("title").text == "A # title"


# 5. Safety

NASTY = st.lists(
    st.sampled_from(
        "<script> </script> <style> <svg/onload=alert(1)> <img src=x onerror=alert(1)> <a href='javascript:alert(1)'> "
        "</a> <iframe> <p> </p> <b> </b> <table> <tr> <td> </table> <pre>\n </pre> &lt;script&gt; &#106;avascript: "
        "&nbsp; &#0; <!--x--> <a\thref=data:text/html,x> text <mark> <form> <input> ]]> <![CDATA[ <math><mtext>".split(
            " "
        )
    ),
    max_size=12,
).map(" ".join)


@given(NASTY)
def test_sanitising_twice_changes_nothing_more(html):
    assert sanitise(sanitise(html)) == sanitise(html)


def test_html_that_a_parser_reads_otherwise_the_second_time_is_cleaned_again():
    assert sanitise("<a><table><a>") == "<a></a><a></a><table></table>"


@given(NASTY)
def test_nothing_that_runs_gets_through(html):
    for tag in walk(sanitise(html)):
        if isinstance(tag, Tag):
            assert tag.name not in ("script", "style", "iframe", "svg", "math", "form", "input", "mark")
            for name, value in tag.attributes:
                assert not name.startswith("on")
                assert not value.strip().lower().startswith(("javascript:", "data:"))


def test_a_line_end_is_written_twice_where_a_pre_begins_with_it_and_nowhere_else():
    assert sanitise("\na<pre>\n\nb\n</pre>\n<p>\nc</p>") == "\na<pre>\n\nb\n</pre>\n<p>\nc</p>"


def test_the_samples_are_read_whole():
    for article in ARTICLES:
        read = read_article(article)
        assert read.title
        assert len(read.text) > 500


@given(st.text())
def test_a_folded_text_has_a_character_for_each(text):
    assert len(folded(text)) == len(text)
    assert folded(folded(text)) == folded(text)
    assert folded(text.replace("'", "’").replace('"', "“").replace("-", "–")) == folded(text)
