"""The publishing sheet: each draft with its lines as they will read, and with what it strikes in them."""

import re

import pytest

from corrections.actions.publish import stops
from corrections.pages.desk import publication_sheet
from corrections.pages.excerpts import card_place
from corrections.text import TextRange

FRAME = re.compile(r'</?mark[^>]*>| data-added|<span class="gap"[^>]*> </span>')


@pytest.fixture
def lines(storm, editor):
    """A function: the lines of each draft, without the marks' own tags."""

    def lines(article=storm):
        sheet = publication_sheet(article, stops, editor)
        return [[FRAME.sub("", line) for line in notice.lines] for notice in sheet.notices]

    return lines


FIRST = "The storm of 14 May 2021 felled 40 trees in Harwich, the council said on Friday."


def test_what_other_notes_put_right_is_right_in_a_drafts_line(lines, storm, draft, published):
    published(storm, "Friday", "Saturday")
    published(storm, "felled", "bent", kind="minor_fix")
    draft(storm, "2021", "2019")
    draft(storm, "40", "50")
    first = FIRST.replace("felled", "bent").replace("Friday", "Saturday")
    assert lines() == [
        [first.replace("2021", "<del>2021</del><ins>2019</ins>").replace("40", "50")],
        [first.replace("2021", "2019").replace("40", "<del>40</del><ins>50</ins>")],
    ]


def test_an_amendment_strikes_the_first_words_and_not_those_of_the_note_that_it_amends(lines, storm, draft, published):
    first = published(storm, "40", "50")
    draft(storm, "40", "60", amends=first)
    assert lines() == [[FIRST.replace("40", "<del>40</del><ins>60</ins>")]]


def test_places_of_one_note_in_one_line_are_shown_in_it_together(lines, storm, draft, at):
    draft(storm, ["2021", "40", at(storm, "40", field="title"), "1987"], "x")
    assert lines() == [
        [
            "Storm fells <del>40</del><ins>x</ins> trees in Harwich",
            "The storm of 14 May <del>2021</del><ins>x</ins> felled <del>40</del><ins>x</ins> trees in Harwich, the "
            "council said on Friday.",
            "It was the worst since <del>1987</del><ins>x</ins>, and it cost £2 million.",
        ]
    ]


def test_words_that_stay_are_shown_with_what_others_put_right_in_them(lines, storm, draft):
    draft(storm, "14 May 2021")
    draft(storm, "2021 felled", "2019 bent")
    assert lines()[0] == [FIRST.replace("2021 felled", "2019 bent")]


def test_a_minor_fix_is_shown_struck_although_readers_see_the_right_words_alone(lines, storm, draft):
    draft(storm, "1987", "1986", kind="minor_fix")
    assert lines() == [["It was the worst since <del>1987</del><ins>1986</ins>, and it cost £2 million."]]


def test_what_another_note_withholds_stands_in_no_line(lines, import_text, draft, published):
    friends = "Jane Smith and her many friends, " * 3
    article = import_text("pier", f"The pier of {friends}fell in 2021.\n")
    published(article, friends.strip(), "many", withheld=True)
    draft(article, "pier", "mole")
    draft(article, "2021", "2019")
    assert lines(article) == [
        ["The <del>pier</del><ins>mole</ins> of …"],
        ["… fell in <del>2021</del><ins>2019</ins>."],
    ]


def test_a_long_line_is_cut_between_words_where_there_are_spaces():
    around = card_place("one " * 50, TextRange(100, 103))
    assert (around.before[:5], len(around.before), around.after[-5:], len(around.after)) == ("…one ", 57, " one…", 57)
    around = card_place("北京" * 100, TextRange(100, 102))
    assert (len(around.before), around.exact, len(around.after)) == (61, "北京", 61)
    assert card_place("a\none two\nb", TextRange(6, 9)).before == "one "
