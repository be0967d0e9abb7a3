"""What a search compares: terms without case and accents, in any script."""

import pytest

from corrections.text import is_beginning, phrases, terms


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Storm, of 2021!", ["the", "storm", "of", "2021"]),
        ("Müller’s naïve café", ["muller", "s", "naive", "cafe"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("GPT-2模型，造价", ["gpt", "2", "模", "型", "造", "价"]),
        ("カタカナ ｶﾅ", ["カ", "タ", "カ", "ナ", "カ", "ナ"]),
        ("서울에서 ДЕСЯТЬ", ["서울에서", "десять"]),
        ("snake_case £2.50", ["snake", "case", "2", "50"]),
        ("\0— … %", []),
        ("", []),
    ],
)
def test_terms_of_a_text(text, found):
    assert terms(text) == found


def test_a_question_asks_for_each_of_its_words_once_and_for_mere_punctuation_not_at_all():
    assert phrases("storm GPT-2 — Storm\0模型") == [("storm",), ("gpt", "2"), ("模", "型")]


def test_short_words_mean_themselves_and_others_are_beginnings_too():
    assert [term for term in ("a", "20", "sto", "2021", "价", "é") if is_beginning(term)] == ["sto", "2021", "价", "é"]
