"""What the card offers beside a selection: narrower and wider places, each of which one note can correct."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections import samples
from corrections.text import SafeHtml, TextRange, Why, choices, headline, render_body, text_of, trimmed, word_edges
from corrections.text.htmltext import Piece, walk
from tests.text.hard_markdown import SOURCE

SAMPLES = [render_body(samples.read(sample.file)) for sample in samples.SAMPLES]
FOOTNOTES = "A fact[^1] and more[^2] of it.\n\n[^1]: The minutes.\n[^2]: The log.\n"
TABLE = "| Place | Trees |\n|---|---|\n| Old Green | 25 |\n"


def offered(html, words, occurrence=1):
    text, start = text_of(html), -1
    for _ in range(occurrence):
        start = text.index(words, start + 1)
    return [
        (text[choice.range.start : choice.range.end], choice.why)
        for choice in choices(html, TextRange(start, start + len(words)))
    ]


@pytest.mark.parametrize(
    ("source", "selected", "words"),
    [
        ("The quick brown fox.", "ick bro", "quick brown"),
        ("The quick brown fox.", "quick br", "quick brown"),
        ("The quick brown fox.", "uic", "quick"),
        ("The quick brown fox.", "he quick", "The quick"),
        ("One<br>twofold", "fold", "twofold"),
        ("One<br>twofold", "On", "One"),
        ("It was the mayor’s day.", "mayor", "mayor’s"),
        ("The cafe\u0301s closed.", "cafe", "cafe\u0301s"),
        ("On the 26th of May.", "26", "26th"),
        ("It cost 1,024 pounds.", "024", "1,024"),
        ("It cost £1.5m.", "1.5", "1.5m"),
        ("В Москве холодно.", "оскв", "Москве"),
        ("在北京iPhone15发布", "hone", "iPhone15"),
    ],
)
def test_a_selection_that_cuts_a_word_is_offered_the_whole_word(source, selected, words):
    assert offered(render_body(source), selected) == [(words, Why.WORD)]


@pytest.mark.parametrize(
    ("source", "selected"),
    [
        ("The quick brown fox.", "quick brown"),
        ("The quick brown fox.", " quick "),
        ("It cost £40, or 5% more.", "40"),
        ("It cost £40, or 5% more.", "5"),
        ("It fell by -40 in GPT-2.", "GPT"),
        ("北京下雨了。", "京下"),
        ("カタカナとひらがな。", "タカ"),
        ("ภาษาไทยสวย", "ษาไ"),
        ("ສະບາຍດີ", "ບາຍ"),
        ("ភាសាខ្មែរ", "សាខ"),
        ("မြန်မာစာ", "န်မာ"),
        ("A [link](/a) and *more*.", "link and more"),
        ("A fact[^1].\n\n[^1]: It is.\n", "fact"),
        ("One<br>two", "One"),
        ("One.\n\n\n\nTwo.", "\n"),
    ],
)
def test_a_selection_of_whole_words_in_one_piece_is_offered_nothing(source, selected):
    assert offered(render_body(source), selected) == []


@pytest.mark.parametrize(
    ("source", "selected", "parts"),
    [
        ("One two.\n\nThree four five.\n\nSix.", "two.\nThree four five.\nSix", ["Three four five.", "two.", "Six"]),
        ("- One two\n- Three", "two\nThree", ["two", "Three"]),
        ("# A head\n\nThen words.", "head\nThen words", ["Then words", "head"]),
        (TABLE, "Old Green\n25", ["Old Green", "25"]),
        ("北京下雨了。\n\nIt rains", "雨了。\nIt", ["雨了。", "It"]),
        ("A.\n\nB.\n\nC.\n\nD d.", "A.\nB.\nC.\nD d.", ["D d.", "A.", "B."]),
        ("Six.\n\n—\n\nSeven.", "Six.\n—\nSeven.", ["Six.", "Seven."]),
        ("<ul><li>one</li><li>two</li></ul>", "onetwo", ["one", "two"]),
        (FOOTNOTES, "of it.\n\n\n\n\nThe minutes.\xa0↩\n\n\nThe log", ["of it.", "The minutes.", "The log"]),
    ],
)
def test_a_selection_across_blocks_is_offered_its_parts(source, selected, parts):
    assert offered(render_body(source), selected) == [(part, Why.PART) for part in parts]


def test_a_selection_across_a_footnotes_number_is_offered_what_stands_on_either_side():
    html = render_body(FOOTNOTES)
    assert offered(html, "A fact1 and") == [("A fact", Why.AROUND), ("and", Why.AROUND)]
    assert offered(html, "fact1") == [("fact", Why.AROUND)]
    assert offered(html, "fact1 and more2 of it.") == [
        ("and more", Why.AROUND),
        ("of it.", Why.AROUND),
        ("fact", Why.AROUND),
    ]
    assert offered(html, "1") == []
    html = SafeHtml('<p>A fact<sup><a class="footnote-ref"><b>1</b></a></sup> and</p>')
    assert offered(html, "fact1 and") == [("fact", Why.AROUND), ("and", Why.AROUND)]


@pytest.mark.parametrize(
    ("source", "selected", "whole"),
    [
        ("See [the minutes](/a) now.", "See the", "See the minutes"),
        ("See **the minutes** now.", "minutes now", "the minutes now"),
        ("Run `a b` or *c d*.", "b or c", "a b or c d"),
        ("A [*b c* d](/a) e.", "c d e", "b c d e"),
        ("It <del>was not</del> so.", "It was", "It was not"),
        ("A *b c*d e.", "A b", "A b cd"),
    ],
)
def test_a_selection_that_cuts_a_link_or_an_emphasis_is_offered_the_whole_of_it(source, selected, whole):
    assert offered(render_body(source), selected) == [(whole, Why.WHOLE)]


def test_whole_words_are_offered_before_the_whole_link():
    html = render_body("The *quick* [brown fox](/a) ran.")
    assert offered(html, "uick bro") == [("quick brown", Why.WORD), ("quick brown fox", Why.WHOLE)]


def test_a_headline_is_offered_whole_words_too():
    html = headline("Storm fells 40 trees & more", ())
    assert offered(html, "ells 40 tr") == [("fells 40 trees", Why.WORD)]
    assert offered(html, "torm") == [("Storm", Why.WORD)]


def test_a_selection_beyond_the_article_is_offered_nothing():
    assert choices(render_body("One."), TextRange(50, 60)) == ()
    assert choices(SafeHtml(""), TextRange(0, 0)) == ()


def blocks_of(html):
    """For each code point of the text the number of the block tag that it comes after, None for the renderer's own."""
    found, block = [], 0
    for token in walk(html):
        if isinstance(token, Piece):
            found += [None if token.generated else block] * len(token.text)
        else:
            block += token.is_block
    return found


def the_law_holds(html, place):
    text, blocks = text_of(html), blocks_of(html)
    found = choices(html, place)
    ranges = [choice.range for choice in found]
    assert len(found) <= 3
    assert len(set(ranges)) == len(ranges)
    assert not {place, trimmed(text, place)} & set(ranges)
    for choice in found:
        at = choice.range
        assert text[at.start : at.end].strip() == text[at.start : at.end] != ""
        assert len(set(blocks[at.start : at.end])) == 1
        assert None not in blocks[at.start : at.end]
        if choice.why in (Why.PART, Why.AROUND):
            assert place.start <= at.start < at.end <= place.end
        else:
            held = trimmed(text, place)
            assert at.start <= held.start < held.end <= at.end
            assert Why.WORD not in {again.why for again in choices(html, at)}
        if choice.why is Why.WHOLE:
            assert choices(html, at) == ()
    return found


@given(SOURCE, st.integers(0, 5000), st.integers(1, 80))
def test_every_choice_is_a_place_that_one_note_can_correct(source, start, length):
    html = render_body(source)
    start %= max(1, len(text_of(html)))
    the_law_holds(html, TextRange(start, start + length))


@pytest.mark.parametrize("html", SAMPLES)
def test_every_choice_in_a_sample_is_a_place_that_one_note_can_correct(html):
    text = text_of(html)
    found = [
        choice.why
        for start in range(0, len(text), 101)
        for length in (1, 40, 400)
        for choice in the_law_holds(html, TextRange(start, min(start + length, len(text))))
    ]
    assert {Why.WORD, Why.PART} <= set(found)


@pytest.mark.parametrize(
    "source",
    ["<p>x<b>a </b></p>\n", "<p><b> a</b>x</p>\n", "It was <span>late<br></span>\n", "a <i>b <b>c </b></i>d\n"],
)
def test_an_element_that_ends_in_a_space_is_no_reason_to_look_for_ever(source):
    html = render_body(source)
    length = len(text_of(html))
    for start in range(length):
        for end in range(start + 1, length + 1):
            the_law_holds(html, TextRange(start, end))


def test_words_end_at_blocks_and_breaks_and_footnotes_numbers():
    html = render_body("<div>one</div><div>two<br>three</div>\n\nfour[^1]\n\n[^1]: Five.\n")
    text = text_of(html)
    assert {text.index(word) for word in ("one", "two", "three", "four", "1")} <= set(word_edges(html))
