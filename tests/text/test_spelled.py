"""Withheld words are found however somebody spells them, and places are told in the text as it stands."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections.text import Quote, Spelled, TextRange

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u034f\u115f\u3164\ufe0f\U000e0020"


def found(words, text, prefix="", suffix=""):
    return [text[one.start : one.end] for one in Spelled.of(text).find(Quote(words, prefix, suffix))]


@pytest.mark.parametrize(
    ("words", "text", "place"),
    [
        ("stole it", "He STOLE  it.", "STOLE  it"),
        ("stole", "He sto\u00adle\u200b it.", "sto\u00adle\u200b"),
        ("Zoë", "Then Zoe\u0308 came.", "Zoe\u0308"),
        ("Zoe\u0308", "Then ZOË came.", "ZOË"),
        ("José", "Jose said so.", "Jose"),
        ("Straße", "The STRASSE is long.", "STRASSE"),
        ("Strasse", "Die Straße ist lang.", "Straße"),
        ("“tea–pot”", 'Ann\'s "tea-pot" is gone.', '"tea-pot"'),
        ("ﬁne", "A FINE of 20.", "FINE"),
        ("１２３", "It was 123 then.", "123"),
        ("偷了", "他偷\u200b了。", "偷\u200b了"),
        ("ガ", "それはｶﾞだ", "ｶﾞ"),
        ("한국", unicodedata.normalize("NFD", "대한국인"), unicodedata.normalize("NFD", "한국")),
        ("كتاب", "هذا كتابٌ.", "كتابٌ"),
        ("مُحَمَّد", "قال محمـــد", "محمـــد"),
        ("ש\u05bc\u05c1ם", "x ש\u05c1\u05bcם", "ש\u05c1\u05bcם"),
        ("word", "A wo\u20d7rd\u1dc4.", "wo\u20d7rd\u1dc4"),
        ("Łódź", "In Lodz.", "Lodz"),
        ("Soren Aero", "SØREN ÆRØ", "SØREN ÆRØ"),
        ("나라", "나란히 나라를", "나라"),
        ("나라", unicodedata.normalize("NFD", "나란히 나라를"), unicodedata.normalize("NFD", "나라")),
        ("나라", "나라ㄳ", "나라"),
        ("of £2", "a bill of\u00a0£2\n", "of\u00a0£2"),
    ],
)
def test_words_are_found_in_another_spelling(words, text, place):
    assert found(words, text) == [place]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("か", "がある"),
        ("か", "か\u3099ある"),
        ("stole", "sold"),
        ("가", "각"),
        ("가", "가\u11a8"),
        ("가", "가\u11ff"),
        ("ㄱ", "가나"),
        ("히", "힣"),
        ("\U00016ad0", "\U00016ad0\U00016af0"),  # Bassa Vah, with a tone
        ("", "x"),
        (" \u00ad", "a b"),
    ],
)
def test_other_letters_are_other_words(words, text):
    assert found(words, text) == []


def test_every_place_is_told_in_order_overlapping_ones_too():
    assert Spelled.of("Aa\u00adAa").find(Quote("aa")) == [TextRange(0, 3), TextRange(1, 4), TextRange(3, 5)]


def test_a_letter_that_is_meant_in_part_is_told_whole():
    assert found("Stras", "Die Straße") == ["Straß"]


def test_neighbours_stand_directly_beside():
    text = "He took  2 pears; she took 2 plums."
    assert Spelled.of(text).find(Quote("2", "took ", " Plums")) == [Spelled.of(text).find(Quote("2", "she took "))[0]]
    assert found("2", text, "gave ") == []


@given(st.text(min_size=1, max_size=8).filter(lambda words: Spelled.of(words).letters.strip()), st.data())
def test_whatever_is_strewn_into_words_they_are_found(words, data):
    strewn = "".join(char + data.draw(st.text(UNSEEN, max_size=2)) for char in words)
    for text in (strewn, unicodedata.normalize("NFD", words), unicodedata.normalize("NFC", words)):
        places = found(words, f"[{text}]")
        assert any(Spelled.of(words).letters.strip() in Spelled.of(place).letters for place in places)


@given(st.text(max_size=40))
def test_the_letters_of_a_text_stand_where_they_are_said_to(text):
    spelled = Spelled.of(text)
    assert len(spelled.places) == len(spelled.letters) + 1
    assert list(spelled.places) == sorted(spelled.places)
    assert Spelled.of(spelled.letters).letters == spelled.letters


def test_words_that_end_in_white_space_take_all_of_it():
    assert found("stole ", "He stole \u00a0 it.") == ["stole \u00a0 "]
