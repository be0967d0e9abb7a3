"""Whereabouts: where words are in the next text, and whether they became the right ones."""

import pytest

from corrections.text import Certainty, Edit, Found, Sought, TextRange, become, whereabouts

OLD = "The storm of May felled 40 trees in Harwich, the council said on Friday, and it cost 2 million pounds in all.\n"


def place(words, text=OLD):
    return TextRange(text.index(words), text.index(words) + len(words))


def looked_for(new, words, replacement, *, is_published=True, **more):
    """What is found, as its words, how sure that is, and whether they are right."""
    corrections = [Edit("", place(words), replacement)] if is_published else []
    (found,) = whereabouts(OLD, new, corrections, [Sought(place(words), replacement, **more)])
    return found and (new[found.range.start : found.range.end], found.certainty, found.is_put_right)


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (("May", "June"), ("40", Certainty.SAME, False)),
        (("40", "50"), ("50", Certainty.SAME, True)),
        (("40", "some"), ("some", Certainty.CHANGED, False)),
    ],
)
def test_words_stay_or_become_right_or_become_others(change, found, is_published):
    assert looked_for(OLD.replace(*change), "40", "50", is_published=is_published) == found


def test_right_words_that_hold_the_old_ones_are_not_put_there_twice():
    new = OLD.replace("in Harwich", "in Old Harwich").replace("May", "June")
    for is_published in (True, False):
        assert looked_for(new, "Harwich", "Old Harwich", is_published=is_published) == (
            "Old Harwich",
            Certainty.SAME,
            True,
        )


def test_deleted_words_are_stood_for_by_the_word_before_them():
    gone, others = OLD.replace(" on Friday", ""), OLD.replace(" on Friday", " when asked")
    assert looked_for(gone, " on Friday", "") == ("said", Certainty.SAME, True)
    assert looked_for(others, " on Friday", "")[2] is False


def test_deleted_words_at_either_edge_are_put_right_only_where_nothing_came_in_their_place():
    first, last = "The storm of May ", " and it cost 2 million pounds in all."
    assert looked_for(OLD.replace(first, ""), first, "") == ("felled", Certainty.SAME, True)
    assert looked_for(OLD.replace(last, ""), last, "") == ("Friday,", Certainty.SAME, True)
    for words, others in ((first, "Yesterday a tornado "), (last, " though nobody knows what it cost.")):
        found = looked_for(OLD.replace(words, others), words, "")
        assert found is None or not found[2]


def test_of_a_text_that_was_deleted_whole_nothing_is_put_right():
    [found] = whereabouts("40", "It rained.", [Edit("", TextRange(0, 2), "")], [Sought(TextRange(0, 2), "")])
    assert found is None


def test_a_deleted_sentence_that_stands_elsewhere_is_asked_about():
    sentence = "The mayor of the town resigned on Monday after a long debate about the budget of the library. "
    before = "The storm felled forty trees in the park. Nobody was hurt by any of them. "
    old = f"{before}{sentence}The harbour stayed closed for two days and the ferries with it.\n"
    new = old.replace(sentence, "").rstrip() + f"\n\n{sentence}\n"
    place = TextRange(len(before), len(before) + len(sentence) - 1)
    [found] = whereabouts(old, new, [Edit("", place, "")], [Sought(place, "")])
    assert (found.certainty, found.is_put_right) == (Certainty.REVIEW, False)
    assert new[found.range.start : found.range.end] == sentence.strip()


def test_a_correction_is_known_again_among_others_that_came_before_it():
    corrections = [Edit("", place("May"), "September"), Edit("", place("40"), "50"), Edit("", place("2 million"), None)]
    new = OLD.replace("May", "September").replace("40", "50").replace("Friday", "Monday")
    [found] = whereabouts(OLD, new, corrections, [Sought(place("40"), "50")])
    assert (new[found.range.start : found.range.end], found.certainty, found.is_put_right) == (
        "50",
        Certainty.SAME,
        True,
    )


def test_a_correction_that_reaches_over_a_place_takes_it_along():
    corrections = [Edit("", place("May felled 40 trees"), "June felled 50 oaks")]
    new = OLD.replace("May felled 40 trees", "June felled 50 oaks")
    [found] = whereabouts(OLD, new, corrections, [Sought(place("felled 40"), "felled 50")])
    assert found is not None
    assert not found.is_put_right or new[found.range.start : found.range.end] == "felled 50"


def test_words_that_another_correction_changed_are_not_this_note_s_right_ones():
    corrections = [Edit("", place("40"), "60")]
    [found] = whereabouts(OLD, OLD.replace("40", "60"), corrections, [Sought(place("40"), "50")])
    assert not found.is_put_right


def test_right_words_that_always_stood_around_the_old_ones_put_nothing_right():
    old = OLD.replace("in Harwich", "in Old Harwich")
    place_then = TextRange(old.index("Harwich"), old.index("Harwich") + 7)
    new = old.replace("May", "June")
    [found] = whereabouts(old, new, [], [Sought(place_then, "Old Harwich")])
    assert (new[found.range.start : found.range.end], found.is_put_right) == ("Harwich", False)


def test_right_words_longer_than_what_stands_before_the_place_are_not_there():
    old = "40 trees fell in Harwich, the council said on Friday.\n"
    [found] = whereabouts(old, old.replace("Friday", "Monday"), [], [Sought(TextRange(0, 2), "some 40")])
    assert (found.certainty, found.is_put_right) == (Certainty.SAME, False)


def test_an_empty_place_and_one_in_a_text_that_stays_are_carried_for_what_they_are():
    assert whereabouts(OLD, OLD, [], [Sought(TextRange(4, 4), "x"), Sought(place("40"), None)]) == [
        None,
        Found(place("40"), Certainty.SAME),
    ]


def test_what_was_right_stays_so():
    assert looked_for(OLD.replace("May", "June"), "40", "40", is_put_right=True) == ("40", Certainty.SAME, True)


def test_of_an_amended_note_it_is_enough_that_its_words_went():
    new = OLD.replace("40", "60")
    corrections = [Edit("", place("40"), "60")]
    (found,) = whereabouts(OLD, new, corrections, [Sought(place("40"), "50", is_amended=True)])
    assert (found.certainty, found.is_put_right) == (Certainty.SAME, True)


def test_words_that_are_gone_are_nowhere():
    assert looked_for("It rained.\n", "40", "50") is None


@pytest.mark.parametrize(
    ("was", "now", "right", "whether"),
    [
        ("40", "50", "50", True),
        ("40", "51", "50", False),
        ("“so”", '"thus"', "“thus”", True),
        ("1914-1918", "1914-1918", "1914–1918", False),
        ("1914-1918", "1914–1918", "1914–1918", True),
        ("a\nb", "c\nd", "c d", True),
        ("council", "council", "Council", False),
        ("40", "40", None, False),
        ("40", "", "", False),
    ],
)
def test_words_become_the_replacement_exactly_or_but_for_signs(was, now, right, whether):
    assert become(was, now, right) is whether


def test_a_correction_behind_a_place_moves_nothing_before_it():
    new = OLD.replace("Friday", "Monday")
    assert whereabouts(OLD, new, [Edit("", place("Friday"), "Monday")], [Sought(place("40"), "50")]) == [
        Found(place("40"), Certainty.SAME)
    ]


def test_right_words_among_other_neighbours_are_asked_about():
    old = "The storm came. Jane Smith stole the silver on Monday, he said.\n\nIt was 2021."
    copy = "A gale, and Jane sold the silver on Monday.\n\n"
    words, right = place("stole the silver", old), "sold the silver"
    [found] = whereabouts(old, f"{copy}{copy}It was 2021.", [], [Sought(words, right)])
    assert found is None or (found.certainty, found.is_put_right) == (Certainty.REVIEW, False)
    [found] = whereabouts(old, old.replace("stole", "sold"), [], [Sought(words, right)])
    assert (found.certainty, found.is_put_right) == (Certainty.SAME, True)


def test_where_right_words_are_a_part_of_the_old_ones_that_still_stand_nothing_is_put_right():
    old, new = "50 50 50 50 said.", "50 Harwich 50 50 said."
    words = TextRange(6, 11)
    assert whereabouts(old, new, [Edit("", words, "50")], [Sought(words, "50")]) == [
        Found(TextRange(11, 16), Certainty.SAME)
    ]


@pytest.mark.parametrize(
    ("old", "new", "words", "right", "found"),
    [
        ("It blew.\n40 trees.\nThen", "It blew.\n50  oaks\nThen", "40 trees.", "  50  oaks ", "50  oaks"),
        ("It felled 40 trees", "It felled  50 trees", "40", " 50", "50"),
        ("/a_b", "trail", "/a_b", " trail ", "trail"),
    ],
)
def test_right_words_are_known_again_without_the_white_space_around_them(old, new, words, right, found):
    words = place(words, old)
    [one] = whereabouts(old, new, [Edit("", words, right)], [Sought(words, right)])
    assert (new[one.range.start : one.range.end], one.certainty, one.is_put_right) == (found, Certainty.SAME, True)


def test_words_that_nothing_replaced_keep_the_white_space_around_them():
    old, new = "It felled 40 trees in May. It was so.", "It felled 50 trees in May! It was so."
    felled, words = place("40", old), place(" It ", old)
    [one] = whereabouts(old, new, [Edit("", felled, "50")], [Sought(words, "He")])
    assert new[one.range.start : one.range.end] == " It "
