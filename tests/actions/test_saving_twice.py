"""Saving twice is saving once: the answer to a save is lost on the way, and the browser sends the same card again."""

from dataclasses import replace
from uuid import uuid4

import pytest

from corrections.actions import Refusal
from corrections.actions.annotate import Conflict, draft_note, rewrite_note
from corrections.actions.content import Content
from corrections.models import CorrectionNote

SAID = Content(
    wording="An earlier version misstated the count. It is 50, not 40.",
    replacement="50",
    severity="serious",
    memo="The mayor rang.",
    sources=(("Council minutes", "https://example.org/minutes"), ("The mayor", "")),
)


@pytest.fixture
def card(storm, at, editor):
    """A function: sends what one card says, each time under the name that it was opened with."""
    name = uuid4()

    def card(content=SAID, *, words="40", article=storm, user=editor, uid=name, **more):
        places = [at(article, words)] if words else []
        return draft_note(article, places, content, user=user, uid=uid, **more)

    return card


def kept(article):
    """All that is kept of the article's notes."""
    return [
        (
            note.pk,
            note.version,
            note.wording,
            [(source.title, source.url) for source in note.sources.all()],
            [(span.pk, span.quote_exact, span.replacement) for span in note.spans.all()],
            [event.state for event in note.events.all()],
        )
        for note in article.notes.all()
    ]


def test_a_card_that_is_sent_again_makes_no_second_note(storm, card):
    first, _ = card()
    before = kept(storm)
    again, told = card()
    assert (again, told, kept(storm)) == (first, (), before)
    assert len(before) == 1


def test_an_editor_is_told_again_what_went_with_the_words(import_text, card):
    article = import_text("link", "See [it](/a) now.\n")
    told = [card(SAID, words="See it now", article=article)[1] for _ in range(2)]
    assert told == [("The link of “it” goes with its words.",)] * 2


def test_a_deletion_and_a_note_on_the_whole_article_are_kept_once_too(storm, card):
    for words, content in (("worst ", replace(SAID, replacement="")), (None, replace(SAID, replacement=None))):
        uid = uuid4()
        notes = [card(content, words=words, uid=uid)[0] for _ in range(2)]
        assert notes[0] == notes[1]
    assert storm.notes.count() == 2


@pytest.mark.parametrize(
    "more",
    [{"wording": "It was 60."}, {"replacement": "60"}, {"kind": "update"}, {"apology": True}, {"sources": ()}],
)
def test_what_was_typed_after_the_first_sending_is_kept_in_the_same_note(storm, card, more):
    first, _ = card()
    again, _ = card(replace(SAID, **more))
    again, _ = card(replace(SAID, **more))
    note = storm.notes.get()
    assert first == again == note
    assert note.version == 2
    said = {"replacement": note.spans.get().replacement, "sources": tuple(note.sources.values_list("title", "url"))}
    assert {name: said.get(name, getattr(note, name, None)) for name in more} == more


def test_a_card_may_be_sent_again_with_more_words_each_time(storm, card):
    for year in ("50", "60", "70"):
        card(replace(SAID, replacement=year))
    assert [span.replacement for span in storm.notes.get().spans.all()] == ["70"]


def test_other_places_are_kept_in_the_same_note(storm, card, at, editor):
    first, _ = card()
    again, _ = draft_note(storm, [at(storm, "40"), at(storm, "1987")], SAID, user=editor, uid=first.uid)
    assert again == first
    assert [span.quote_exact for span in storm.notes.get().spans.all()] == ["40", "1987"]


def test_a_draft_that_was_deleted_meanwhile_is_kept_anew(storm, card):
    card()[0].delete()
    assert card()[0] == storm.notes.get()


def test_what_another_editor_made_of_the_draft_is_not_overwritten(storm, card, at, other_editor):
    note, _ = card()
    rewrite_note(note, [at(storm, "40")], Content("Theirs.", "60"), version=1, user=other_editor)
    before = kept(storm)
    for content in (SAID, replace(SAID, replacement="70")):
        with pytest.raises(Conflict) as conflict:
            card(content)
        assert (conflict.value.note, kept(storm)) == (note, before)
    card(replace(SAID, replacement="70"), version=2)
    assert (storm.notes.get().version, storm.notes.get().spans.get().replacement) == (3, "70")


def test_a_note_that_was_published_meanwhile_is_as_good_as_saved_where_it_says_the_same(storm, card, publish):
    note, _ = card()
    publish(note)
    assert card() == (note, ())
    with pytest.raises(Refusal, match=r"^This note was published meanwhile, .* Amend it instead\.$"):
        card(replace(SAID, replacement="60"))


def test_a_card_changes_no_other_editors_note(storm, card, other_editor):
    card()
    with pytest.raises(Refusal, match=r"^Another editor has saved a note with this card\."):
        card(user=other_editor)
    assert storm.notes.count() == 1


def test_a_card_changes_no_note_of_another_article(card, import_text):
    note, _ = card()
    with pytest.raises(Refusal, match=r"^This card has saved a note elsewhere already\."):
        card(article=import_text("gale", "It felled 40 trees.\n"))
    assert CorrectionNote.objects.get(uid=note.uid) == note


def test_an_amendment_that_is_sent_again_is_one_amendment(storm, card, published):
    first = published(storm, "40", "45")
    amendment, _ = card(amends=first)
    assert card(amends=first)[0] == amendment
    assert list(first.amended_by.all()) == [amendment]
    with pytest.raises(Refusal, match=r"^This card has saved a note elsewhere already\."):
        card()
    with pytest.raises(Refusal, match=r"^This note is being amended already\."):
        card(amends=first, uid=uuid4())


# A draft's own card


def test_a_change_that_is_sent_again_is_no_conflict(storm, card, at, editor):
    note, _ = card(Content("First.", "60"))
    for _ in range(2):
        rewrite_note(note, [at(storm, "40")], SAID, version=1, user=editor)
    assert (storm.notes.get().version, storm.notes.get().wording) == (2, SAID.wording)


@pytest.mark.parametrize(
    "more",
    [{"wording": "It was 60."}, {"replacement": "60"}, {"severity": "minor"}, {"sources": ()}, {"memo": ""}],
)
def test_other_words_than_those_that_are_kept_are_a_conflict(storm, card, at, editor, other_editor, more):
    note, _ = card(Content("First.", "60"))
    rewrite_note(note, [at(storm, "40")], SAID, version=1, user=other_editor)
    before = kept(storm)
    with pytest.raises(Conflict):
        rewrite_note(note, [at(storm, "40")], replace(SAID, **more), version=1, user=editor)
    with pytest.raises(Conflict):
        rewrite_note(note, [at(storm, "40"), at(storm, "1987")], SAID, version=1, user=editor)
    assert kept(storm) == before


def test_a_change_that_was_published_before_its_answer_came_is_as_good_as_saved(storm, card, at, editor, publish):
    note, _ = card()
    publish(note)
    assert rewrite_note(note, [at(storm, "40")], SAID, version=1, user=editor) == ()
