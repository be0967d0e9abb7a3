"""Whoever lifts all guards and changes, removes or adds a row by SQL is found out, and the first entry is named."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import connection

from corrections.models import (
    Article,
    CorrectionNote,
    LedgerEntry,
    LedgerHead,
    NoteEvent,
    Revision,
    Source,
    Span,
    verify,
)
from corrections.text import SafeHtml

ANOTHER_DAY = datetime(2020, 1, 1, tzinfo=UTC)
ANOTHER_HASH = "ab" * 32

# What each column becomes: every one of every guarded table is here or among those that are not covered, each by itself
# or with what a constraint wants to go with it.
CHANGES = {
    Article: {
        "slug": "tempest",
        "published_at": ANOTHER_DAY,
        "published_by": "grace",
    },
    Revision: {
        "id": 9001,
        "article": ("harbour", {"number": 9}),
        "number": 9,
        "source": "Rewritten.",
        "sha256": ANOTHER_HASH,
        "title": "Another title",
        "imported_at": ANOTHER_DAY,
        "imported_by": "grace",
        "reason": "Another reason",
        "own_erratum": True,
    },
    CorrectionNote: {
        "id": 9001,
        "article": ("harbour", {"number": 9}),
        "uid": UUID(int=1),
        "external_id": "tag:another",
        "number": 9,
        "kind": "update",
        "severity": "minor",
        "error_type": "link",
        "wording": "Nothing was wrong.",
        "wording_html": SafeHtml("<em>Nothing</em> was wrong."),
        "memo": "Nobody rang.",
        "status": ("draft", {"number": None, "publisher": None, "published_at": None}),
        "apology": True,
        "confirmed_internally": True,
        "reported_on": date(2020, 1, 1),
        "withheld": True,
        "topic": "another",
        "amends": "second",
        "author": "grace",
        "created_at": ANOTHER_DAY,
        "updated_at": ANOTHER_DAY,
        "version": 9,
        "publisher": "grace",
        "published_at": ANOTHER_DAY,
    },
    Source: {
        "note": "second",
        "position": 9,
        "url": "https://example.net/",
        "title": "Another title",
    },
    Span: {
        "id": 9001,
        "note": "second",
        "revision": "harbour's",
        "position": 9,
        "field": "title",
        "source_start": 1,
        "source_end": 999,
        "text_start": (1, {"text_end": 3}),
        "text_end": (99, {"text_start": 97}),
        "quote_exact": "41",
        "quote_prefix": "another ",
        "quote_suffix": " another",
        "replacement": "51",
        "splices": [[1, 2, "another"]],
        "origin": "imported",
        "carried_from": ("another", {"origin": "carried"}),
        "created_at": ANOTHER_DAY,
        "created_by": "grace",
    },
    NoteEvent: {
        "id": 9001,
        "note": "second",
        "state": "returned",
        "by": "grace",
        "at": ANOTHER_DAY,
        "remark": "Another remark",
    },
    LedgerEntry: {
        "sequence": 9001,
        "article": "harbour",
        "note": None,
        "what": "place",
        "at": ANOTHER_DAY,
        "content": '{"v": 1}',
        "previous": ANOTHER_HASH,
        "nonce": ANOTHER_HASH,
        "hash": ANOTHER_HASH,
    },
    LedgerHead: {"entries": 99, "hash": ANOTHER_HASH},
}
NOT_COVERED = {
    (Article, "id"): "each row that belongs to it names it, so it cannot change by itself",
    (Article, "language"): "that of its latest revision, made anew from it",
    (Article, "created_at"): "tells readers nothing",
    (Article, "title"): "made anew from its latest revision and its notes",
    (Article, "dated"): "made anew from its latest revision",
    (Article, "public_state"): "counts",
    (Source, "id"): "nothing goes by it",
    (LedgerHead, "id"): "a constraint has it be 1",
}


@pytest.fixture
def rows(filled):
    """One row of each table: those of the storm's first note, which was amended."""
    note = filled.notes.get(number=1)
    return {
        Article: filled,
        Revision: filled.revisions.get(number=1),
        CorrectionNote: note,
        Source: note.sources.first(),
        Span: note.spans.get(revision__number=1),
        NoteEvent: note.events.get(state="published"),
        LedgerEntry: LedgerEntry.objects.get(note=note, what="note"),
        LedgerHead: LedgerHead.now(),
    }


def test_what_is_as_it_was_entered_is_proved(filled):
    found = verify()
    assert (found.entries, found.fault) == (9, None)
    assert found.head == LedgerEntry.objects.get(sequence=9).hash == LedgerHead.now().hash


@pytest.mark.parametrize("model", CHANGES, ids=lambda model: model.__name__)
def test_each_column_is_covered(model, rows, tampered, other_editor):
    row, unseen = rows[model], []
    for name in [field.name for field in model._meta.concrete_fields]:
        assert (name in CHANGES[model]) is not ((model, name) in NOT_COVERED), f"{name} is to be covered, or not"
        if name not in CHANGES[model]:
            continue
        change = CHANGES[model][name]
        value, beside = change if isinstance(change, tuple) else (change, {})
        value = _meant(value)
        assert getattr(row, model._meta.get_field(name).attname) != value
        with tampered():
            _update(row, {name: value, **{other: _meant(also) for other, also in beside.items()}})
            if verify().fault is None:
                unseen.append(name)
        assert verify().fault is None
    assert unseen == []


def _meant(value):
    named = {
        "grace": lambda: User.objects.get(username="grace").pk,
        "harbour": lambda: Article.objects.get(slug="harbour").pk,
        "harbour's": lambda: Revision.objects.get(article__slug="harbour").pk,
        "second": lambda: CorrectionNote.objects.get(article__slug="storm", number=2).pk,
        "another": lambda: Span.objects.get(note__article__slug="harbour").pk,
    }
    return named[value]() if isinstance(value, str) and value in named else value


def _update(row, values):
    fields = {row._meta.get_field(name): value for name, value in values.items()}
    told = [
        value if field.is_relation else field.get_db_prep_save(value, connection) for field, value in fields.items()
    ]
    changes = ", ".join(f"{field.column} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {row._meta.db_table} SET {changes} WHERE {row._meta.pk.column} = %s", [*told, row.pk])


def test_the_first_entry_that_does_not_fit_is_named(rows, tampered, other_editor):
    for model, name, value, sentence in (
        (CorrectionNote, "wording", "All was well.", "the note has another wording than was entered."),
        (Source, "url", "https://example.net/", "source 1 has another address than was entered."),
        (Span, "quote_exact", "41", "place 1 has another quote than was entered."),
        (Span, "splices", [[1, 2, "x"]], "place 1 has another change to the source than was entered."),
        (NoteEvent, "by", "grace", "event 2 of its record has another editor than was entered."),
    ):
        with tampered():
            _update(rows[model], {name: _meant(value)})
            assert verify().fault == f"Entry 3, note no. 1 of storm: {sentence}"


def test_a_text_that_was_rewritten_with_its_hash_is_named_where_it_was_entered_first(rows, tampered):
    with tampered():
        _update(rows[Revision], {"source": "Rewritten."})
        assert verify().fault == "Entry 1, the page of storm: revision 1 has another text than was entered."


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no value that is not of its column's type")
def test_a_row_that_cannot_be_read_any_more_is_named(rows, tampered):
    for model, column, sentence in (
        (
            CorrectionNote,
            "uid",
            "Entry 3, note no. 1 of storm: the note cannot be read any more: what stands in one of its columns does "
            "not belong there.",
        ),
        (NoteEvent, "at", "Entry 3, note no. 1 of storm: event 2 of its record has another time than was entered."),
        (
            Revision,
            "imported_at",
            "Entry 1, the page of storm: revision 1 has another time of import than was entered.",
        ),
    ):
        row = rows[model]
        with tampered(), connection.cursor() as cursor:
            table, key = row._meta.db_table, row._meta.pk.column
            cursor.execute(f"UPDATE {table} SET {column} = 'zzz' WHERE {key} = %s", [row.pk])
            assert verify().fault == sentence


# Removed


def _remove(model, **which):
    table, pks = model._meta.db_table, list(model.objects.filter(**which).values_list("pk", flat=True))
    assert pks
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {model._meta.pk.column} IN ({', '.join(map(str, pks))})")


def test_a_row_that_is_gone_is_missed(filled, tampered):
    for model, which, fault in (
        (CorrectionNote, {"number": 2, "article__slug": "storm"}, "Entry 4, note no. 2 of storm: the note is gone."),
        (
            Source,
            {"note__number": 1, "position": 1},
            "Entry 3, note no. 1 of storm: the note has 1 sources, and had 2 when it was entered.",
        ),
        (Span, {"note__number": 3, "revision__number": 1}, "Entry 5, note no. 3 of storm: place 1 is gone."),
        (Span, {"origin": "carried", "note__number": 3}, "Entry 7, revision 2 of storm: place 1 is gone."),
        (Span, {"origin": "placed"}, "Entry 8, a place in revision 2 of storm: place 1 is gone."),
        (
            NoteEvent,
            {"state": "amended"},
            "Entry 5, note no. 3 of storm: event 3 of its record is gone.",
        ),
        (Revision, {"number": 2}, "Entry 7, revision 2 of storm: revision 2 is gone."),
        (Article, {"slug": "harbour"}, "Entry 2, the page of harbour: the article is gone."),
        (LedgerEntry, {"sequence": 4}, "Entry 5, note no. 3 of storm: entry 4, which comes before it, is missing."),
        (LedgerEntry, {"sequence": 1}, "Entry 2, the page of harbour: entry 1, which comes before it, is missing."),
        (
            LedgerEntry,
            {"sequence": 9},
            "The ledger ends with entry 8, but its head was kept at entry 9: its end was changed.",
        ),
        (LedgerHead, {}, "The ledger ends with entry 9, but its head was kept at entry 0: its end was changed."),
    ):
        with tampered():
            _remove(model, **which)
            assert verify().fault == fault


def test_an_end_that_is_cut_off_with_all_its_rows_and_its_head_shows_by_a_saved_head_alone(filled, tampered):
    head = verify().head
    with tampered():
        for model in (Span, NoteEvent):
            _remove(model, note__article__slug="plan")
        LedgerEntry.objects.filter(sequence=9).delete()
        _remove(CorrectionNote, article__slug="plan")
        before = LedgerEntry.objects.get(sequence=8)
        _update(LedgerHead.now(), {"entries": 8, "hash": before.hash})
        assert verify().fault is None
        assert verify(head).fault == (
            f"The saved head {head} is not in the ledger: since it was saved, entries were cut off or written anew."
        )


# Added and moved


def test_what_is_published_past_the_ledger_is_missed(filled, tampered, draft, editor, noon):
    note = draft(filled, "25", "26")
    with tampered():
        told = {"status": "published", "number": 4, "publisher": editor.pk, "published_at": noon}
        _update(note, told)
        assert verify().fault == "Note no. 4 of storm was never entered."


def test_a_place_that_is_added_past_the_ledger_is_missed(filled, tampered):
    span = Span.objects.get(origin="placed")
    with tampered():
        span.pk, span.revision, span.carried_from = None, filled.revisions.get(number=1), None
        span.origin = "selected"
        span.save()
        assert verify().fault == "A place of note no. 2 of storm, in revision 1, was never entered."


def test_an_event_that_is_added_to_the_record_of_a_published_note_is_missed(filled, tampered, other_editor):
    with tampered():
        note = filled.notes.get(number=2)
        NoteEvent.objects.create(note=note, state="submitted", by=other_editor, at=ANOTHER_DAY)
        assert verify().fault == "An event in the record of note no. 2 of storm was never entered."


def test_an_event_of_a_draft_is_its_own_matter(filled, other_editor):
    note = filled.notes.drafts().first()
    NoteEvent.objects.create(note=note, state="submitted", by=other_editor, at=ANOTHER_DAY)
    assert verify().fault is None


def test_a_source_that_is_added_is_missed(filled, tampered):
    with tampered():
        Source.objects.create(note=filled.notes.get(number=2), title="Late news")
        assert verify().fault == (
            "Entry 4, note no. 2 of storm: the note has 1 sources, and had 0 when it was entered."
        )


def test_a_revision_that_is_added_past_the_ledger_is_missed(filled, tampered, editor):
    with tampered():
        Revision.objects.create(article=filled, number=3, source="It rained.\n", imported_by=editor)
        assert verify().fault == "Revision 3 of storm was never entered."


def test_a_page_that_is_made_public_past_the_ledger_is_missed(filled, tampered, editor, noon):
    with tampered():
        Article.objects.filter(slug="plan").update(published_at=noon, published_by=editor)
        assert verify().fault == "The page of plan is public, but was never entered."


def test_two_entries_that_change_places_are_seen(filled, tampered):
    with tampered():
        for there, back in ((3, 9001), (4, 3), (9001, 4)):
            LedgerEntry.objects.filter(sequence=there).update(sequence=back)
        assert verify().fault == ("Entry 3: the hash of the entry before, as it has it, is not that entry’s.")


def test_an_entry_that_is_made_to_fit_what_was_changed_is_seen(rows, tampered):
    entry = rows[LedgerEntry]
    with tampered():
        _update(rows[CorrectionNote], {"wording": "All was well."})
        content = json.loads(entry.content)
        content["note"]["wording"] = "All was well."
        _update(entry, {"content": json.dumps(content)})
        assert verify().fault == "Entry 3: its hash is not that of its content."
