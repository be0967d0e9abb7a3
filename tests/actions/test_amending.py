"""Amending: a published note stays as it was, and a newer one says what holds."""

import json

import pytest

from corrections.actions import Refusal
from corrections.actions.annotate import delete_draft, places_of, rewrite_note
from corrections.actions.content import Content, Unfit
from corrections.exports import annotations_of, corrected_markdown
from corrections.models import ledger_of


def test_an_amendment_holds_in_the_place_of_what_it_amends(storm, published):
    first = published(storm, "40", "50", wording="It was 50.")
    beside = published(storm, "1987", "1986")
    second = published(storm, "40", "60", wording="It was 60.", amends=first)
    exported = corrected_markdown(storm)
    assert (exported.count("felled 60 trees"), exported.count("felled 50 trees")) == (1, 0)
    assert (exported.count("It was 60."), exported.count("It was 50.")) == (2, 0)  # in the front matter, in the block
    assert (ledger_of(storm).notes, ledger_of(storm).amended) == ((beside, second), (first,))
    assert [one["id"] for one in json.loads(annotations_of(storm))] == [beside.uid.urn, second.uid.urn]


def test_the_newest_of_a_chain_holds(storm, published):
    first = published(storm, "40", "50")
    second = published(storm, "40 trees", "60 trees", amends=first)
    third = published(storm, "40", "70", amends=second)
    assert "felled 70 trees" in corrected_markdown(storm)
    assert (ledger_of(storm).notes, ledger_of(storm).amended) == ((third,), (first, second))
    assert [note.number for note in (first, second, third)] == [1, 2, 3]


def test_an_amendment_that_is_a_draft_changes_nothing_for_readers(storm, draft, published):
    first = published(storm, "40", "50")
    before = corrected_markdown(storm)
    draft(storm, "40", "60", amends=first)
    assert corrected_markdown(storm) == before
    assert "felled 60 trees" in corrected_markdown(storm, drafts=True)


def test_a_published_note_stays_as_it_was(storm, published):
    first = published(storm, "40", "50", wording="It was 50.")
    before = [list(rows.values()) for rows in (storm.notes.filter(pk=first.pk), first.spans, first.sources)]
    published(storm, "40", "60", amends=first)
    assert [list(rows.values()) for rows in (storm.notes.filter(pk=first.pk), first.spans, first.sources)] == before


def test_both_notes_record_the_amendment(storm, published, editor, noon):
    first = published(storm, "40", "50")
    second = published(storm, "40", "60", amends=first)
    told = [(event.state, event.by, event.remark) for event in first.events.order_by("pk")]
    assert told == [("drafted", editor, ""), ("published", editor, ""), ("amended", editor, "no. 2")]
    assert [event.state for event in second.events.order_by("pk")] == ["drafted", "published"]


@pytest.mark.parametrize("is_published", [False, True])
def test_a_note_is_amended_once(storm, draft, publish, published, is_published):
    first = published(storm, "40", "50")
    amendment = draft(storm, "40", "60", amends=first)
    if is_published:
        publish(amendment)
    with pytest.raises(Refusal) as refused:
        draft(storm, "40", "70", amends=first)
    assert str(refused.value) == ("This note is being amended already. Open that draft, or amend the newest note.")


def test_a_note_can_be_amended_again_when_the_draft_is_deleted(storm, draft, published):
    first = published(storm, "40", "50")
    delete_draft(draft(storm, "40", "60", amends=first))
    assert draft(storm, "40", "70", amends=first).amends == first


def test_a_draft_is_not_amended(storm, draft, others):
    with pytest.raises(Refusal, match=r"^Only a published note can be amended\. Edit the draft instead\.$"):
        draft(storm, "40", "50", amends=draft(storm, "1987", "1986"))
    with pytest.raises(Refusal, match=r"^Only a published note can be amended\."):
        draft(storm, "40", "50", amends=others[0].notes.published().first())


def test_an_amendment_may_overlap_with_what_it_amends_and_with_nothing_else(storm, draft, published, editor, at):
    first = published(storm, "40", "50")
    published(storm, "trees", "shrubs")
    amendment = draft(storm, "felled 40", "bent 60", amends=first)
    with pytest.raises(Refusal, match=r"^Another note already replaces some of these words\."):
        rewrite_note(amendment, [at(storm, "40 trees")], Content("Wrong.", "60 shrubs"), version=1, user=editor)
    with pytest.raises(Refusal, match=r"^Another note already replaces some of these words\."):
        draft(storm, "storm of 14 May 2021 felled", "gale bent")


def test_words_of_an_amended_note_are_taken_until_the_amendment_is_published(storm, draft, publish, published):
    first = published(storm, "40", "50")
    amendment = draft(storm, "1987", "1986", amends=first)
    with pytest.raises(Refusal, match=r"^Another note already replaces some of these words\."):
        draft(storm, "40", "60")
    publish(amendment)
    assert draft(storm, "40", "60").spans.get().replacement == "60"


def test_an_amendment_starts_with_the_places_of_what_it_amends(storm, published, at):
    first = published(storm, ["40", "1987"], "x")
    assert places_of(first) == ([at(storm, "40"), at(storm, "1987")], "x")


# What was withheld


def test_an_amendment_can_withhold_what_was_said_before(storm, draft, publish, published):
    first = published(storm, "Jane Smith", "Jane Doe", wording="It was Jane Doe, not Jane Smith.")
    published(storm, "Jane Smith", "Jane Doe", wording="A name was wrong.", withheld=True, amends=first)
    assert "Smith" not in corrected_markdown(storm) + annotations_of(storm)


def test_what_is_withheld_stays_withheld(storm, draft, published):
    first = published(storm, "Jane Smith", "Jane Doe", withheld=True)
    with pytest.raises(Unfit) as refused:
        draft(storm, "Jane Smith", "Jane Roe", amends=first)
    assert (refused.value.about, str(refused.value)) == (
        "withheld",
        "No. 1 withholds words, and what amends it keeps them withheld.",
    )


@pytest.mark.parametrize("words", ["40", "Jane", ()])
def test_the_places_of_a_note_that_withholds_are_kept(storm, draft, published, words):
    first = published(storm, "Jane Smith", "Jane Doe", withheld=True)
    with pytest.raises(Unfit) as refused:
        draft(storm, words, "x" if words else None, withheld=True, amends=first)
    assert str(refused.value) == ("Words of no. 1 would stand there unwithheld. Keep all of its places.")
    assert draft(storm, "mayor, Jane Smith", "deputy", withheld=True, amends=first)
