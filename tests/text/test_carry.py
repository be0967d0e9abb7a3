"""Where the places of a text stand in its next revision."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections.text import Carried, Carrier, Certainty, TextRange, carry
from corrections.text.carrying.matching import matched
from corrections.text.carrying.runs import NOWHERE
from corrections.text.carrying.tokens import Tokens, same_words
from tests.bench._cutting import EDITORS
from tests.bench._editing import KINDS, LANGUAGES, edited
from tests.bench.carry import answer, measured, measured_by_another

STORM = (
    "Storm fells 40 trees\n"
    "A storm felled 40 trees in Aldham on Monday night. Nobody was hurt, the mayor said.\n"
    'The mayor, Ann Carter, called it "the worst night in years". Power was back by noon.\n'
    "This article is part of our series on the weather.\n"
    "Two schools in Borden stayed closed on Tuesday. Parents were told by telephone.\n"
    "This article is part of our series on the weather.\n"
    "The river Ald rose by 90 centimetres, and fell again within a day."
)
STURM = (
    "周一夜里，奥尔登的一场风暴刮倒了四十棵树。市长安·卡特说，没有人受伤。\n"
    "周二博登的两所学校停课。河水上涨了九十厘米，一天之内又退了。"
)


def carried(old: str, new: str, words: str, nth: int = 0) -> tuple[str, str, str] | None:
    """The words that a place became, what stands right before them, and how sure that is."""
    at = -1
    for _ in range(nth + 1):
        at = old.index(words, at + 1)
    found = Carrier(old, new).carry(TextRange(at, at + len(words)))
    if found is None:
        return None
    start, end = found.range.start, found.range.end
    return new[start:end], new[max(0, start - 6) : start], found.certainty.value


# Each kind of editing


def test_words_that_nobody_touched_are_the_same():
    assert carried(STORM, STORM, "Ann Carter") == ("Ann Carter", "ayor, ", "same")


def test_words_move_along_with_what_is_put_in_before_them():
    new = STORM.replace("A storm", "The wind had been expected. A storm")
    assert carried(STORM, new, "Ann Carter") == ("Ann Carter", "ayor, ", "same")


def test_a_word_that_became_another_is_changed():
    assert carried(STORM, STORM.replace("Carter", "Porter"), "Ann Carter") == ("Ann Porter", "ayor, ", "changed")


def test_a_place_that_is_one_word_becomes_the_word_in_its_place():
    assert carried(STORM, STORM.replace("90", "80"), "90") == ("80", "se by ", "changed")


def test_a_typo_mended_within_a_place_changes_it():
    assert carried(STORM.replace("centimetres", "centimeters"), STORM, "90 centimeters, and") == (
        "90 centimetres, and",
        "se by ",
        "changed",
    )


def test_a_place_keeps_its_end_within_a_word_that_is_spelled_otherwise():
    new = STORM.replace("telephone", "telefone")
    assert carried(STORM, new, "told by tele") == ("told by tele", " were ", "review")


def test_a_sentence_that_is_gone_has_no_place():
    new = STORM.replace(" Parents were told by telephone.", "")
    assert carried(STORM, new, "told by telephone") is None
    assert carried(STORM, new, "Parents were told by telephone.") is None
    assert carried(STORM, new, "stayed closed") == ("stayed closed", "orden ", "same")


def test_a_sentence_in_place_of_another_is_not_taken_for_it():
    new = STORM.replace("Parents were told by telephone.", "Lessons begin again once the roof has been mended.")
    assert carried(STORM, new, "Parents were told by telephone.") is None


def test_a_paragraph_takes_its_places_along():
    lines = STORM.split("\n")
    new = "\n".join([lines[0], lines[4], *lines[1:4], *lines[5:]])
    assert carried(STORM, new, "stayed closed") == ("stayed closed", "orden ", "same")


def test_of_two_paragraphs_that_read_the_same_the_one_that_is_left_keeps_its_places():
    boilerplate = "This article is part of our series on the weather.\n"
    at = STORM.index(boilerplate)
    new = STORM[:at] + STORM[at + len(boilerplate) :]
    assert carried(STORM, new, "our series", 0) is None
    assert carried(STORM, new, "our series", 1) == ("our series", "rt of ", "same")


def test_typographic_quotation_marks_are_the_same_words():
    new = STORM.replace('"the', "“the").replace('years"', "years”")
    assert carried(STORM, new, '"the worst night in years"') == ("“the worst night in years”", "ed it ", "same")


def test_a_place_that_is_a_sign_alone_is_not_the_same_as_another_sign():
    new = STORM.replace('"the', "“the").replace('years"', "years”")
    assert carried(STORM, new, '"') == ("“", "ed it ", "changed")


def test_what_is_put_in_beside_a_place_stays_outside_of_it():
    new = STORM.replace("the mayor said", "the old mayor said")
    assert carried(STORM, new, "mayor said") == ("mayor said", "e old ", "same")


def test_a_place_may_hold_line_breaks_and_several_sentences():
    words = "Nobody was hurt, the mayor said.\nThe mayor, Ann Carter"
    assert carried(STORM, "Update.\n" + STORM, words)[0] == words


def test_a_place_at_either_end_of_the_text():
    assert carried(STORM, "Weather: " + STORM, "Storm") == ("Storm", "ther: ", "same")
    assert carried(STORM, STORM + " All is well.", "within a day.")[0] == "within a day."


def test_a_place_that_is_white_space_stays_between_its_neighbours():
    at = STORM.index("\n")
    place = TextRange(at, at + 1)
    assert Carrier(STORM, STORM).carry(place) == Carried(place, Certainty.SAME)
    assert Carrier(STORM, STORM.replace("Storm fells 40 trees", "")).carry(place) is None


def test_chinese_is_carried_by_the_character():
    new = STURM.replace("四十", "五十").replace("市长", "昨天市长")
    assert carried(STURM, new, "四十") == ("五十", "场风暴刮倒了", "changed")
    assert carried(STURM, new, "安·卡特")[0] == "安·卡特"
    assert carried(STURM, new, "树")[::2] == ("树", "same")


def test_a_new_character_beside_a_place_may_be_a_part_of_its_word():
    new = STURM.replace("市长安", "副市长安")
    assert carried(STURM, new, "市长") == ("市长", "四十棵树。副", "review")


def test_what_cannot_be_told_apart_is_for_an_editor():
    row = "The same row.\n"
    found = carried("Head.\n" + 3 * row + "Foot.", "Head.\n" + 2 * row + "Foot.", "same", 1)
    assert found is None or found[2] == "review"


def test_places_are_answered_in_the_order_asked():
    at = [STORM.index(word) for word in ("river", "Storm", "Borden")]
    found = carry(STORM, STORM, [TextRange(start, start + 5) for start in at])
    assert [one.range.start for one in found] == at


def test_a_place_without_any_letter_is_none():
    assert carry(STORM, STORM, [TextRange(3, 3), TextRange(len(STORM), len(STORM))]) == [None, None]


# Laws

PIECE = st.sampled_from(
    ["the ", "The mayor ", "said", " ", "\n", "\n\n", ". ", ", ", "“", '"', "北京", "的", "。", "で", "ア", "ไทย", "é",
     "e\u0301", "40", "1,000", "—", "-", "\r\n", "😀", "family 👨‍👩‍👧", "a b c d e f g h i. ", "x" * 40]
)  # fmt: skip
TEXT = st.lists(PIECE, max_size=25).map("".join)


def places_of(text: str, seed: int) -> list[TextRange]:
    pick = random.Random(seed)
    ends = [sorted((pick.randint(0, len(text)), pick.randint(0, len(text)))) for _ in range(12)]
    return [TextRange(*pair) for pair in ends]


@given(TEXT, TEXT, st.integers(0, 99))
def test_an_image_lies_in_the_new_text_and_says_same_only_of_the_same_words(old, new, seed):
    places = places_of(old, seed)
    for place, found in zip(places, carry(old, new, places), strict=True):
        if found is not None:
            assert 0 <= found.range.start < found.range.end <= len(new)
            if found.certainty is Certainty.SAME:
                words = old[place.start : place.end]
                assert same_words(words, new[found.range.start : found.range.end])


@given(TEXT, st.integers(0, 99))
def test_in_the_same_text_every_place_is_where_it_was(text, seed):
    for place, found in zip(places := places_of(text, seed), carry(text, text, places), strict=True):
        assert found == (Carried(place, Certainty.SAME) if len(place) else None)


@given(TEXT, TEXT, st.integers(0, 99))
def test_the_same_question_has_the_same_answer(old, new, seed):
    places = places_of(old, seed)
    carrier = Carrier(old, new)
    assert [carrier.carry(place) for place in places] == carry(old, new, places)


@given(TEXT, st.integers(0, 99))
def test_a_new_beginning_shifts_every_place(text, seed):
    before = "Quite another beginning, set in haste.\n\n"
    for place, found in zip(places := places_of(text, seed), carry(text, before + text, places), strict=True):
        if found is not None and found.certainty is Certainty.SAME:
            assert found.range == TextRange(place.start + len(before), place.end + len(before))


@given(st.sampled_from(list(LANGUAGES)), st.sampled_from(list(KINDS)), st.integers(0, 20))
def test_what_was_carried_as_the_same_comes_back_the_same_way(language, kind, seed):
    text = edited(KINDS[kind], language, 800, seed, 20)
    there, back = Carrier(text.old, text.new), Carrier(text.new, text.old)
    for asked in text.asked:
        found = there.carry(TextRange(asked.start, asked.end))
        if found is not None and found.certainty is Certainty.SAME:
            returned = back.carry(found.range)
            assert returned is not None
            assert returned.range == TextRange(asked.start, asked.end)


# Hard texts

HARD = {
    "one word": ("word " * 20_000, "word " * 19_990),
    "nothing in common": ("a b c " * 10_000, "d e f " * 10_000),
    "one character": ("中" * 20_000, "中" * 19_999 + "国"),
    "one long word": ("a" * 100_000, "a" * 99_999),
    "every sentence reversed": tuple(
        ". ".join(f"The {i} man said {i + 1} things" for i in order) for order in (range(3000), range(3000)[::-1])
    ),
    "rows alike": tuple("\n".join(f"Row {i % 7} 5 10" for i in range(8000) if i % step) for step in (9000, 97)),
    "nothing left": ("A text. " * 2000, ""),
    "nothing before": ("", "A text. " * 2000),
}


@pytest.mark.parametrize("name", HARD)
def test_a_hard_text_is_carried_too(name):
    old, new = HARD[name]
    for found in carry(old, new, [TextRange(at, min(len(old), at + 9)) for at in range(0, len(old), 997)]):
        assert found is None or found.range.end <= len(new)


# The figures


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_benchmark_hold(language):
    found = sum((measured(kind, language, 1, size=4_000, seed="suite") for kind in KINDS.values()), Counter())
    found += sum((measured_by_another(kind, language, 1, size=4_000, seed="suite") for kind in EDITORS), Counter())
    spans = found["spans"]
    assert spans > 5_000
    assert found["right"] >= 0.98 * spans
    assert found["wrong"] <= 0.005 * spans
    assert found["wrong same"] <= 0.0005 * found["same"]
    assert found["lost"] <= 0.005 * spans
    assert found["review"] <= 0.11 * spans


def test_a_file_is_answered_with_one_object():
    places = [STORM.index(word) for word in ("40 trees in", "Storm", "Parents")]
    question = {
        "old": STORM,
        "new": STORM.replace("40 trees in", "50 trees in").replace(" Parents were told by telephone.", ""),
        "anns": [{"start": at, "end": at + 5} for at in places],
    }
    told = answer(question)
    assert set(told) == {"setup_ms", "ms", "res"}
    assert told["res"] == [
        {"s": places[0], "e": places[0] + 5, "st": "changed"},
        {"s": 0, "e": 5, "st": "same"},
        None,
    ]


def test_words_that_came_a_second_time_among_the_same_neighbours_are_not_sure():
    old = "The storm came. Jane Smith stole the silver on Monday, he said.\n\nIt was 2021."
    new = "A gale, and Jane stole the silver on Monday.\n\nA gale, and Jane stole the silver on Monday.\n\nIt was 2021."
    start = old.index("stole the silver")
    (carried,) = carry(old, new, [TextRange(start, start + len("stole the silver"))])
    assert carried.certainty is Certainty.REVIEW


LINE = "The storm of May felled 40 trees in Harwich, the council said on Friday, and it cost 2 million pounds in all.\n"


def test_a_part_of_a_word_that_became_another_is_asked_about():
    new = LINE.replace("Harwich", "Norwich")
    assert carried(LINE, new, "wich") == ("wich", "in Nor", "review")
    assert carried(LINE, new, "arw") == ("orw", "s in N", "review")


def test_a_long_stretch_that_became_others_altogether_is_gone():
    old = "40 trees in Harwich, the council said on Friday"
    new = LINE.replace(old, "nobody knows how many houses burned that night in Essex or so it is told")
    assert carried(LINE, new, old) is None


def test_of_words_that_stood_twice_the_copy_that_is_left_is_asked_about():
    before, words, after = "One two three four five six seven. ", "Same words stand here twice over.", " End of it all."
    assert carried(f"{before}{words} {words}{after}", f"{before}{words}{after}", words) == (
        words,
        before[-6:],
        "review",
    )


def test_a_space_that_went_is_nowhere():
    assert carry("a  b c d e f", "a b c d e f", [TextRange(2, 3)]) == [None]


def test_a_stretch_over_two_words_of_which_each_became_another_is_nowhere():
    old = "The river bed is dry."
    assert carried(old, old.replace("river bed", "rib ed"), "r b") is None
    assert carried(old, old.replace("river bed", "river red"), "r b") is not None


@pytest.mark.parametrize(
    ("old", "new", "words", "left"),
    [
        ("风暴中人受伤的人很多。", "风暴中人很多。", "人", ("人", "风暴中", "review")),
        ("风暴中有人受伤，也有人失踪。", "风暴中有人失踪。", "有人", ("有人", "风暴中", "review")),
    ],
)
def test_where_either_of_two_words_may_have_gone_the_one_that_is_left_is_asked_about(old, new, words, left):
    assert carried(old, new, words, 0) == left
    assert carried(old, new, words, 1) == left


def test_a_character_among_many_new_ones_is_not_the_place_of_a_longer_name():
    old, new = "京校。", "京在北人人学，说会风人长，校。"
    assert carried(old, new, "京") is None
    assert carried(old, new, "京校") == (new[:-1], "", "review")


def test_a_line_of_thousands_of_other_numbers_keeps_what_stands_around_them():
    def line(numbers):
        return f"The numbers of the lottery are {' '.join(map(str, numbers))} and no others at all."

    old, new = line(range(2100)), line(range(5000, 7100))
    assert carried(old, new, "lottery")[:2] == ("lottery", "f the ")
    assert carried(old, new, "others")[:2] == ("others", "nd no ")
    assert carried(old, new, "1044") is None


# Chinese sentences in which much was moved, doubled and taken out, as a machine found them.
TORN = [
    (
        "会河说学京市人在会议河北京。暴会风北长。the mayor a school storm. 在说长天校大河河市天北人。"
        "在说河在人京河会大，",
        "会河说学京市人在会议河北会风北长。a school stor m. 在说长天校大河河市天北人。在说河在人京河会大，"
        "会议河北京。暴会风北",
    ),
    (
        "大学风学校人风校说天北在天风，说长河长校天。说会风河议议暴人长大京，",
        "大学风学校天。说会风河议议暴人议暴人长大京，人人北京人人大议京校校天会。"
        "校说天北在天北在天风京在会人在市。，说长河长校",
    ),
    (
        "市北市河学。北长风说暴风。council mayor council the storm said, 人会天暴议北议天在在，"
        "大长学在长说风会北暴议人长市。",
        "市北市河学。北长风说暴风c said, 人会x天ouncil mayor council the storm暴议北议天在在，。"
        "大长学在长说风会北暴议人长市天天人河京会北人，。。",
    ),
    ("在会学会长京学暴会河学。", "在学会长京学暴会河暴会河学会学。学。在学会长京学暴会河暴会河学会学。学。"),
]


@pytest.mark.parametrize(("old", "new"), TORN, ids=range(len(TORN)))
def test_in_a_text_that_was_torn_apart_what_is_the_same_is_so_and_what_was_moved_is_found(old, new):
    every = [
        TextRange(start, end) for start in range(len(old)) for end in range(start + 1, min(len(old), start + 8) + 1)
    ]
    found = [(place, one) for place, one in zip(every, carry(old, new, every), strict=True) if one is not None]
    for place, one in found:
        if one.certainty is Certainty.SAME:
            assert same_words(old[place.start : place.end], new[one.range.start : one.range.end])
    assert len({one.range for _, one in found}) > 10


def refuse_two_pairs(old: str, new: str) -> None:
    for one, other in ((old, new), (new, old)):
        pairs = matched(Tokens.of(one), Tokens.of(other))
        assert [pairs.back[j] for j in pairs.to if j != NOWHERE] == [i for i, j in enumerate(pairs.to) if j != NOWHERE]
        assert sum(i != NOWHERE for i in pairs.back) == sum(j != NOWHERE for j in pairs.to)


@pytest.mark.parametrize(("old", "new"), TORN, ids=range(len(TORN)))
def test_no_token_of_a_torn_text_has_two_pairs(old, new):
    refuse_two_pairs(old, new)


@given(TEXT, TEXT)
def test_no_token_of_a_generated_text_has_two_pairs(old, new):
    refuse_two_pairs(old, new)
