"""Places and what is put there: ranges that cannot be mixed up, splices that do not meet, refusals that say which."""

import pickle

import pytest

from corrections.text import Edit, Refusal, Sentence, SourceRange, Splice, TextRange, edited, joined, spliced, trimmed


@pytest.mark.parametrize("kind", [TextRange, SourceRange])
def test_a_range_runs_forward_from_the_first_code_point_on(kind):
    assert [len(kind(*ends)) for ends in ((0, 0), (0, 1), (3, 5))] == [0, 1, 2]
    for ends in ((-1, 2), (5, 3)):
        with pytest.raises(ValueError, match=f"runs from {ends[0]} to {ends[1]}"):
            kind(*ends)


def test_a_place_in_the_text_is_none_in_the_source():
    assert TextRange(1, 2) != SourceRange(1, 2)
    assert SourceRange(1, 2).shifted(10) == SourceRange(11, 12)


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [((0, 3), False), ((0, 4), True), ((3, 6), True), ((4, 5), True), ((5, 9), True), ((6, 9), False)],
)
def test_places_overlap_where_they_share_a_letter_not_where_they_touch(other, overlaps):
    assert TextRange(3, 6).overlaps(TextRange(*other)) is overlaps
    assert TextRange(*other).overlaps(TextRange(3, 6)) is overlaps


def test_all_splices_count_in_the_untouched_source_in_whatever_order():
    splices = [Splice(SourceRange(8, 9), "Z"), Splice(SourceRange(0, 2), ""), Splice(SourceRange(2, 2), "new ")]
    assert spliced("a b c d e", splices) == "new b c d Z"
    assert spliced("a b", []) == "a b"


def test_splices_that_overlap_are_no_source():
    with pytest.raises(ValueError, match="Two splices overlap"):
        spliced("abc", [Splice(SourceRange(0, 2), ""), Splice(SourceRange(1, 3), "")])


def test_edits_of_a_field_are_carried_out_together_and_those_without_words_are_none():
    edits = [
        Edit("title", TextRange(4, 5), "Z"),
        Edit("title", TextRange(0, 9), None),
        Edit("title", TextRange(0, 1), ""),
    ]
    assert edited("a b c d e", edits) == " b Z d e"
    assert edited("ab", [Edit("t", TextRange(0, 1), "x"), Edit("t", TextRange(1, 2), "y")]) == "xy"
    with pytest.raises(ValueError, match="Two edits overlap"):
        edited("abc", [Edit("t", TextRange(0, 2), ""), Edit("t", TextRange(1, 3), "")])


def test_a_refusal_says_its_sentence_and_which_edit_is_meant_on_either_side_of_a_pipe():
    refusal = Refusal("{name} is not there.", 3, name="It")
    again = pickle.loads(pickle.dumps(refusal))
    for one in (refusal, again, Refusal(refusal.sentence, 3)):
        assert (str(one), one.args, one.index) == ("It is not there.", ("It is not there.",), 3)
        assert (one.sentence.message, one.sentence.values) == ("{name} is not there.", {"name": "It"})
    assert Refusal("Braces {stay} without values.").sentence == "Braces {stay} without values."
    assert Refusal("It.").index is None


def test_a_sentence_in_a_sentence_remembers_what_it_is_made_of():
    inner = Sentence("Annotation {number}", number=2)
    outer = pickle.loads(pickle.dumps(Sentence("{name}: no.", name=inner)))
    assert (outer, outer.values["name"].values) == ("Annotation 2: no.", {"number": 2})


@pytest.mark.parametrize(
    ("text", "words", "taken"),
    [
        ("(very big)", "very", "very "),
        ("[very big]", "very", "very "),
        ("“very big”", "very", "very "),
        ("«very big»", "very", "very "),
        ("big very  end", "very", "very "),
        ("one\ntwo three", "two", "two "),
        ("one two\nthree", "two", " two"),
        ("one (two) end", "(two)", "(two) "),
        ("it rained; then", "rained", " rained"),
        ("it rained: then", "rained", " rained"),
        ("it rained! then", "rained", " rained"),
        ("it rained? then", "rained", " rained"),
        ("it (all rained) then", "rained", " rained"),
        ("it [all rained] then", "rained", " rained"),
        ("it {all rained} then", "rained", " rained"),
        ("“it rained” then", "rained", " rained"),
        ("«it rained» then", "rained", " rained"),
        ("it ‘all rained’ then", "rained", " rained"),
        ("pre-war years", "pre-", "pre-"),
        ("a-b c", "b", "b"),
        ("a b-c", "b", "b"),
        ("only", "only", "only"),
    ],
)
def test_a_deletion_leaves_no_spare_space_and_takes_none_that_is_needed(text, words, taken):
    at = text.index(words)
    place = joined(text, TextRange(at, at + len(words)))
    assert text[place.start : place.end] == taken


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [("  two", (0, 5), (2, 5)), ("two \n", (0, 5), (0, 3)), ("a two b", (2, 5), (2, 5)), ("a  b", (1, 3), (1, 3))],
)
def test_a_selection_is_held_to_its_words(text, place, left):
    assert trimmed(text, TextRange(*place)) == TextRange(*left)
