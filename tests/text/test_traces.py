"""Exact words found by their traces: none that holds them is missed, and what stands is proved in the text."""

import pytest

from corrections.text import asked_traces, plain, stands, tight, traces


def found(text, words, edges=(), **more):
    return [text[place.start : place.end] for place in stands(text, words, edges, **more)]


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        ("The storm of 2021. The storm!", "The storm", ["The storm", "The storm"]),
        ("The storm of 2021.", "the storm", []),
        ("Storm", "torm", []),
        ("(storm)", "storm", ["storm"]),
        ("A storm, Storms and stormy", "storm", ["storm"]),
        ("In 12021 or 2021.5, in 2021.", "2021", ["2021"]),
        ("Smith’s and Smithson", "Smith", ["Smith"]),
        ("Don’t", "Don", []),
        ("“We were lucky,” she said", '"We were lucky," she', ["“We were lucky,” she"]),
        ('"We were lucky"', "“We were lucky”", ['"We were lucky"']),
        ("It’s gone", "It's gone", ["It’s gone"]),
        ("two\nlines of  words\u00a0here", "two lines of words here", ["two\nlines of  words\u00a0here"]),
        ("two lines", " two\n\nlines ", ["two lines"]),
        ("it fell 40 %, or 40%", "40 %", ["40 %"]),
        ("大桥造价为三亿元", "桥", ["桥"]),
        ("大桥造价为三亿元", "造价", ["造价"]),
        ("大桥造价为三亿元", "价造", []),
        ("GPT-2模型", "GPT-2模", ["GPT-2模"]),
        ("เรือนี้", "เรือ", ["เรือ"]),
        ("a b a b a", "a b a", ["a b a"]),
        ("ab a b", "a b", ["a b"]),
        ("The storm", "", []),
        ("The storm", "  ", []),
        ("", "storm", []),
        ("C++ and C", "C++", ["C++"]),
    ],
)
def test_words_are_found_as_they_stand(text, words, places):
    assert found(text, words) == places
    if places:
        assert set(asked_traces(words)) <= set(traces(text))


def test_capitals_are_told_apart_unless_that_is_not_asked():
    text = "Leap second, LEAP SECOND, leap second"
    assert found(text, "leap second") == ["leap second"]
    assert found(text, "Leap Second", any_case=True) == ["Leap second", "LEAP SECOND", "leap second"]
    assert set(asked_traces("leap second")) <= set(traces("LEAP SECOND"))


def test_a_word_ends_where_the_renderer_says_so():
    assert found("storm1", "storm") == []
    assert found("storm1", "storm", [5]) == ["storm"]
    assert set(asked_traces("storm")) <= set(traces("storm1", [5]))
    assert found("onetwofour", "wo", [3, 6]) == []
    # Two cells of a table: a list's number, and a figure.
    assert found("3.5 t", "3") == found("3.5 t", "5") == []
    assert found("3.5 t", "3", [2]) == ["3"]
    assert found("a 3.5 t", "5", [3]) == ["5"]


def test_edges_beside_white_space_need_not_be_known():
    assert tight("One\ntwo1 three", [0, 3, 4, 7, 8, 14]) == [7]


def test_pairs_of_words_keep_apart_what_only_has_the_same_words():
    text = set(traces("the harbour of the council"))
    assert set(asked_traces("the council")) <= text
    assert not set(asked_traces("council the")) <= text


def test_punctuation_alone_leaves_no_trace():
    assert asked_traces("— … %“”") == []
    assert traces("— … %") == []


def test_a_trace_is_short_whatever_the_words_and_there_are_few_of_a_long_question():
    long = "x" * 5000
    assert {len(trace) for trace in traces(f"{long} {long}y storm")} == {8}
    assert len(asked_traces(" ".join(map(str, range(500))))) == 24


def test_a_plain_text_is_one_line():
    assert plain("“Two\n lines”\u00a0— it’s") == '"Two lines" - it\'s'


def test_of_words_that_stand_hundreds_of_times_all_that_are_whole_are_found():
    text = "storm, stormy " * 150 + "brainstorm storm"
    assert [place.start for place in stands(text, "storm")] == [*range(0, 150 * 14, 14), len(text) - 5]
    assert stands(text, "storm") == stands(f"{text} ", "storm")
