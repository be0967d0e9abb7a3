"""Review: drafts are submitted, returned with a remark, mended, submitted again, and published; each by somebody."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection

from corrections.actions import Refusal
from corrections.actions.annotate import delete_draft, places_of, rewrite_note
from corrections.actions.content import Content
from corrections.actions.import_article import import_article
from corrections.actions.place import place_span
from corrections.actions.publish import publish_notes, publish_together, stops_for
from corrections.actions.review import return_note, submit_notes
from corrections.models import EDITOR, STANDARDS_EDITOR, CorrectionNote, EventState, Span

LATER = timedelta(hours=1)


@pytest.fixture
def reporter(in_groups):
    """An editor who may not publish."""
    return in_groups(User.objects.create_user("kate"), EDITOR)


@pytest.fixture
def standards(in_groups):
    """A standards editor who wrote none of the notes."""
    return in_groups(User.objects.create_user("rosa"), STANDARDS_EDITOR)


@pytest.fixture
def submit(reporter, noon):
    """A function: submits notes of one article; returns those that were not before."""

    def submit(*notes, user=reporter, when=noon):
        return submit_notes(notes[0].article, [note.pk for note in notes], user=user, now=when)

    return submit


@pytest.fixture
def submitted(draft, reporter, submit):
    """A function: drafts a note by the reporter and submits it."""

    def submitted(article, *words, when=None, **content):
        note = draft(article, *words, user=reporter, **content)
        submit(note, **({"when": when} if when else {}))
        return CorrectionNote.objects.get(pk=note.pk)

    return submitted


@pytest.fixture
def harbour(import_text):
    """Another article, which comes after the storm."""
    return import_text("rain", "# Rain in Harwich\n\nIt rained for 40 days.\n")


def seen(*notes):
    return {note.pk: note.version for note in notes}


def steps(note):
    return [(event.state, event.by.username) for event in note.events.order_by("pk")]


def change(note, user, wording="An earlier version misstated the number of trees. It is 50, not 40."):
    places, replacement = places_of(note)
    return rewrite_note(note, places, Content(wording, replacement), version=None, user=user)


def status(note):
    return CorrectionNote.objects.get(pk=note.pk).status


# Submitting


def test_many_drafts_are_submitted_together_by_one_editor(storm, draft, submit, reporter, noon):
    notes = [draft(storm, "40", "50", user=reporter), draft(storm, "1987", "1986", user=reporter)]
    left = draft(storm, "Jane", "Mary", user=reporter)
    assert submit(*notes) == notes
    assert [status(note) for note in (*notes, left)] == ["submitted", "submitted", "draft"]
    event = notes[0].events.get(state=EventState.SUBMITTED)
    assert (event.by, event.at) == (reporter, noon)


def test_a_second_click_submits_nothing_twice(storm, draft, submit, reporter, noon):
    note = draft(storm, "40", "50", user=reporter)
    submit(note)
    assert submit(note, when=noon + LATER) == []
    assert steps(note) == [("drafted", "kate"), ("submitted", "kate")]


def test_what_is_published_stays_published_when_it_is_submitted(storm, published, submit):
    note = published(storm, "40", "50")
    assert submit(note) == []
    assert status(note) == "published"


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [
        (" ", "Correction on “40”: Readers are told nothing yet. Write what was wrong and what is right."),
        ("It is {right}.", "Correction on “40”: “{right}” is still to be filled in."),
    ],
)
def test_what_could_not_be_published_is_not_submitted(storm, draft, submit, wording, sentence):
    fine = draft(storm, "1987", "1986")
    with pytest.raises(Refusal) as refused:
        submit(fine, draft(storm, "40", "50", wording=wording))
    assert str(refused.value) == sentence
    assert status(fine) == "draft"


def test_a_draft_that_lost_its_place_or_is_gone_is_not_submitted(storm, draft, submit, editor):
    lost, gone = draft(storm, "40", "50"), draft(storm, "1987", "1986")
    source = storm.latest_revision.source.replace("felled 40 trees", "felled many trees")
    import_article(source.encode(), user=editor, slug="storm")
    with pytest.raises(Refusal, match="A place of it awaits a decision"):
        submit(lost)
    delete_draft(gone)
    with pytest.raises(Refusal, match="One of these drafts was deleted meanwhile"):
        submit(gone)


# Returning


def test_a_note_goes_back_and_forth_and_every_step_is_kept(storm, submitted, submit, standards, reporter, noon):
    note = submitted(storm, "40", "50")
    return_note(note, " Say who counted them. ", user=standards, now=noon + LATER)
    returned = note.events.get(state=EventState.RETURNED)
    assert (status(note), returned.remark, returned.by) == ("returned", "Say who counted them.", standards)
    change(note, reporter)
    assert status(note) == "draft"
    submit(note, when=noon + 2 * LATER)
    publish_together(seen(CorrectionNote.objects.get(pk=note.pk)), user=standards, now=noon + 3 * LATER)
    assert steps(note) == [
        ("drafted", "kate"),
        ("submitted", "kate"),
        ("returned", "rosa"),
        ("drafted", "kate"),
        ("submitted", "kate"),
        ("published", "rosa"),
    ]


@pytest.mark.parametrize("remark", ["", "  \n"])
def test_nothing_is_returned_without_a_remark(storm, submitted, standards, noon, remark):
    note = submitted(storm, "40", "50")
    with pytest.raises(Refusal, match="Say in a sentence what is to be changed"):
        return_note(note, remark, user=standards, now=noon)
    assert status(note) == "submitted"


def test_returning_twice_is_one_return(storm, submitted, standards, noon):
    note = submitted(storm, "40", "50")
    for _ in range(2):
        return_note(note, "Name the source.", user=standards, now=noon)
    assert note.events.filter(state=EventState.RETURNED).count() == 1


def test_what_does_not_wait_is_not_returned(storm, draft, published, standards, noon):
    for note, sentence in (
        (draft(storm, "40", "50"), "does not wait for review any more"),
        (published(storm, "1987", "1986"), "was published meanwhile"),
    ):
        with pytest.raises(Refusal, match=sentence):
            return_note(note, "Name the source.", user=standards, now=noon)


def test_what_came_back_is_listed_until_it_is_submitted_again(
    storm, submitted, submit, standards, reporter, editor, noon
):
    note = submitted(storm, "40", "50")
    submitted(storm, "1987", "1986")
    return_note(note, "Name the source.", user=standards, now=noon)
    back = CorrectionNote.objects.returned_to
    assert (list(back(reporter)), list(back(standards)), list(back(editor))) == ([note], [], [])
    change(note, reporter)
    assert list(back(reporter)) == [note]
    submit(note)
    assert list(back(reporter)) == []


# Changing what was submitted


def test_whoever_wrote_a_submitted_note_takes_it_back_by_changing_it(storm, submitted, reporter):
    note = submitted(storm, "40", "50")
    told = change(note, reporter)
    assert status(note) == "draft"
    assert [str(one) for one in told] == [
        "This note was waiting for review. It is a draft again: submit it once more when it is ready."
    ]


def test_a_standards_editor_polishes_a_submitted_note_and_it_goes_on_waiting(storm, submitted, standards):
    note = submitted(storm, "40", "50")
    assert change(note, standards) == ()
    assert status(note) == "submitted"
    assert steps(note)[-1] == ("drafted", "rosa")


def test_another_editor_who_changes_it_makes_it_a_draft_again(storm, submitted, in_groups):
    note = submitted(storm, "40", "50")
    change(note, in_groups(User.objects.create_user("paul"), EDITOR))
    assert status(note) == "draft"


def test_a_standards_editor_who_wrote_it_takes_it_back_too(storm, draft, submit, editor):
    note = draft(storm, "40", "50", user=editor)
    submit(note, user=editor)
    change(note, editor)
    assert status(note) == "draft"


def test_many_changes_in_a_row_are_one_step(storm, draft, editor, other_editor):
    note = draft(storm, "40", "50")
    for number in range(3):
        change(note, editor, f"It is not 40 but 5{number}.")
    change(note, other_editor)
    assert steps(note) == [("drafted", "ada"), ("drafted", "grace")]


def test_saving_what_is_kept_already_is_no_change(storm, submitted, draft, standards, reporter, editor, noon):
    returned = submitted(storm, "1987", "1986")
    return_note(returned, "Name the source.", user=standards, now=noon)
    waiting, beside = submitted(storm, "40", "50"), draft(storm, "2021", "2020", user=editor)
    for note, is_now in ((waiting, "submitted"), (returned, "returned"), (beside, "draft")):
        note.refresh_from_db()
        before = (is_now, note.version, note.updated_at, steps(note), list(note.spans.values()))
        for user in (reporter, standards, editor):
            assert change(note, user, note.wording) == ()
        note.refresh_from_db()
        assert (note.status, note.version, note.updated_at, steps(note), list(note.spans.values())) == before


# Publishing over several articles


def test_notes_of_several_articles_are_published_at_once_under_one_time(storm, harbour, submitted, standards, noon):
    notes = [submitted(storm, "40", "50"), submitted(storm, "1987", "1986"), submitted(harbour, "40", "41")]
    published = publish_together(seen(*notes), user=standards, now=noon + LATER)
    assert sorted((one.article.slug, one.number) for one in published) == [("rain", 1), ("storm", 1), ("storm", 2)]
    assert {(one.published_at, one.publisher) for one in published} == {(noon + LATER, standards)}


def test_a_second_click_publishes_nothing_twice(storm, harbour, submitted, standards, noon):
    notes = seen(submitted(storm, "40", "50"), submitted(harbour, "40", "41"))
    publish_together(notes, user=standards, now=noon)
    assert publish_together(notes, user=standards, now=noon + LATER) == []
    assert CorrectionNote.objects.filter(pk__in=notes, published_at=noon).count() == 2


def test_all_are_published_or_none_and_the_refusal_names_article_and_note(storm, harbour, submitted, standards, noon):
    fine, unfit = submitted(storm, "40", "50"), submitted(harbour, "40", "41")
    CorrectionNote.objects.filter(pk=unfit.pk).update(wording="It is {right}.")
    with pytest.raises(Refusal) as refused:
        publish_together(seen(fine, unfit), user=standards, now=noon)
    assert str(refused.value) == "Rain in Harwich: Correction on “40”: “{right}” is still to be filled in."
    assert [status(fine), status(unfit)] == ["submitted", "submitted"]


def test_what_was_changed_returned_or_taken_back_meanwhile_is_not_published(
    storm, submitted, standards, reporter, noon
):
    note = submitted(storm, "40", "50")
    before = seen(note)
    change(note, standards)
    with pytest.raises(Refusal, match="Correction on “40”: It was changed while you looked at it"):
        publish_together(before, user=standards, now=noon)
    return_note(note, "Name the source.", user=standards, now=noon)
    with pytest.raises(Refusal, match="It does not wait for review any more"):
        publish_together(seen(CorrectionNote.objects.get(pk=note.pk)), user=standards, now=noon)
    delete_draft(note)
    with pytest.raises(Refusal, match="deleted meanwhile"):
        publish_together(before, user=standards, now=noon)


@pytest.mark.django_db(transaction=True)
def test_two_standards_editors_who_publish_the_same_at_once_publish_it_once(
    storm, harbour, submitted, standards, other_editor, noon
):
    notes = [submitted(storm, "40", "50"), submitted(harbour, "40", "41"), submitted(storm, "1987", "1986")]
    gate, told, wrong = threading.Barrier(2, timeout=20), [], []

    def publish(user, order):
        try:
            gate.wait()
            told.append(publish_together(seen(*order), user=user, now=noon))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    works = [
        threading.Thread(target=publish, args=(standards, notes)),
        threading.Thread(target=publish, args=(other_editor, notes[::-1])),
    ]
    for work in works:
        work.start()
    for work in works:
        work.join()
    assert (wrong, sorted(len(one) for one in told)) == ([], [0, 3])
    assert CorrectionNote.objects.filter(pk__in=seen(*notes), status="published").count() == 3


# A second person


def test_nobody_publishes_their_own_where_the_house_asks_for_a_second_person(
    storm, draft, publish, editor, other_editor, settings
):
    settings.SECOND_PERSON = True
    note = draft(storm, "40", "50", user=editor)
    with pytest.raises(Refusal, match="here a second person publishes it"):
        publish(note, user=editor)
    assert [one.number for one in publish(note, user=other_editor)] == [1]


def test_nor_what_they_changed_last(storm, draft, publish, editor, other_editor, standards, settings):
    settings.SECOND_PERSON = True
    note = draft(storm, "40", "50", user=editor)
    change(note, other_editor)
    for user in (editor, other_editor):
        with pytest.raises(Refusal, match="You wrote this or changed it last"):
            publish(note, user=user)
    assert stops_for(standards)(note, storm.latest_revision) == ()
    publish(note, user=standards)


def test_nor_after_somebody_saved_just_what_they_had_written(storm, draft, publish, editor, other_editor, settings):
    settings.SECOND_PERSON = True
    note = draft(storm, "40", "50", user=editor)
    change(note, other_editor)
    change(note, editor)
    assert steps(note) == [("drafted", "ada"), ("drafted", "grace")]
    with pytest.raises(Refusal, match="You wrote this or changed it last"):
        publish(note, user=other_editor)


def test_a_command_asks_for_no_second_person(storm, draft, editor, settings, noon):
    settings.SECOND_PERSON = True
    note = draft(storm, "40", "50", user=editor)
    assert publish_notes(storm, [note.pk], user=editor, now=noon, alone=True)


def test_without_the_setting_one_may_publish_ones_own(storm, draft, publish, editor):
    assert publish(draft(storm, "40", "50", user=editor), user=editor)


def test_nor_what_they_placed_last(storm, draft, publish, editor, other_editor, standards, settings, at):
    settings.SECOND_PERSON = True
    note = draft(storm, "40", "50", user=other_editor)
    source = storm.latest_revision.source.replace("felled 40 trees", "felled many trees")
    import_article(source.encode(), user=editor, slug="storm")
    version = note.version
    place_span(Span.objects.lost().get(note=note), at(storm, "many"), user=standards)
    note.refresh_from_db()
    assert note.version == version + 1
    with pytest.raises(Refusal, match="a second person publishes it"):
        publish(note, user=standards)


def test_what_was_changed_after_it_was_looked_at_is_not_published(storm, draft, editor, other_editor, at, noon):
    note = draft(storm, "40", "50", user=other_editor)
    seen = {note.pk: note.version}
    rewrite_note(note, [at(storm, "40")], Content("It was another.", "60"), version=1, user=other_editor)
    with pytest.raises(Refusal, match="It was changed while you looked at it"):
        publish_notes(storm, [note.pk], user=editor, now=noon, seen=seen)
    assert not storm.notes.published().exists()
