"""What the database's triggers refuse, and how they are lifted: by a restore, and by tests to empty the tables.

The triggers themselves are written in migrations 0002 and 0007 and nowhere else. A migration must do tomorrow what it
does today, so it can't call a function that may change; and a second copy here would drift from it. `lifted` therefore
takes the triggers that the database has, whatever migration made them, and puts the same ones back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

RULES = {
    "revision_never_changes": "A revision stays as it was imported; another one follows it.",
    "revision_is_never_deleted": "A revision is kept for good.",
    "note_published_never_changes": "A published note stays as it is; a note that amends it sets it right.",
    "note_published_is_never_deleted": "A published note is kept for good.",
    "note_stays_in_its_article": "A note cannot move to another article.",
    "note_amends_a_published_note_of_its_article": "Only a published note of the same article can be amended.",
    "source_is_never_added_to_a_published_note": "The sources of a note are in place before it is published.",
    "source_of_a_published_note_never_changes": "The sources of a published note stay as they are.",
    "source_of_a_published_note_is_never_deleted": "The sources of a published note are kept for good.",
    "span_added_to_a_published_note_is_carried": "A published note gains a span only where one leads on from an older.",
    "span_of_a_published_note_never_changes": "The spans of a published note stay as they are.",
    "span_of_a_published_note_is_never_deleted": "The spans of a published note are kept for good.",
    "span_stays_with_its_note_and_revision": (
        "A span is the place of one note in one revision; elsewhere it is another span."
    ),
    "span_lies_in_a_revision_of_its_article": "A span lies in a revision of its own article, within the source.",
    "span_is_carried_from_an_earlier_revision": "A span leads on from one of the same note in an earlier revision.",
    "event_never_changes": "What happened stays on record as it was.",
    "event_of_a_published_note_is_never_deleted": "What happened to a published note stays on record.",
    "ledger_entry_follows_the_last": "An entry of the ledger follows the last one.",
    "ledger_entry_never_changes": "An entry of the ledger stays as it was written.",
    "ledger_entry_is_never_deleted": "An entry of the ledger is kept for good.",
    "ledger_head_only_goes_on": "The head of the ledger only goes on.",
    "ledger_head_is_never_deleted": "The head of the ledger is kept for good.",
}
"""The rules that are no constraints, by name; the database's message begins with the name.

Each is an IntegrityError, whatever tries: save, update, bulk_update, delete, admin or SQL.
"""


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lifts all rules while a restore writes the tables anew, or tests empty them; nothing else may use it.

    Inside a transaction the foreign keys are checked at its end, since PostgreSQL alters no table before they are.
    """
    lift, lay = _postgresql(connection) if connection.vendor == "postgresql" else _sqlite(connection)
    _run(connection, lift)
    try:
        yield
    except BaseException:
        # A transaction that is undone lays them again by itself, and takes no statement before it is.
        if not connection.in_atomic_block:
            _run(connection, lay)
        raise
    if connection.in_atomic_block:
        connection.check_constraints()
    _run(connection, lay)


def guard_against_replace(connection: BaseDatabaseWrapper, **signal: object) -> None:
    """Makes SQLite ask the triggers before INSERT OR REPLACE deletes a row; by default it would not."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers = ON")


def _tables() -> list[str]:
    from corrections import models

    kept: list[type[Model]] = [models.Revision, models.CorrectionNote, models.Source, models.Span, models.NoteEvent]
    kept += [models.LedgerEntry, models.LedgerHead]
    return [model._meta.db_table for model in kept]


def _sqlite(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for name, table, sql in cursor.fetchall() if table in _tables()]
    return [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _ in triggers], [sql for _, sql in triggers]


def _postgresql(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    there = connection.introspection.table_names()  # an older desk had fewer
    tables = [connection.ops.quote_name(table) for table in _tables() if table in there]
    disable, enable = (
        [f"ALTER TABLE {table} {verb} TRIGGER USER" for table in tables] for verb in ("DISABLE", "ENABLE")
    )
    return disable, enable


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
