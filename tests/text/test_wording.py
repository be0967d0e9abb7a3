"""What speaks against a wording: each check of the conventions, and what it leaves alone."""

import pytest

from corrections.text import Sentence, wording

FINE = "An earlier version of this article misstated the year. It is 2019, not 2021."
ASKED = {
    "kind": "correction",
    "right": ["2019"],
    "wrong": ["2021"],
    "withheld": False,
    "has_source": True,
    "days_late": None,
}


def doubts(told: str, **asked: object) -> list[str]:
    return [one.sentence for one in wording.warnings(told, **{**ASKED, **asked})]


@pytest.mark.parametrize(
    ("told", "asked", "said"),
    [
        (FINE.replace("2019", "so"), {}, "It does not say what is right."),
        (FINE.replace("2021", "so"), {}, "It does not say what was wrong."),
        (f"{FINE} The article has changed.", {}, "It says that the article “changes”"),
        (f"{FINE} We have clarified it.", {}, "It says that the article “changes”"),
        (f"{FINE} It was misstated.", {"kind": "clarification"}, "It speaks of an error."),
        (f"{FINE} See above.", {}, "It points elsewhere"),
        ("It is 2019, not 2021.", {}, "It is very short."),
        (f"{FINE} {'so ' * 67}", {}, "It has 81 words; 80 are plenty."),
        (f"{FINE} It was said yesterday.", {}, "It has a date without its year"),
        (f"{FINE} On 22 November it was.", {}, "It has a date without its year"),
        (f"{FINE} Our reporter erred.", {}, "It names who made the error."),
        (FINE, {"has_source": False}, "It names no source."),
        (FINE, {"days_late": 31}, "It comes 31 days late. Tell readers why."),
        (FINE, {"right": ["Rome", "2018"]}, "It does not say what is right."),
        (FINE, {"right": ["2019 or 2020"]}, "It does not say what is right."),
        (FINE, {"right": ["Paris"]}, "It does not say what is right."),
    ],
)
def test_an_editor_is_asked_to_look_again(told, asked, said):
    found = doubts(told, **asked)
    assert len(found) == 1
    assert found[0].startswith(said)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (FINE, {}),
        (FINE, {"right": [], "wrong": []}),
        (FINE, {"right": ["Paris", "2019"], "wrong": ["Rome", "2021"]}),
        (FINE, {"right": ["a YEAR ago"], "wrong": ["an"]}),
        (FINE.replace("2021", "so"), {"withheld": True}),
        (FINE.replace("2021", "so"), {"kind": "update"}),
        (f"{FINE} Climate change is real.", {}),
        (f"{FINE} The article has changed.", {"kind": "update"}),
        (f"{FINE} It was misstated.", {"kind": "update"}),
        ("It is 2019, and not 2021.", {}),
        (f"{FINE} {'so ' * 66}", {}),
        (f"{FINE} On 22 November 2026 it was.", {}),
        (FINE, {"days_late": 30}),
        (f"{FINE} It was brought to our attention late.", {"days_late": 31}),
    ],
)
def test_a_good_wording_is_left_alone(told, asked):
    assert doubts(told, **asked) == []


def test_a_doubt_says_why_whose_rule_it_is_and_which_sentence_would_settle_it():
    [late] = wording.warnings(FINE, **{**ASKED, "days_late": 31})
    assert (late.adds, late.source) == ("late", "New York Times")
    assert late.adds in wording.offers()
    for told in ("so", f"{FINE} See above, yesterday, our editor. The article changes."):
        for doubt in wording.warnings(told, **{**ASKED, "has_source": False}):
            assert all(isinstance(one, Sentence) and one for one in (doubt.sentence, doubt.reason, doubt.source))
            assert doubt.adds == ""


def test_blanks_are_filled_by_name_and_the_others_stay_to_be_filled():
    told = wording.filled(
        "{what} on {date of publication}: {right}. {{ x }} {% y %} {}", date_of_publication="2 May", what=""
    )
    assert told == "{what} on 2 May: {right}. {{ x }} {% y %} {}"
    assert wording.blanks(told) == ["what", "right"]
    assert wording.blanks("{" + "a" * 61 + "}") == []


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("An earlier version of this article misstated it.", "misstated it."),
        ("The earlier version of this story and of its headline said so.", "said so."),
        ("This article was amended on 2 May 2026. An earlier version said so.", "said so."),
        ("An earlier version of the play ran.", "An earlier version of the play ran."),
        ("An earlier version and its headline erred.", "An earlier version and its headline erred."),
        ("It was so.", "It was so."),
        ("本文此前版本中，年份有误。", "年份有误。"),
    ],
)
def test_a_list_of_notices_leaves_out_how_nearly_all_begin(told, left):
    assert wording.without_opening(told) == left
