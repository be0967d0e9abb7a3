"""The past does not move: what the database refuses to change or delete, whichever way it is tried."""

import pytest
from django.db import connection
from django.db.models import ProtectedError

from corrections.models import (
    RULES,
    CorrectionNote,
    EventState,
    NoteEvent,
    Origin,
    Rendering,
    Revision,
    Source,
    Span,
    Status,
    lifted,
)
from corrections.text import SafeHtml

SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has REPLACE")
POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has TRUNCATE")


def as_kept(row):
    return type(row).objects.filter(pk=row.pk).values().get()


# PostgreSQL truncates no table while its foreign keys are still to be checked, as those of a test always are.
EMPTY = {"sqlite": "DELETE FROM {}", "postgresql": "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {} CASCADE"}
# An INSERT that turns into an UPDATE is refused as either.
SOURCE_CHANGED = ["source_of_a_published_note_never_changes", "source_is_never_added_to_a_published_note"]
SPAN_CHANGED = ["span_of_a_published_note_never_changes", "span_added_to_a_published_note_is_carried"]


def anew(row):
    return type(row).objects.get(pk=row.pk)


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


# Revisions


def test_a_revision_cannot_be_changed(storm, change, refused):
    before = as_kept(storm)
    for values in ({"source": "Rewritten.\n"}, {"title": "Better"}, {"reason": ""}, {"number": 7}):
        with refused("revision_never_changes"):
            change(anew(storm), values)
    assert as_kept(storm) == before


def test_a_revision_cannot_move_to_another_article(storm, change, refused, others):
    with refused("revision_never_changes"):
        change(storm, {"article": others, "number": 9})


def test_a_revision_cannot_be_deleted(storm, delete, refused):
    with refused("revision_is_never_deleted"):
        delete(storm)
    assert Revision.objects.filter(pk=storm.pk).exists()


def test_a_revision_cannot_be_deleted_together_with_its_renderings(storm, refused):
    rendering = Rendering.objects.create(revision=storm, renderer="1", html=SafeHtml("<p>The storm</p>"))
    with refused("revision_is_never_deleted"):
        storm.delete()
    assert list(storm.renderings.all()) == [rendering]


def test_an_article_with_a_revision_cannot_be_deleted(storm):
    with pytest.raises(ProtectedError):
        storm.article.delete()


def test_all_revisions_cannot_be_changed_at_once(storm, refused):
    with refused("revision_never_changes"):
        Revision.objects.update(reason="cleaned up")


@SQLITE
def test_a_revision_cannot_be_replaced(storm, refused):
    row = {**as_kept(storm), "source": "Rewritten.\n"}
    with refused("revision_is_never_deleted"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO corrections_revision ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})",
            list(row.values()),
        )


def test_a_rendering_can_be_made_again(storm):
    Rendering.objects.create(revision=storm, renderer="1", html=SafeHtml("<p>The storm</p>"))
    assert storm.renderings.update(html=SafeHtml("<h1>The storm</h1>")) == 1
    assert storm.renderings.all().delete()[0] == 1


# Published notes


def test_a_published_note_cannot_be_changed(published, change, refused):
    before = as_kept(published)
    for values in (
        {"wording": "It was never wrong."},
        {"memo": "rang the harbour"},
        {"status": Status.DRAFT, "number": None, "published_at": None, "publisher": None},
        {"number": 12},
        {"kind": "clarification"},
        {"severity": "minor"},
        {"withheld": True},
        {"version": 2},
    ):
        with refused("note_published_never_changes"):
            change(anew(published), values)
    assert as_kept(published) == before


def test_a_published_note_cannot_even_be_saved_as_it_is(published, refused):
    with refused("note_published_never_changes"):
        published.save()


def test_a_published_note_cannot_be_deleted_with_all_that_hangs_on_it(published, refused):
    for delete in (published.delete, CorrectionNote.objects.filter(pk=published.pk).delete):
        with refused("of_a_published_note_is_never_deleted"):
            delete()
    assert [published.spans.count(), published.sources.count(), published.events.count()] == [1, 2, 1]


def test_a_published_note_on_the_whole_article_cannot_be_deleted(storm, write_note, publish, delete, refused):
    note = publish(write_note(storm.article))
    with refused("note_published_is_never_deleted"):
        delete(note)
    assert CorrectionNote.objects.published().filter(pk=note.pk).exists()


def test_a_published_note_that_was_amended_cannot_be_deleted(published, publish, write_note):
    publish(write_note(published.article, amends=published))
    with pytest.raises(ProtectedError):
        published.delete()


def test_a_published_note_cannot_be_deleted_among_drafts(published, draft, refused):
    with refused("of_a_published_note_is_never_deleted"):
        CorrectionNote.objects.filter(article=published.article).delete()
    assert published.article.notes.count() == 2
    assert draft.sources.count() == 2


@SQLITE
def test_a_published_note_cannot_be_pushed_out_by_a_draft(published, draft, refused):
    with refused("never_deleted"):
        run(
            "UPDATE OR REPLACE corrections_correctionnote SET uid ="
            f" (SELECT uid FROM corrections_correctionnote WHERE id = {published.pk}) WHERE id = {draft.pk}"
        )


def test_a_draft_is_published_by_an_update_and_cannot_come_back(draft, grace, publish, refused):
    publish(draft)
    with refused("note_published_never_changes"):
        CorrectionNote.objects.filter(pk=draft.pk).update(memo="afterthought")


def test_drafts_change_while_published_notes_stay(published, draft):
    assert CorrectionNote.objects.drafts().filter(article=published.article).update(memo="ask again") == 1


# What hangs on a published note


def test_a_source_cannot_be_added_to_a_published_note(published, refused):
    with refused("source_is_never_added_to_a_published_note"):
        Source.objects.create(note=published, title="Late news")
    with refused("source_is_never_added_to_a_published_note"):
        Source.objects.bulk_create([Source(note=published, title="Late news")])
    with refused("source_is_never_added_to_a_published_note"):
        run(
            "INSERT INTO corrections_source (note_id, position, url, title)"
            f" VALUES ({published.pk}, 2, '', 'Late news')"
        )
    assert published.sources.count() == 2


def test_a_source_of_a_published_note_cannot_be_changed(published, change, refused):
    with refused(*SOURCE_CHANGED):
        change(published.sources.first(), {"title": "Another"})


def test_a_source_cannot_move_into_a_published_note(published, draft, change, refused):
    with refused(*SOURCE_CHANGED):
        change(draft.sources.first(), {"note": published})


def test_a_source_cannot_move_out_of_a_published_note(published, draft, change, refused):
    with refused("source_of_a_published_note_never_changes"):
        change(published.sources.first(), {"note": draft})


def test_a_source_of_a_published_note_cannot_be_deleted(published, delete, refused):
    with refused("source_of_a_published_note_is_never_deleted"):
        delete(published.sources.first())
    assert published.sources.count() == 2


def test_a_span_of_a_published_note_cannot_be_changed(published, change, refused):
    with refused(*SPAN_CHANGED):
        change(published.spans.get(), {"replacement": "2018"})


def test_a_span_of_a_published_note_cannot_be_deleted(published, delete, refused):
    with refused("span_of_a_published_note_is_never_deleted"):
        delete(published.spans.get())


def test_a_published_note_gains_no_span_in_the_revision_that_it_was_published_for(published, storm, mark_span, refused):
    with refused("span_added_to_a_published_note_is_carried"):
        mark_span(published, storm, "40")


@pytest.mark.parametrize("origin", [Origin.CARRIED, Origin.PLACED, Origin.INCORPORATED])
def test_a_span_of_a_published_note_is_carried_to_the_next_revision(published, import_text, carry_span, origin):
    next_one = import_text("storm", "# The storm\n\nIn 2021 a storm came.\n")
    carried = carry_span(published.spans.get(), next_one, origin=origin)
    assert carried.carried_from.carried_to == carried


def test_a_carried_span_of_a_published_note_is_as_frozen_as_the_first(
    published, import_text, carry_span, change, refused
):
    carried = carry_span(published.spans.get(), import_text("storm", "# The storm\n\nIn 2021.\n"))
    with refused("span_of_a_published_note_never_changes"):
        change(carried, {"quote_prefix": "By "})


def test_what_happened_cannot_be_changed(draft, published, change, refused):
    for note in (draft, published):
        for values in ({"remark": "x"}, {"state": EventState.RETURNED}):
            with refused("event_never_changes"):
                change(note.events.get(), values)


def test_what_happened_cannot_be_told_of_another_note(draft, published, change, refused):
    with refused("event_never_changes"):
        change(draft.events.get(), {"note": published})


def test_what_happened_to_a_published_note_cannot_be_deleted(published, delete, refused):
    with refused("event_of_a_published_note_is_never_deleted"):
        delete(published.events.get())


def test_what_happens_to_a_published_note_is_added(published, grace):
    NoteEvent.objects.create(note=published, state=EventState.AMENDED, by=grace)
    assert [event.state for event in published.events.all()] == ["drafted", "amended"]


@pytest.mark.parametrize("model", [Revision, CorrectionNote, Source, Span, NoteEvent])
def test_no_table_of_the_past_can_be_emptied(published, model, refused):
    with refused("never_deleted"):
        run(EMPTY[connection.vendor].format(model._meta.db_table))


@POSTGRESQL
def test_the_past_cannot_be_emptied_with_the_articles(published, refused):
    with refused("never_deleted"):
        run("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE corrections_article CASCADE")


# Drafts


def test_a_draft_goes_with_all_that_hangs_on_it(draft, storm, import_text, carry_span, published):
    carry_span(draft.spans.get(), import_text("storm", "# The storm\n\nIn 2021 a storm came.\n"))
    counts = draft.delete()[1]
    assert counts == {
        "corrections.Source": 2,
        "corrections.Span": 2,
        "corrections.NoteEvent": 1,
        "corrections.CorrectionNote": 1,
    }
    assert published.sources.count() == 2


def test_a_drafts_source_and_span_change_and_go(draft, change):
    change(draft.sources.first(), {"title": "Another"})
    change(draft.spans.get(), {"replacement": "2018"})
    draft.sources.first().delete()
    draft.spans.get().delete()
    assert [draft.sources.count(), draft.spans.count()] == [1, 0]


def test_a_draft_cannot_move_to_another_article(draft, others, change, refused):
    with refused("note_stays_in_its_article"):
        change(draft, {"article": others})


def test_only_a_published_note_is_amended(draft, write_note, change, refused):
    with refused("note_amends_a_published_note_of_its_article"):
        write_note(draft.article, amends=draft)
    another = write_note(draft.article)
    with refused("note_amends_a_published_note_of_its_article"):
        change(another, {"amends": draft})


def test_a_note_of_another_article_is_not_amended(draft, others, write_note, change, refused):
    theirs = others.notes.effective().get()
    with refused("note_amends_a_published_note_of_its_article"):
        write_note(draft.article, amends=theirs)
    with refused("note_amends_a_published_note_of_its_article"):
        change(draft, {"amends": theirs})


def test_a_note_does_not_amend_itself(draft, change, refused):
    with refused("note_amends_a_published_note_of_its_article"):
        change(draft, {"amends": draft})


def test_a_span_lies_in_a_revision_of_its_article(draft, others, mark_span, refused):
    with refused("span_lies_in_a_revision_of_its_article"):
        mark_span(draft, others.revisions.first())


def test_a_span_lies_within_its_source(draft, storm, mark_span, change, refused):
    beyond = len(storm.source) + 1
    with refused("span_lies_in_a_revision_of_its_article"):
        mark_span(draft, storm, source_end=beyond)
    with refused("span_lies_in_a_revision_of_its_article"):
        change(draft.spans.get(), {"source_end": beyond})


def test_a_span_may_end_with_a_source_of_wide_letters(import_text, write_note, mark_span):
    revision = import_text("birds", "Ünï 🐦🐦🐦")
    assert mark_span(write_note(revision.article), revision, "🐦🐦🐦").source_end == 7


def test_a_drafts_span_stays_in_its_note_and_revision(draft, storm, write_note, import_text, change, refused):
    with refused("span_stays_with_its_note_and_revision"):
        change(draft.spans.get(), {"note": write_note(storm.article)})
    with refused("span_stays_with_its_note_and_revision"):
        change(draft.spans.get(), {"revision": import_text("storm", "# The storm\n\nIn 2021 a storm came to stay.\n")})


def test_a_span_leads_on_from_the_same_note_only(draft, published, import_text, carry_span, refused):
    next_one = import_text("storm", "# The storm\n\nIn 2021 a storm came.\n")
    with refused("span_is_carried_from_an_earlier_revision"):
        carry_span(published.spans.get(), next_one, note=draft)
    with refused("span_is_carried_from_an_earlier_revision"):
        carry_span(draft.spans.get(), next_one, note=published)


def test_a_span_leads_on_to_a_later_revision_only(draft, published, storm, import_text, carry_span, refused):
    next_one = import_text("storm", "# The storm\n\nIn 2021 a storm came.\n")
    for note in (draft, published):
        with refused("span_is_carried_from_an_earlier_revision"):
            carry_span(note.spans.get(), storm)
        carried = carry_span(note.spans.get(), next_one)
        with refused("span_is_carried_from_an_earlier_revision"):
            carry_span(carried, storm)


def test_a_span_cannot_lead_on_from_itself(draft, change, refused):
    span = draft.spans.get()
    with refused("span_is_carried_from_an_earlier_revision"):
        change(span, {"carried_from": span, "origin": Origin.CARRIED})


# The rules themselves


@pytest.mark.django_db(transaction=True)
def test_a_rule_that_tests_lifted_is_laid_again(storm, refused):
    with pytest.raises(AssertionError), lifted(connection):
        assert Revision.objects.filter(pk=storm.pk).update(reason="changed") == 0
    assert as_kept(storm)["reason"] == "changed"
    with refused("revision_never_changes"):
        Revision.objects.filter(pk=storm.pk).update(reason="changed again")


def test_every_rule_is_told_by_the_database_in_its_own_words(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # But for those that keep the words of the log and of the archive in step.
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
                " AND name NOT LIKE 'log_words_%' AND name NOT LIKE 'article_traces_%'"
            )
        else:
            cursor.execute(
                "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgenabled = 'O' AND tgrelid::regclass::text LIKE 'corrections_%%'"
            )
        laid = [sql for (sql,) in cursor.fetchall()]
    for name, sentence in RULES.items():
        assert [sql for sql in laid if f"'{name}: {sentence}'" in sql], name
    assert [sql for sql in laid if not any(f"'{name}: " in sql for name in RULES)] == []
