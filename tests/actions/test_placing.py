"""Placing: an editor says where a lost note belongs, or leaves the place out of a draft."""

import pytest

from corrections import bounded
from corrections.actions import Refusal
from corrections.actions.annotate import delete_draft
from corrections.actions.import_article import import_article
from corrections.actions.place import leave_out, place_span, take_places
from corrections.exports import annotations_of, corrected_markdown, critic_markup
from corrections.models import CorrectionNote, LedgerEntry, Proposal, PublicState, Span, verify


@pytest.fixture
def rewrite(storm, editor):
    """A function: imports the storm again with other words around its trees."""

    def rewrite(new="felled a good forty trees", old="felled 40 trees"):
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
    placed = place_span(span, at(storm, "forty"), user=other_editor).span
    assert (placed.note, placed.origin, placed.replacement, placed.created_by) == (note, "placed", "50", other_editor)
    assert (placed.carried_from, placed.revision) == (span, storm.latest_revision)
    assert lost(storm) == []
    assert "felled a good 50 trees" in corrected_markdown(storm)
    assert Span.objects.filter(note=beside).count() == 2


def test_a_lost_note_is_placed_by_its_words_alone(storm, draft, rewrite, at, editor):
    note = draft(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    place = at(storm, "good forty")
    placed = place_span(span, type(place)("", 0, 0, "good forty"), user=editor).span
    assert (placed.note, placed.text_start, placed.quote_exact) == (note, place.start, "good forty")


def test_words_that_are_right_by_now_are_left_as_they_are(storm, draft, rewrite, at, editor):
    note = draft(storm, "40", "50")
    rewrite("felled nearly 50 or more trees")
    told = place_span(lost(storm)[0], at(storm, "50"), user=editor)
    placed = told.span
    assert (placed.note, placed.origin, placed.replacement, placed.splices) == (note, "incorporated", "50", [])
    assert told.told == ("The right words stand there already, and stay as they are.",)
    assert "felled nearly 50 or more trees" in corrected_markdown(storm, drafts=True)


def test_a_deletion_is_placed_with_its_spare_space(storm, published, rewrite, at, editor):
    published(storm, "felled 40", "")
    rewrite()
    place_span(lost(storm)[0], at(storm, "felled a good"), user=editor)
    assert "The storm of **14 May 2021** forty trees in Harwich" in corrected_markdown(storm)


def test_words_that_another_note_replaces_are_refused(storm, published, draft, rewrite, at, editor):
    published(storm, "40", "50")
    rewrite()
    draft(storm, "good forty", "60")
    with pytest.raises(Refusal) as refused:
        place_span(lost(storm)[0], at(storm, "forty trees"), user=editor)
    assert str(refused.value) == (
        "Another note already replaces some of these words. Open that note, or select others."
    )
    assert len(lost(storm)) == 1


def test_what_is_being_amended_can_be_placed_where_its_amendment_is(storm, published, draft, rewrite, at, editor):
    first = published(storm, "40", "50")
    rewrite()
    draft(storm, "good forty", "60", amends=first)
    assert place_span(lost(storm)[0], at(storm, "forty"), user=editor).span.quote_exact == "forty"


def test_two_places_of_one_note_do_not_overlap(storm, draft, rewrite, at, editor):
    draft(storm, ["40", "Jane"], "x")
    rewrite()
    with pytest.raises(Refusal, match=r"^Another note already replaces some of these words\."):
        place_span(lost(storm)[0], at(storm, "Jane Smith"), user=editor)


def test_a_place_is_given_once(storm, published, rewrite, at, editor):
    published(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    place_span(span, at(storm, "forty"), user=editor)
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
    leave_out(span, user=editor)
    with pytest.raises(Refusal, match=r"^This place is gone: its draft was changed or deleted meanwhile\."):
        place_span(span, at(storm, "forty"), user=editor)


# Taken where it is proposed


@pytest.fixture
def take(storm, editor):
    """A function: takes the proposed places of these spans, as the editor has them before them."""

    def take(*spans, revision=None, user=editor):
        return take_places(
            storm, [span.pk for span in spans], revision=revision or storm.latest_revision.number, user=user
        )

    return take


def proposed(span):
    """The words that are proposed for a lost span."""
    texts = span.proposal.revision.rendering.texts()
    return texts[span.proposal.field][span.proposal.text_start : span.proposal.text_end]


def test_a_proposed_place_is_taken(storm, published, rewrite, take, other_editor):
    note = published(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    before, words = PublicState.now(), proposed(span)
    (placed,) = take(span, user=other_editor)
    assert (placed.span.quote_exact, placed.span.origin, placed.told) == (words, "placed", ())
    assert (placed.span.note, placed.span.created_by) == (note, other_editor)
    assert (lost(storm), Proposal.objects.count()) == ([], 0)
    assert corrected_markdown(storm).count("50 trees in") == 1
    assert PublicState.now() == before + 1


def test_a_draft_is_placed_without_readers_being_told(storm, draft, rewrite, take):
    draft(storm, "40", "50")
    rewrite()
    before = PublicState.now()
    take(*lost(storm))
    assert PublicState.now() == before


def test_a_proposal_is_no_fact(storm, published, draft, rewrite):
    published(storm, "40", "fifty", wording="It was another number.")
    draft(storm, "Jane", "Mary")
    rewrite()
    assert Proposal.objects.count() == 1
    told = [corrected_markdown(storm, drafts=True), critic_markup(storm, drafts=True), annotations_of(storm)]
    assert "felled a good forty trees" in told[0]
    assert [text for text in told if "fifty" in text] == []


def test_several_places_are_taken_together_or_none(storm, published, draft, rewrite, take):
    first, second = published(storm, "40", "50"), draft(storm, "lost its", "has no")
    rewrite()
    rewrite("lost most of its", "lost its")
    assert len(lost(storm)) == 2
    before = PublicState.now()
    assert [placed.span.note for placed in take(*lost(storm))] == [first, second]
    assert PublicState.now() == before + 1
    assert "The library has no roof" in corrected_markdown(storm, drafts=True)


def test_one_place_that_cannot_be_taken_keeps_the_others(storm, published, draft, rewrite, take, at):
    published(storm, "40", "50")
    draft(storm, "lost its", "has no")
    rewrite()
    rewrite("lost most of its", "lost its")
    draft(storm, "most", "much")
    with pytest.raises(Refusal) as refused:
        take(*lost(storm))
    assert str(refused.value) == (
        "None of these places was taken, because of “lost its”: Another note already replaces some of these words. "
        "Open that note, or select others."
    )
    assert len(lost(storm)) == Proposal.objects.count() == 2


def test_two_editors_take_the_same_place(storm, published, rewrite, take, other_editor):
    published(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    take(span)
    with pytest.raises(Refusal) as refused:
        take(span, user=other_editor)
    assert str(refused.value) == "This note has its place again already. Reload the page to see where."
    assert Span.objects.filter(note=span.note).count() == 2


def test_a_revision_that_came_meanwhile_is_looked_at_first(storm, published, rewrite, take):
    published(storm, "40", "50")
    rewrite()
    rewrite("£3 million", "£2 million")
    with pytest.raises(Refusal) as refused:
        take(*lost(storm), revision=2)
    assert str(refused.value) == (
        "A new revision of this article has come in meanwhile, and the places are proposed anew. Look at them as they "
        "are now, and decide again."
    )
    assert len(lost(storm)) == Proposal.objects.filter(revision=storm.latest_revision).count() == 1
    assert len(take(*lost(storm))) == 1


def test_what_is_gone_meanwhile_cannot_be_taken(storm, draft, rewrite, take, others):
    note = draft(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    delete_draft(note)
    for gone in (span, others[0].notes.first().spans.get()):
        with pytest.raises(Refusal, match=r"^This place is gone: its draft was changed or deleted meanwhile\."):
            take(gone)
    assert Proposal.objects.count() == 0


def test_a_place_that_nobody_proposed_is_marked_by_hand(storm, published, rewrite, take):
    published(storm, "40", "50")
    rewrite()
    Proposal.objects.all().delete()
    with pytest.raises(Refusal) as refused:
        take(*lost(storm))
    assert str(refused.value) == (
        "No place is proposed for this note. Mark in the article the words that it is about now."
    )


# Words that say the same otherwise, and are right


def test_words_that_an_editor_says_are_right_are_left_as_they_are(storm, published, rewrite, at, other_editor):
    note, beside = published(storm, "40", "50"), published(storm, "Jane", "Mary")
    rewrite("felled half a hundred trees")
    (span,) = lost(storm)
    before = PublicState.now()
    placed = place_span(span, at(storm, "half a hundred"), user=other_editor, is_right=True).span
    assert (placed.note, placed.origin, placed.replacement, placed.splices) == (note, "incorporated", "50", [])
    assert (placed.carried_from, placed.created_by) == (span, other_editor)
    assert "felled half a hundred trees" in corrected_markdown(storm)
    assert (lost(storm), PublicState.now()) == ([], before + 1)
    assert [one.origin for one in beside.spans.order_by("pk")] == ["selected", "carried"]
    entry = LedgerEntry.objects.latest("sequence")
    assert (entry.what, entry.note, verify().entries) == ("place", note, entry.sequence)


def test_words_that_were_said_to_be_right_are_carried_on_as_such(storm, published, rewrite, at, editor):
    published(storm, "40", "50")
    rewrite("felled half a hundred trees")
    place_span(lost(storm)[0], at(storm, "half a hundred"), user=editor, is_right=True)
    rewrite("£3 million", "£2 million")
    assert lost(storm) == []
    assert "felled half a hundred trees" in corrected_markdown(storm)


def test_what_stands_for_deleted_words_is_right_without_the_space_beside_it(storm, published, rewrite, at, editor):
    published(storm, "felled 40", "")
    rewrite()
    placed = place_span(lost(storm)[0], at(storm, "felled a good"), user=editor, is_right=True).span
    assert (placed.quote_exact, placed.origin) == ("felled a good", "incorporated")


def test_a_note_that_changes_nothing_has_nothing_to_be_right_about(storm, published, rewrite, at, editor):
    published(storm, "felled 40 trees", kind="clarification")
    rewrite()
    placed = place_span(lost(storm)[0], at(storm, "forty trees"), user=editor, is_right=True).span
    assert (placed.origin, placed.replacement) == ("placed", None)


@pytest.mark.parametrize("withheld", [False, True])
def test_the_very_error_is_not_said_to_be_right(storm, published, rewrite, at, editor, withheld):
    published(storm, "40", "50", withheld=withheld, topic="the trees" if withheld else "")
    rewrite()
    rewrite("cost 40 million", "cost £2 million")
    (span,) = lost(storm)
    with pytest.raises(Refusal) as refused:
        place_span(span, at(storm, "cost 40" if withheld else "40"), user=editor, is_right=True)
    assert str(refused.value).endswith(
        "are the words that this note corrects. Mark those that are right now, or let the note change them; where they "
        "were right all along, amend the note."
    )
    assert lost(storm) == [span]


def test_what_was_shown_of_an_older_revision_is_looked_at_anew(storm, published, rewrite, at, editor):
    published(storm, "40", "50")
    rewrite("felled half a hundred trees")
    (span,) = lost(storm)
    place = at(storm, "half a hundred")
    rewrite("£3 million", "£2 million")
    with pytest.raises(Refusal, match=r"^A new revision of this article has come in meanwhile\. Mark the words"):
        place_span(span, place, user=editor, is_right=True, revision=2)
    assert lost(storm) == [span]
    assert place_span(span, place, user=editor, is_right=True, revision=3).span.origin == "incorporated"


# Words that were put right, and rewritten since


def test_right_words_that_were_rewritten_stay_as_they_are(storm, published, rewrite, take):
    published(storm, "40", "50")
    rewrite("felled 50 trees")
    rewrite("felled fifty trees", "felled 50 trees")
    (placed,) = take(*lost(storm))
    assert (placed.span.origin, placed.span.quote_exact, placed.span.splices) == ("incorporated", "fifty", [])
    assert "felled fifty trees" in corrected_markdown(storm)


def test_an_error_that_came_back_is_set_right_again(storm, published, rewrite, take):
    published(storm, "40", "50")
    rewrite("felled 50 trees")
    rewrite("felled 40 trees", "felled 50 trees")
    assert lost(storm) == []
    assert "felled 50 trees" in corrected_markdown(storm)


def test_the_word_that_stands_for_deleted_ones_is_not_deleted(storm, published, rewrite, take, at, editor):
    published(storm, ", the council said on Friday", "")
    rewrite("Harwich.", "Harwich, the council said on Friday.")
    rewrite("in the old port of Essex.", "in Harwich.")
    (span,) = lost(storm)
    place_span(span, at(storm, "Essex"), user=editor)
    assert "in the old port of Essex." in corrected_markdown(storm)


# Left out


def test_a_lost_place_is_left_out_of_a_draft(storm, draft, publish, rewrite, editor):
    note = draft(storm, ["40", "Jane"], "x")
    rewrite("£3 million", "£2 million")
    rewrite()
    (span,) = lost(storm)
    leave_out(span, user=editor)
    assert [span.quote_exact for span in note.spans.order_by("pk")] == ["Jane"] * 3
    assert [published.number for published in publish(note)] == [1]


def test_a_published_note_keeps_its_lost_place(storm, published, rewrite, editor):
    published(storm, "40", "50")
    rewrite()
    with pytest.raises(Refusal) as refused:
        leave_out(lost(storm)[0], user=editor)
    assert str(refused.value) == ("A published note keeps its places. Say where the words are now, or amend the note.")


def test_a_place_that_is_not_lost_is_not_left_out(storm, draft, editor):
    note = draft(storm, "40", "50")
    with pytest.raises(Refusal):
        leave_out(note.spans.get(), user=editor)
    assert note.spans.count() == 1


# What others do while the place is proved


@pytest.fixture
def meanwhile(monkeypatch):
    """A function: has something done once, while what an action asked for is worked out and nothing is locked."""

    def meanwhile(act):
        waiting, works = [act], bounded.call

        def call(*args, **kwargs):
            while waiting:
                waiting.pop()()
            return works(*args, **kwargs)

        monkeypatch.setattr(bounded, "call", call)

    return meanwhile


def test_what_somebody_saves_while_a_place_is_proved_stays(storm, draft, rewrite, at, editor, other_editor, meanwhile):
    note = draft(storm, "40", "50")
    rewrite()
    (span,) = lost(storm)
    words = "The council has counted the trees anew since then."
    meanwhile(lambda: CorrectionNote.objects.filter(pk=note.pk).update(wording=words, version=7))
    place_span(span, at(storm, "forty"), user=editor)
    note.refresh_from_db()
    assert (note.wording, note.version) == (words, 8)
