"""Placing: an editor says where a lost note belongs, or leaves the place out of a draft."""

import pytest

from corrections.actions import Refusal
from corrections.actions.annotate import delete_draft
from corrections.actions.import_article import import_article
from corrections.actions.place import leave_out, place_span
from corrections.exports import corrected_markdown
from corrections.models import Span


@pytest.fixture
def rewrite(storm, editor):
    """A function: imports the storm again with other words around its trees."""

    def rewrite(new="bent some 40 trees", old="felled 40 trees"):
        source = storm.latest_revision.source
        assert source.count(old) == 1
        import_article(source.replace(old, new).encode(), user=editor, slug="storm")

    return rewrite


def lost(article):
    return list(Span.objects.lost().filter(note__article=article).select_related("note__article"))


def test_a_lost_note_is_placed_where_an_editor_says(storm, published, rewrite, at, other_editor):
    note, beside = published(storm, "40", "50"), published(storm, "Jane", "Mary")
    rewrite()
    (span,) = lost(storm)
    placed = place_span(span, at(storm, "40"), user=other_editor)
    assert (placed.note, placed.origin, placed.replacement, placed.created_by) == (note, "placed", "50", other_editor)
    assert (placed.carried_from, placed.revision) == (span, storm.latest_revision)
    assert lost(storm) == []
    assert "bent some 50 trees" in corrected_markdown(storm)
    assert Span.objects.filter(note=beside).count() == 2


def test_a_lost_note_is_placed_by_its_words_alone(storm, draft, rewrite, at, editor):
    note = draft(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    place = at(storm, "some 40")
    placed = place_span(span, type(place)("", 0, 0, "some 40"), user=editor)
    assert (placed.note, placed.text_start, placed.quote_exact) == (note, place.start, "some 40")


def test_words_that_are_right_by_now_are_left_as_they_are(storm, published, rewrite, at, editor):
    note = published(storm, "40", "50")
    rewrite("bent 50 trees")
    placed = place_span(lost(storm)[0], at(storm, "50"), user=editor)
    assert (placed.note, placed.origin, placed.replacement, placed.splices) == (note, "incorporated", "50", [])
    assert "bent 50 trees" in corrected_markdown(storm)


def test_a_deletion_is_placed_with_its_spare_space(storm, published, rewrite, at, editor):
    published(storm, "felled 40", "")
    rewrite()
    place_span(lost(storm)[0], at(storm, "bent some"), user=editor)
    assert "The storm of **14 May 2021** 40 trees in Harwich" in corrected_markdown(storm)


def test_words_that_another_note_replaces_are_refused(storm, published, draft, rewrite, at, editor):
    published(storm, "40", "50")
    rewrite()
    draft(storm, "some 40", "60")
    with pytest.raises(Refusal) as refused:
        place_span(lost(storm)[0], at(storm, "40 trees"), user=editor)
    assert str(refused.value) == (
        "Another note already replaces some of these words. Open that note, or select others."
    )
    assert len(lost(storm)) == 1


def test_what_is_being_amended_can_be_placed_where_its_amendment_is(storm, published, draft, rewrite, at, editor):
    first = published(storm, "40", "50")
    rewrite()
    draft(storm, "some 40", "60", amends=first)
    assert place_span(lost(storm)[0], at(storm, "40"), user=editor).quote_exact == "40"


def test_two_places_of_one_note_do_not_overlap(storm, draft, rewrite, at, editor):
    draft(storm, ["40", "Jane"], "x")
    rewrite()
    with pytest.raises(Refusal, match=r"^Another note already replaces some of these words\."):
        place_span(lost(storm)[0], at(storm, "Jane Smith"), user=editor)


def test_a_place_is_given_once(storm, published, rewrite, at, editor):
    published(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    place_span(span, at(storm, "40"), user=editor)
    with pytest.raises(Refusal, match=r"^This note has its place again already\."):
        place_span(span, at(storm, "Jane"), user=editor)


def test_a_place_that_is_not_lost_cannot_be_given(storm, published, at, editor):
    note = published(storm, "40", "50")
    with pytest.raises(Refusal, match=r"^This note has its place again already\."):
        place_span(note.spans.get(), at(storm, "Jane"), user=editor)


def test_a_place_whose_draft_was_deleted_is_gone(storm, draft, rewrite, at, editor):
    note = draft(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    delete_draft(note)
    leave_out(span)
    with pytest.raises(Refusal, match=r"^This place is gone: its draft was changed or deleted meanwhile\."):
        place_span(span, at(storm, "40"), user=editor)


# Left out


def test_a_lost_place_is_left_out_of_a_draft(storm, draft, publish, rewrite):
    note = draft(storm, ["40", "Jane"], "x")
    rewrite("£3 million", "£2 million")
    rewrite()
    (span,) = lost(storm)
    leave_out(span)
    assert [span.quote_exact for span in note.spans.order_by("pk")] == ["Jane"] * 3
    assert [published.number for published in publish(note)] == [1]


def test_a_published_note_keeps_its_lost_place(storm, published, rewrite):
    published(storm, "40", "50")
    rewrite()
    with pytest.raises(Refusal) as refused:
        leave_out(lost(storm)[0])
    assert str(refused.value) == ("A published note keeps its places. Say where the words are now, or amend the note.")


def test_a_place_that_is_not_lost_is_not_left_out(storm, draft):
    note = draft(storm, "40", "50")
    with pytest.raises(Refusal):
        leave_out(note.spans.get())
    assert note.spans.count() == 1
