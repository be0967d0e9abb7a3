"""What differs between two sequences is found, in little time and room however long they are."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections.text import aligned, readable_diff, word_diff
from corrections.text import edit_script as edits
from corrections.text.edit_script import edit_script

ITEMS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


@pytest.fixture(params=[0, 1, 6, 2**28], ids=["none at once", "one at once", "few at once", "all at once"])
def most(request, monkeypatch):
    """How many pairs are compared at once."""
    monkeypatch.setattr(edits, "_MOST", request.param)


def carried_out(old, new):
    made, at = [], 0
    for a0, a1, b0, b1 in edit_script(old, new):
        assert (at <= a0 <= a1, b0 <= b1, (a0, b0) != (a1, b1)) == (True, True, True)
        made += old[at:a0] + new[b0:b1]
        at = a1
    return made + old[at:]


@pytest.mark.usefixtures("most")
def test_what_differs_makes_the_new_of_the_old():
    @given(ITEMS, ITEMS)
    def makes(old, new):
        assert carried_out(old, new) == new

    makes()


def test_what_stands_once_on_both_sides_parts_what_is_too_long(monkeypatch):
    monkeypatch.setattr(edits, "_MOST", 0)
    assert list(edit_script("xxAyyByxz", "wxAyvBvvz")) == [(0, 1, 0, 1), (4, 5, 4, 5), (6, 8, 6, 8)]
    assert list(edit_script("xxAyBz", "ttBwAt")) == [(0, 4, 0, 2), (5, 6, 3, 6)]  # one of two that changed places
    assert list(edit_script("abab", "cdcd")) == [(0, 4, 0, 4)]


def words(count, seed, kinds):
    chosen = random.Random(seed)
    return " ".join(chosen.choice(kinds) for _ in range(count))


def test_a_very_long_text_is_compared_in_little_room():
    """A bit for each pair of words would be 10 GiB."""
    prose = [f"word{at}" if at % 7 == 0 else "the" for at in range(150_000)]
    changed = [*prose[:40_000], "more", *prose[40_000:90_000], *prose[90_003:]]
    began = time.process_time()
    gone_and_new = [(change.start, change.new) for change in word_diff(" ".join(prose), " ".join(changed))]
    assert len(gone_and_new) == 2
    assert time.process_time() - began < 20


def test_very_long_texts_that_have_no_word_once_are_told_as_a_whole():
    old, new = words(150_000, 1, ["the", "of", "and"]), words(150_000, 2, ["the", "of", "and", "a"])
    began = time.process_time()
    (change,) = readable_diff(old, new)
    assert new.endswith(old[change.end :])
    assert old[: change.start] + change.new + old[change.end :] == new
    assert len(aligned([old], [new])) in (1, 2)
    assert time.process_time() - began < 20


def test_very_many_paragraphs_are_aligned_in_little_room():
    old = [f"{at % 50} cranes" for at in range(60_000)]
    new = [f"{at % 51} cranes" for at in range(60_000)]
    began = time.process_time()
    pairs = aligned(old, new)
    assert [at for at, _ in pairs if at is not None] == list(range(60_000))
    assert [at for _, at in pairs if at is not None] == list(range(60_000))
    assert time.process_time() - began < 20


def test_two_very_long_paragraphs_are_one_where_most_of_their_words_are_the_same():
    old = words(40_000, 1, [f"w{at}" for at in range(900)])
    pairs = aligned(["one", old, "x"], ["two", f"{old} and more", "y", "x"])
    assert (1, 1) in pairs
