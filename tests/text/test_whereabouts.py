"""Whereabouts: where words are in the next text, and whether they became the right ones."""

import pytest

from corrections.text import Certainty, Edit, Sought, TextRange, become, whereabouts

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
