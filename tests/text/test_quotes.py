"""Quotes: the seal of a place, and the one place where it fits; whoever typed the marks and the spaces."""

import pytest

from corrections.text import (
    QUOTED_AROUND,
    Quote,
    Refusal,
    TextRange,
    describe,
    find_quote,
    folded,
    match,
    occurrences,
    plain,
    seals,
    tells,
)

LONG = "".join(chr(0x4E00 + at) for at in range(200))


def test_a_place_is_described_with_as_many_neighbours_as_other_tools_keep():
    assert QUOTED_AROUND == 32
    assert describe(LONG, TextRange(100, 102)) == Quote(LONG[100:102], LONG[68:100], LONG[102:134])
    assert describe(LONG, TextRange(31, 32)) == Quote(LONG[31], LONG[:31], LONG[32:64])
    assert describe(LONG, TextRange(190, 200)) == Quote(LONG[190:], LONG[158:190], "")


@pytest.mark.parametrize(
    ("quote", "holds"),
    [
        (Quote("two"), True),
        (Quote("two", "one ", " three"), True),
        (Quote("two", "one one ", ""), False),
        (Quote("two", "on ", ""), False),
        (Quote("two", "", "three"), False),
        (Quote("tw"), False),
        (Quote("two "), False),
    ],
)
def test_a_seal_holds_while_the_words_and_their_neighbours_stand(quote, holds):
    assert seals(quote, "one two three", TextRange(4, 7)) is holds


def test_every_place_that_fits_is_found_overlapping_ones_too():
    assert find_quote(Quote("aa"), "aaa") == [TextRange(0, 2), TextRange(1, 3)]
    assert find_quote(Quote("a", "", "b"), "aab") == [TextRange(1, 2)]
    assert find_quote(Quote(""), "aab") == []


@pytest.mark.parametrize(
    ("quote", "text", "place"),
    [
        (Quote("one two"), "one \n two", (0, 9)),
        (Quote("one two"), "a one\t\ttwo b", (2, 10)),
        (Quote("two", "one ", " three"), "one\ntwo\n\nthree", (4, 7)),
        (Quote(" two", "one "), "one \n two", (3, 9)),
        (Quote("one ", "", " two"), "one \n two", (0, 6)),
        (Quote("two"), "one\ntwo", (4, 7)),
        (Quote("one\n\ntwo"), "  one two", (2, 9)),
        (Quote("two  "), "one two\n", (4, 8)),
    ],
)
def test_white_space_is_told_apart_only_where_that_finds_something(quote, text, place):
    assert find_quote(quote, text) == [TextRange(*place)]


@pytest.mark.parametrize("quote", [Quote("  "), Quote("one  three"), Quote("two", "x "), Quote("two", "", " x")])
def test_what_fits_in_no_way_is_nowhere(quote):
    assert find_quote(quote, "one two\nthree") == []


def test_a_position_chooses_among_places_that_fit_and_tells_nothing_where_one_does():
    assert match(Quote("two"), "two two", TextRange(0, 3)) == TextRange(0, 3)
    assert match(Quote("two"), "one two", TextRange(0, 3)) == TextRange(4, 7)
    assert match(Quote("a b"), "a\nb a  b", TextRange(4, 8)) == TextRange(4, 8)


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        (Quote("", "one "), "The quote has no words. State the exact words."),
        (
            Quote("four"),
            "“four” does not stand in the text with these neighbours. Copy the words anew.",
        ),
        (Quote("two"), "“two” stands in 2 places. Say which, by more of its neighbours."),
        (Quote("x" * 80), f"“{'x' * 80}” does not stand in the text with these neighbours. Copy the words anew."),
        (Quote("x" * 81), f"“{'x' * 79}…” does not stand in the text with these neighbours. Copy the words anew."),
    ],
)
def test_a_quote_that_fits_no_place_says_why(quote, sentence):
    with pytest.raises(Refusal) as refused:
        match(quote, "one two two")
    assert str(refused.value) == sentence


def test_marks_and_spaces_are_compared_as_if_everybody_typed_the_same():
    assert plain(" ‘a’ ‚b‛ ‹c› ′\n“d” „e‟ «f» ″  ‐‑‒–—―− \u00a0\u2007\u2009\u200a\u202fg ") == (
        "'a' 'b' 'c' ' \"d\" \"e\" \"f\" \" ------- g"
    )
    assert folded("İ “Ä” ẞ") == 'İ "ä" ß'


@pytest.mark.parametrize(
    ("words", "hidden", "are_told"),
    [
        ("he stole it", ["stole"], True),
        ("he stole\nit", ["he  stole"], True),
        ("he found it", ["stole", "lost"], False),
        ("he found it", ["stole", "found"], True),
        ("he found it", [], False),
        ("hefound", ["he found"], False),
    ],
)
def test_words_that_hold_withheld_ones_are_known(words, hidden, are_told):
    assert tells(words, hidden) is are_told


def test_words_are_found_as_whole_ones_up_to_the_end_of_the_text():
    assert occurrences("two, two", "two") == [TextRange(0, 3), TextRange(5, 8)]
    assert occurrences("two\0two", "two\0two") == [TextRange(0, 7)]
    assert occurrences("a two b", " two ") == [TextRange(1, 6)]
    assert occurrences("two", "\0") == []
    assert occurrences("two1 two", "two", (3,)) == [TextRange(0, 3), TextRange(5, 8)]
