"""What is read from an article: its front matter, its quotes, its words; and the sentences of what is refused."""

import re
import unicodedata

import pytest

from corrections.text import (
    Edit,
    Quote,
    Refusal,
    TextRange,
    decode,
    describe,
    find_quote,
    joined,
    match,
    occurrences,
    prove,
    read_article,
    readable_diff,
    render_inline,
    spliced,
    trimmed,
    word_diff,
    word_edges,
    wording,
)
from corrections.text.frontmatter import split
from corrections.text.worddiff import MARK


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"abc\xffdef", "The file is not UTF-8: byte 4 does not belong there."),
        (b"x" * (1024 * 1024 + 1), "The file has 1,048,577 bytes; 1 MiB is the most."),
        (b"one\ntwo\0", "There is a NUL character on line 2."),
        (b"", "The file is empty."),
        ("\ufeff \n\t".encode(), "The file is empty."),
    ],
)
def test_what_is_no_article_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Refusal) as refused:
        decode(content)
    assert str(refused.value).startswith(sentence)


def test_an_article_s_bytes_are_its_text_a_mark_of_order_and_line_ends_too():
    assert decode("\ufeffé\r\n\t".encode()) == "\ufeffé\r\n\t"
    assert len(decode(b"x" * 1024 * 1024)) == 1024 * 1024


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("---\nonly words\n---\nText.\n", "line 2 is no YAML mapping"),
        ("---\ntitle: A\nb: c: d\n---\nText.\n", "not valid YAML \\(line 3"),
        ("---\n- a\n- b\n---\nText.\n", "line 2 is no YAML mapping"),
        ("---\na: " + "[" * 3000 + "\n---\n", "nested too deeply|not valid YAML"),
        (
            "---\na: &a [1,1,1,1,1,1,1,1,1,1]\n"
            + "".join(f"{n}: &{n} [{','.join([f'*{p}'] * 10)}]\n" for n, p in ("ba", "cb", "dc", "ed"))
            + "---\n",
            "aliases unfold",
        ),
        ("<!-- nothing -->\n", "has no words"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(source, said):
    with pytest.raises(Refusal, match=said):
        read_article(source)


@pytest.mark.parametrize(
    ("source", "title", "language"),
    [
        ("---\ntitle: One\nlang: zh-Hans\n---\n# Two\n", "One", "zh-Hans"),
        ("# Two *words*\n\ntext\n", "Two words", None),
        ("text\n\nThree\n-----\n", "Three", None),
        ("text\n", None, None),
        ("---\nA rule, not front matter\n", None, None),
    ],
)
def test_the_title_is_the_front_matter_s_else_the_first_heading(source, title, language):
    read = read_article(source)
    assert (read.title, read.language) == (title, language)


FRONT = """---
title: 'It''s 2021'  # kept
double: "A \\"quoted\\" 2021"
plain: the year 2021
date: 2021-05-11
count: 2021
folded: >
  one 2021
  two
nested: {name: Ann 2021, tags: [a2021, b]}
---
Body.
"""


@pytest.mark.parametrize(
    ("field", "replacement", "line"),
    [
        ("title", "it's 2019", "title: 'It''s it''s 2019'  # kept"),
        ("double", 'x"', 'double: "A \\"quoted\\" x\\""'),
        ("plain", "2019", "plain: the year 2019"),
        ("plain", "x: y", "plain: 'the year x: y'"),
        ("plain", "#1", "plain: 'the year #1'"),
        ("date", "2019", "date: 2019-05-11"),
        ("count", "2019", "count: 2019"),
        ("nested.name", "Bob", "nested: {name: Ann Bob, tags: [a2021, b]}"),
        ("nested.tags.0", ", c", "nested: {name: Ann 2021, tags: ['a, c', b]}"),
    ],
)
def test_a_field_is_changed_in_its_own_quotes(field, replacement, line):
    text = dict(read_article(FRONT).fields)[field]
    at = text.index("2021")
    proof = prove(FRONT, [Edit(field, TextRange(at, at + 4), replacement)])[0]
    new = spliced(FRONT, proof.splices)
    assert line in new.splitlines()
    assert len(new.splitlines()) == len(FRONT.splitlines())
    assert dict(read_article(new).fields)[field] == text[:at] + replacement + text[at + 4 :]


def test_two_edits_of_one_field_hold_together():
    edits = [Edit("plain", TextRange(0, 3), "a"), Edit("plain", TextRange(9, 13), "2019")]
    splices = [splice for proof in prove(FRONT, edits) for splice in proof.splices]
    assert "plain: a year 2019\n" in spliced(FRONT, splices)


def test_an_empty_field_and_a_field_that_is_not_there_are_refused():
    with pytest.raises(Refusal, match="would be empty"):
        prove(FRONT, [Edit("date", TextRange(0, 10), "")])
    with pytest.raises(Refusal, match="no text “subtitle”"):
        prove(FRONT, [Edit("subtitle", TextRange(0, 1), "x")])


def test_no_byte_of_the_front_matter_is_the_body_s():
    front = split(FRONT)
    assert FRONT[front.body :] == "Body.\n"


# Quotes

TEXT = "one two one  two\none two three"


def test_describe_and_match_are_twins():
    for start in range(len(TEXT) - 1):
        place = TextRange(start, start + 2)
        assert place in find_quote(describe(TEXT, place), TEXT)
    assert match(describe(TEXT, TextRange(17, 24)), TEXT) == TextRange(17, 24)


def test_neighbours_and_positions_choose_among_places():
    assert match(Quote("two", "one ", "\n"), "one two\none two three") == TextRange(4, 7)
    assert match(Quote("two"), "two two", TextRange(4, 7)) == TextRange(4, 7)
    assert match(Quote("two", "", " three"), TEXT) == TextRange(21, 24)


@pytest.mark.parametrize("quote", [Quote("four"), Quote("two"), Quote("two", "three "), Quote("")])
def test_a_quote_that_fits_no_place_or_several_is_refused(quote):
    with pytest.raises(Refusal):
        match(quote, TEXT)


def test_a_position_that_is_none_of_the_fits_chooses_nothing():
    with pytest.raises(Refusal, match="3 places"):
        match(Quote("two"), TEXT, TextRange(0, 3))


def test_white_space_folds_only_where_nothing_fits_exactly():
    assert match(Quote("one\ntwo three"), TEXT) == TextRange(17, 30)
    assert match(Quote("two one", "two one "), "two one two  one") == TextRange(8, 16)


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        ("In 2021, not 12021, 2021a or 2021.5; 2021年 and 2021–22 and 2021", "2021", [3, 37, 47, 59]),
        ("Smith, Smithson and smith: Smith’s, O'Smith", "Smith", [0, 27, 38]),
        ("Don't ask Don, don’t", "Don", [10]),
        ("l’État et l'État", "État", [2, 12]),
        ("北京市和北京", "北京", [0, 4]),
        ("在iPhone手机和iPhones手机", "iPhone手机", [1]),
        ("ha ha ha ha", "ha ha", [0, 6]),
        ("aa aaa aa", "aa", [0, 7]),
        ("café cafe\u0301 cafe", "cafe", [11]),
        ("a, b, c", ", ", [1, 4]),
        ("a, b", " ", []),
        ("a, b", "", []),
        ("a, b", "c", []),
    ],
)
def test_words_are_found_wherever_they_stand_whole(text, words, starts):
    assert occurrences(text, words) == [TextRange(start, start + len(words)) for start in starts]


def test_words_before_a_footnotes_number_are_found():
    article = read_article("In 2021[^1] and 2021.\n\n[^1]: In 2021.\n")
    assert [place.start for place in occurrences(article.text, "2021")] == [13, 26]
    assert [place.start for place in occurrences(article.text, "2021", word_edges(article.html))] == [3, 13, 26]


# Words


def test_each_mark_of_unicode_belongs_to_the_letter_before_it_and_so_do_joiners_and_nothing_else():
    # The planes between have nothing but ideographs.
    everything = "".join(map(chr, (*range(0x20000), *range(0xE0000, 0xE0200))))
    marks = {char for char in everything if unicodedata.category(char).startswith("M")}
    assert set(re.findall(f"[{MARK}]", everything)) == marks | {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("February 14, 2021", "February 14, 2019", [("2021", "2019")]),
        ("1,024 trees", "1,025 trees", [("1,024", "1,025")]),
        ("北京下雨", "上海下雨", [("北京", "上海")]),
        ("a big dog", "a dog", [("big ", "")]),
        ("a dog", "a big dog", [("", "big ")]),
        ("same", "same", []),
    ],
)
def test_the_words_that_changed_are_told(old, new, changes):
    found = word_diff(old, new)
    assert [(old[change.start : change.end], change.new) for change in found] == changes
    for diff in (found, readable_diff(old, new)):
        at, parts = 0, []
        for change in diff:
            assert at <= change.start <= change.end
            parts += [old[at : change.start], change.new]
            at = change.end
        assert "".join([*parts, old[at:]]) == new


@pytest.mark.parametrize(
    ("old", "new", "struck", "right"),
    [
        ("on the 26th of May", "on the 27th of May", "26th", "27th"),
        ("in the 1990s and on", "in the 1980s and on", "1990s", "1980s"),
        ("a 5G mast here", "a 4G mast here", "5G", "4G"),
        ("it cost £1.5m in all", "it cost £1.6m in all", "1.5m", "1.6m"),
        ("about GPT-2 and more", "about GPT-3 and more", "2", "3"),
        ("in 2021年 and then", "in 2019年 and then", "2021", "2019"),
        ("ปี๒๕๖๔ มา", "ปี๒๕๖๕ มา", "๒๕๖๔", "๒๕๖๕"),
    ],
)
def test_readers_see_a_number_struck_with_its_letters(old, new, struck, right):
    assert [(old[change.start : change.end], change.new) for change in readable_diff(old, new)] == [(struck, right)]


def test_only_the_number_of_an_ordinal_is_written_anew_in_the_source():
    source = "On the 26<sup>th</sup>.\n"
    text = read_article(source).text
    at = text.index("26th")
    proof = prove(source, [Edit("", TextRange(at, at + 4), "27th")])[0]
    assert spliced(source, proof.splices) == "On the 27<sup>th</sup>.\n"


def test_changes_far_from_each_other_stay_apart_and_near_ones_are_one():
    old = "The quick brown fox jumped over the lazy dog"
    far = readable_diff(old, old.replace("quick", "slow").replace("dog", "cat"))
    assert [(old[c.start : c.end], c.new) for c in far] == [("quick", "slow"), ("dog", "cat")]
    near = readable_diff(old, old.replace("quick", "extraordinarily slow").replace("fox", "hen of uncertain age"))
    new = "extraordinarily slow brown hen of uncertain age"
    assert [(old[c.start : c.end], c.new) for c in near] == [("quick brown fox", new)]


@pytest.mark.parametrize(
    ("old", "new", "struck"),
    [
        ("26 of the ministers deliberated", "27 of the parliamentarians quarrelled", ["26", "ministers deliberated"]),
        ("ministers deliberated for 26 days", "parliaments quarrelled for 27 days", ["ministers deliberated", "26"]),
        ("ministers of a parliament", "bishops of a cathedral", ["ministers of a parliament"]),
        ("preachers as of a parliament", "archbishops as of a cathedral", ["preachers", "parliament"]),
        ("four of them", "five of those", ["four", "them"]),
        ("seven of them", "eight of those", ["seven of them"]),
    ],
)
def test_changes_are_one_where_less_than_half_of_the_smaller_stands_between_and_no_three_words(old, new, struck):
    before = "Nobody in this town had anything to say of "
    assert [(before + old)[c.start : c.end] for c in readable_diff(before + old, before + new)] == struck


def test_white_space_on_both_sides_of_a_change_is_no_part_of_it():
    assert [(c.start, c.end, c.new) for c in readable_diff(" \none two\n", " \nxyz\n")] == [(2, 9, "xyz")]


def test_words_with_little_in_common_change_as_a_whole():
    old, new = "leaked a new model to the public", "announced its first one"
    assert [(c.start, c.end) for c in readable_diff(old, new)] == [(0, len(old))]
    old, new = "All ministers promised that in May a hospital would open", "Nobody knew that in May a bridge broke"
    assert [old[c.start : c.end] for c in readable_diff(old, new)] == ["All ministers promised", "hospital would open"]
    old, new = f"{old} its doors", f"{new} down"
    assert [(c.start, c.end, c.new) for c in readable_diff(old, new)] == [(0, len(old), new)]


def test_three_letters_of_ten_are_enough_in_common():
    assert [c.new for c in readable_diff("一甲乙丙二三四五六七", "八甲乙丙九十百千万亿")] == ["八", "九十百千万亿"]
    assert [c.new for c in readable_diff("一甲乙二三四五六七", "八甲乙九十百千万亿")] == ["八甲乙九十百千万亿"]


def test_what_is_only_added_or_only_taken_away_stands_alone_however_long_it_is():
    short, long = "It rained.", "It rained, though nobody had expected as much so late in the year."
    assert [(c.start, c.end, c.new) for c in readable_diff(short, long)] == [(9, 9, long[9:-1])]
    assert [(c.start, c.end, c.new) for c in readable_diff(long, short)] == [(9, len(long) - 1, "")]


@pytest.mark.parametrize(
    ("text", "words", "taken"),
    [
        ("a very big dog", "very", "very "),
        ("good, indeed.", "indeed", " indeed"),
        ("Very big", "Very", "Very "),
        ("the end", "end", " end"),
        ("one\ntwo", "two", "two"),
    ],
)
def test_a_deletion_takes_the_spare_space(text, words, taken):
    at = text.index(words)
    place = joined(text, TextRange(at, at + len(words)))
    assert text[place.start : place.end] == taken


def test_a_selection_leaves_the_white_space_at_its_ends():
    assert trimmed("a  two  b", TextRange(1, 8)) == TextRange(3, 6)
    assert trimmed("a   b", TextRange(1, 4)) == TextRange(1, 4)


@pytest.mark.parametrize(
    ("wording", "html"),
    [
        ("It is *so*.", "It is <em>so</em>."),
        ("1. not a list", "1. not a list"),
        ("# not a head", "# not a head"),
        ("a\n\nb", "a b"),
        ("[x](javascript:alert)", "<a>x</a>"),
    ],
)
def test_a_wording_is_one_paragraph(wording, html):
    assert render_inline(wording) == html


@pytest.mark.parametrize("style", ["us", "uk"])
def test_a_list_of_notices_does_without_the_opening_that_is_offered_for_corrections(style):
    offers = wording.offers(style)
    for name in ("correction", "several", "deleted"):
        filled = wording.filled(offers[name], date_of_publication="2 May 2026", what="it", right="a", wrong="b", n="2")
        assert wording.without_opening(filled).split()[0] in ("misstated", "said"), name


def test_the_uk_house_style_says_when_the_article_was_amended():
    assert wording.offers("uk")["correction"].startswith("This article was amended on {date of publication}.")
    assert "amended" not in wording.offers("us")["correction"]


@pytest.mark.parametrize(
    ("old", "new", "struck", "right"),
    [(" one", " two", "one", "two"), ("one ", "two ", "one", "two"), ("\n1 \n", "\n2 \n", "1", "2")],
)
def test_white_space_that_stays_at_either_end_is_not_struck(old, new, struck, right):
    assert [(old[change.start : change.end], change.new) for change in readable_diff(old, new)] == [(struck, right)]
