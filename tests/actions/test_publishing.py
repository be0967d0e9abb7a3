"""Publishing: several drafts under one time, each with a number for good; or none of them, and why."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from corrections.actions import Refusal
from corrections.actions.annotate import delete_draft
from corrections.actions.import_article import import_article
from corrections.actions.publish import publish_notes, publish_page, stops
from corrections.models import Article, CorrectionNote


def numbers(notes):
    return [(note.number, note.spans.first().quote_exact) for note in notes]


def test_notes_are_numbered_by_their_place_in_the_article(storm, draft, publish, at):
    notes = [draft(storm, words, "x") for words in ("Jane", "40", "1987")]
    notes += [draft(storm, at(storm, "Harwich", field="title"), "x"), draft(storm, kind="editors_note")]
    published = publish(*notes)
    assert [(note.number, note.spans.values_list("quote_exact", flat=True).first()) for note in published] == [
        (1, None),
        (2, "Harwich"),
        (3, "40"),
        (4, "1987"),
        (5, "Jane"),
    ]


def test_notes_are_published_under_one_time_by_one_editor(storm, draft, publish, other_editor, noon):
    notes = publish(draft(storm, "40", "50"), draft(storm, "1987", "1986"), user=other_editor)
    kept = CorrectionNote.objects.filter(article=storm).order_by("number")
    assert [(n.number, n.status, n.published_at, n.publisher) for n in kept] == [
        (1, "published", noon, other_editor),
        (2, "published", noon, other_editor),
    ]
    assert list(kept) == notes
    (event,) = kept[0].events.filter(state="published")
    assert (event.by, event.at) == (other_editor, noon)


def test_what_is_not_chosen_stays_a_draft(storm, draft, publish):
    chosen, left = draft(storm, "1987", "1986"), draft(storm, "40", "50")
    publish(chosen)
    left.refresh_from_db()
    assert (left.number, left.status) == (None, "draft")
    assert [note.number for note in publish(left)] == [2]


def test_numbers_go_on_where_the_last_publication_ended(storm, published, noon):
    published(storm, "Jane", "Mary")
    assert published(storm, "40", "50", when=noon + timedelta(days=1)).number == 2


def test_a_second_click_publishes_nothing_twice(storm, draft, publish, noon):
    notes = [draft(storm, "40", "50"), draft(storm, "1987", "1986")]
    publish(*notes)
    before = list(storm.notes.values()), list(storm.notes.values_list("events__pk"))
    assert publish(*notes, when=noon + timedelta(minutes=1)) == []
    assert (list(storm.notes.values()), list(storm.notes.values_list("events__pk"))) == before


def test_a_draft_that_was_deleted_meanwhile_stops_the_others(storm, draft, publish):
    gone, left = draft(storm, "40", "50"), draft(storm, "1987", "1986")
    delete_draft(gone)
    with pytest.raises(Refusal) as refused:
        publish(left, gone)
    assert str(refused.value) == ("One of these drafts was deleted meanwhile. Look at what is left, and publish again.")
    assert not storm.notes.published().exists()


def test_a_note_of_another_article_is_not_published_along(storm, draft, editor, noon, others):
    theirs = others[0].notes.drafts().get()
    with pytest.raises(Refusal, match="deleted meanwhile"):
        publish_notes(storm, [draft(storm, "40", "50").pk, theirs.pk], user=editor, now=noon)
    assert not storm.notes.published().exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            {"wording": "  "},
            "Correction on “40”: Readers are told nothing yet. Write what was wrong and what is right.",
        ),
        (
            {"wording": "It is {right}, not {wrong}."},
            "Correction on “40”: “{right}” is still to be filled in.",
        ),
        (
            {"wording": "This was a statement about {topic}.", "kind": "update"},
            "Update on “40”: “{topic}” is still to be filled in.",
        ),
        (
            {"wording": "It was wrong in {n} places."},
            "Correction on “40”: “{n}” is still to be filled in.",
        ),
    ],
)
def test_a_note_that_tells_readers_nothing_stops_the_others(storm, draft, publish, content, sentence):
    fine, unfit = draft(storm, "1987", "1986"), draft(storm, "40", "50", **content)
    with pytest.raises(Refusal) as refused:
        publish(fine, unfit)
    assert str(refused.value) == sentence
    assert not storm.notes.published().exists()


def test_what_is_known_only_at_publication_is_filled_in(storm, draft, publish, at, settings):
    settings.NEWSROOM_NAME = "The Harwich Gazette"
    note = draft(
        storm,
        [at(storm, "The", occurrence=2), at(storm, "The", occurrence=3)],
        "A",
        wording="On {date of publication} {publisher} mended {topic} in {n} places; {{ this }} stays.",
        topic="an article",
    )
    publish(note)
    note.refresh_from_db()
    assert note.wording == ("On 22 November 2026 The Harwich Gazette mended an article in 2 places; {{ this }} stays.")
    assert note.wording_html == f"{note.wording}"


def test_a_note_that_lost_its_words_is_placed_first(storm, draft, publish, editor):
    note, fine = draft(storm, "1987", "1986"), draft(storm, "40", "50")
    source = storm.latest_revision.source.replace("1987", "long")
    import_article(source.encode(), user=editor, slug="storm")
    with pytest.raises(Refusal) as refused:
        publish(fine, note)
    assert str(refused.value) == (
        "Correction on “1987”: A place of it awaits a decision, since a later revision changed the words there. Say "
        "where they are now, or leave the place out."
    )
    assert stops(fine, storm.latest_revision) == ()
    assert [note.number for note in publish(fine)] == [1]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            "It rained.\n\n<div>\nand poured\n",
            "The article leaves <div> open, which would swallow the erratum. Close it in the Markdown file and import "
            "it again.",
        ),
        (
            "---\ncorrected: by hand\n---\nIt rained.\n",
            "The front matter has a key “corrected” that this desk did not write. Nothing was overwritten; name ours "
            "otherwise with FRONT_MATTER_CORRECTED or FRONT_MATTER_CORRECTIONS.",
        ),
    ],
)
def test_what_could_not_be_exported_is_not_published(import_text, draft, publish, source, sentence):
    article = import_text("rain", source)
    note = draft(article, "rained", "snowed")
    with pytest.raises(Refusal) as refused:
        publish(note)
    assert str(refused.value) == sentence
    note.refresh_from_db()
    assert (note.status, note.number, note.published_at) == ("draft", None, None)


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_publish_at_once_get_numbers_of_their_own(storm, draft, editor, other_editor, noon):
    notes = [draft(storm, words, "x") for words in ("40", "1987", "Jane", "Friday")]
    gate, told = threading.Barrier(2, timeout=20), []

    def publish(user, *chosen):
        try:
            gate.wait()
            told.extend(publish_notes(storm, [note.pk for note in chosen], user=user, now=noon))
        finally:
            connection.close()

    works = [
        threading.Thread(target=publish, args=(editor, *notes[:2])),
        threading.Thread(target=publish, args=(other_editor, *notes[2:])),
    ]
    for work in works:
        work.start()
    for work in works:
        work.join()
    assert sorted(note.number for note in told) == [1, 2, 3, 4]
    assert list(storm.notes.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]


# The page of the article


def test_a_page_is_published_once(import_text, editor, other_editor, noon):
    article = import_text("rain", "It rained.\n", public=False)
    publish_page(article, user=editor, now=noon)
    publish_page(article, user=other_editor, now=noon + timedelta(days=1))
    article.refresh_from_db()
    assert (article.published_at, article.published_by) == (noon, editor)
    assert not Article.objects.get(slug="secret-plans").published_at
