"""Which paragraph of one text is which of another, and what their places are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections import samples
from corrections.text import SafeHtml, aligned, block_name, blocks, named_blocks, render_body, text_of, without_ids


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([], [], []),
        (["a b c d"], ["a b c d"], [(0, 0)]),
        (["one", "two"], ["one", "zero", "two"], [(0, 0), (None, 1), (1, 2)]),
        (["one", "two"], ["two"], [(0, None), (1, 0)]),
        (["the mayor spoke today", "x"], ["the mayor sang today", "x"], [(0, 0), (1, 1)]),
        (
            ["the ship sank off the coast", "the mayor spoke of it today"],
            ["all was quiet then", "the mayor spoke of it again", "nothing is known"],
            [(0, 0), (1, 1), (None, 2)],
        ),
        (["nothing in common"], ["quite other words here"], [(0, 0)]),
        (["船昨天沉没了", "市长发言"], ["船今天沉没了", "市长唱歌"], [(0, 0), (1, 1)]),
    ],
)
def test_blocks_stand_beside_what_became_of_them(old, new, pairs):
    assert aligned(old, new) == pairs


@given(
    st.lists(st.sampled_from(["a b c d e", "a b c d f", "g", "h i", ""])),
    st.lists(st.sampled_from(["g", "a b c d e", "x"])),
)
def test_every_block_is_told_once_and_in_order(old, new):
    pairs = aligned(old, new)
    assert [at for at, _ in pairs if at is not None] == list(range(len(old)))
    assert [at for _, at in pairs if at is not None] == list(range(len(new)))
    assert (None, None) not in pairs


def test_a_text_of_many_new_paragraphs_is_aligned_at_once():
    old, new = [f"old words {at}" for at in range(900)], [f"other text {at}" for at in range(901)]
    assert len(aligned(old, new)) == 1801


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.slug)
def test_names_change_no_letter_and_go_away_again(sample):
    html = render_body(samples.read(sample.file))
    named = named_blocks(html, [f"p{number}" for number, _ in enumerate(blocks(html), 1)])
    assert text_of(named) == text_of(html)
    assert without_ids(named) == without_ids(html)
    assert [block_name(block) for block in blocks(named)][:2] == ["p1", "p2"]


def test_a_block_keeps_the_name_that_it_has_and_no_name_stands_twice():
    html = SafeHtml('<p id="own">A</p>\n<p>B</p>\n<div><p id="p3">C</p></div>\n<p>D</p>\n')
    named = named_blocks(html, ["p1", "p2", "p3", ""])
    assert named == '<p id="own">A</p>\n<p id="p2">B</p>\n<div><p id="p3">C</p></div>\n<p>D</p>\n'
