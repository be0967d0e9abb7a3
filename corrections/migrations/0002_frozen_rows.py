"""Lays the triggers that keep revisions, published notes and what belongs to them as they are.

The SQL stands here in full: a migration must do tomorrow what it does today, so it calls nothing outside itself.

On SQLite, a later migration that alters one of these tables makes the table anew, which loses its triggers or fails on
those of its neighbours. Such a migration lifts them first and lays its own copy of them last. A test compares the
triggers in the database with `corrections.models.RULES`, so that none can be forgotten.
"""

from dataclasses import dataclass

from django.db import NotSupportedError, migrations

REVISION = "corrections_revision"
NOTE = "corrections_correctionnote"
SOURCE = "corrections_source"
SPAN = "corrections_span"
EVENT = "corrections_noteevent"

ALWAYS = "TRUE"


@dataclass(frozen=True)
class Rule:
    """A thing that is refused: `condition` is SQL on OLD and NEW that says when. `{lock}` keeps a row from changing
    until the transaction ends, where rows can be locked, so that nothing slips into a note while it is published."""

    name: str
    table: str
    events: tuple[str, ...]
    condition: str
    sentence: str


def note_is_published(note_id):
    return f"(SELECT status FROM {NOTE} WHERE id = {note_id} {{lock}}) = 'published'"


RULES = (
    Rule(
        "revision_never_changes",
        REVISION,
        ("UPDATE",),
        ALWAYS,
        "A revision stays as it was imported; another one follows it.",
    ),
    Rule("revision_is_never_deleted", REVISION, ("DELETE",), ALWAYS, "A revision is kept for good."),
    Rule(
        "note_published_never_changes",
        NOTE,
        ("UPDATE",),
        "OLD.status = 'published'",
        "A published note stays as it is; a note that amends it sets it right.",
    ),
    Rule(
        "note_published_is_never_deleted",
        NOTE,
        ("DELETE",),
        "OLD.status = 'published'",
        "A published note is kept for good.",
    ),
    Rule(
        "note_stays_in_its_article",
        NOTE,
        ("UPDATE",),
        "NEW.article_id <> OLD.article_id",
        "A note cannot move to another article.",
    ),
    Rule(
        "note_amends_a_published_note_of_its_article",
        NOTE,
        ("INSERT", "UPDATE"),
        f"NEW.amends_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {NOTE} AS amended WHERE amended.id = NEW.amends_id"
        " AND amended.article_id = NEW.article_id AND amended.status = 'published')",
        "Only a published note of the same article can be amended.",
    ),
    Rule(
        "source_is_never_added_to_a_published_note",
        SOURCE,
        ("INSERT",),
        note_is_published("NEW.note_id"),
        "The sources of a note are in place before it is published.",
    ),
    Rule(
        "source_of_a_published_note_never_changes",
        SOURCE,
        ("UPDATE",),
        f"{note_is_published('OLD.note_id')} OR {note_is_published('NEW.note_id')}",
        "The sources of a published note stay as they are.",
    ),
    Rule(
        "source_of_a_published_note_is_never_deleted",
        SOURCE,
        ("DELETE",),
        note_is_published("OLD.note_id"),
        "The sources of a published note are kept for good.",
    ),
    Rule(
        "span_added_to_a_published_note_is_carried",
        SPAN,
        ("INSERT",),
        f"NEW.carried_from_id IS NULL AND {note_is_published('NEW.note_id')}",
        "A published note gains a span only where one leads on from an older.",
    ),
    Rule(
        "span_of_a_published_note_never_changes",
        SPAN,
        ("UPDATE",),
        note_is_published("OLD.note_id"),
        "The spans of a published note stay as they are.",
    ),
    Rule(
        "span_of_a_published_note_is_never_deleted",
        SPAN,
        ("DELETE",),
        note_is_published("OLD.note_id"),
        "The spans of a published note are kept for good.",
    ),
    Rule(
        "span_stays_with_its_note_and_revision",
        SPAN,
        ("UPDATE",),
        "NEW.note_id <> OLD.note_id OR NEW.revision_id <> OLD.revision_id",
        "A span is the place of one note in one revision; elsewhere it is another span.",
    ),
    Rule(
        "span_lies_in_a_revision_of_its_article",
        SPAN,
        ("INSERT", "UPDATE"),
        f"NOT EXISTS (SELECT 1 FROM {NOTE} AS note JOIN {REVISION} AS revision ON revision.article_id = note.article_id"
        " WHERE note.id = NEW.note_id AND revision.id = NEW.revision_id AND NEW.source_end <= LENGTH(revision.source))",
        "A span lies in a revision of its own article, within the source.",
    ),
    Rule(
        "span_is_carried_from_an_earlier_revision",
        SPAN,
        ("INSERT", "UPDATE"),
        f"NEW.carried_from_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {SPAN} AS earlier"
        f" JOIN {REVISION} AS older ON older.id = earlier.revision_id"
        f" JOIN {REVISION} AS newer ON newer.id = NEW.revision_id"
        " WHERE earlier.id = NEW.carried_from_id AND earlier.note_id = NEW.note_id AND older.number < newer.number)",
        "A span leads on from one of the same note in an earlier revision.",
    ),
    Rule("event_never_changes", EVENT, ("UPDATE",), ALWAYS, "What happened stays on record as it was."),
    Rule(
        "event_of_a_published_note_is_never_deleted",
        EVENT,
        ("DELETE",),
        note_is_published("OLD.note_id"),
        "What happened to a published note stays on record.",
    ),
)

# PostgreSQL's TRUNCATE asks no trigger for rows; SQLite has no TRUNCATE.
UNTOUCHED_BY_TRUNCATE = {
    "revision_is_never_deleted": f"EXISTS (SELECT 1 FROM {REVISION})",
    "note_published_is_never_deleted": f"EXISTS (SELECT 1 FROM {NOTE} WHERE status = 'published')",
} | {
    name: f"EXISTS (SELECT 1 FROM {table} AS kept JOIN {NOTE} AS note ON note.id = kept.note_id"
    " WHERE note.status = 'published')"
    for name, table in (
        ("source_of_a_published_note_is_never_deleted", SOURCE),
        ("span_of_a_published_note_is_never_deleted", SPAN),
        ("event_of_a_published_note_is_never_deleted", EVENT),
    )
}


def triggers():
    """Each rule with each of its events, and the name of the trigger: the rule's, with the event where it has two."""
    for rule in RULES:
        for event in rule.events:
            yield rule, event, rule.name if len(rule.events) == 1 else f"{rule.name}_on_{event.lower()}"


def message(rule):
    return f"{rule.name}: {rule.sentence}"


def lay_sqlite():
    for rule, event, name in triggers():
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} FOR EACH ROW"
            f" WHEN {rule.condition.format(lock='')}"
            f" BEGIN SELECT RAISE(ABORT, '{message(rule)}'); END"
        )


def lift_sqlite():
    for _, _, name in triggers():
        yield f"DROP TRIGGER {name}"


def refusal_postgresql(name, condition, rule, answer):
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',"
        f" CONSTRAINT = '{rule.name}', TABLE = '{rule.table}', MESSAGE = '{message(rule)}'; END IF;"
        f" RETURN {answer}; END $$"
    )


def lay_postgresql():
    for rule, event, name in triggers():
        condition = rule.condition.format(lock="FOR NO KEY UPDATE")
        yield refusal_postgresql(name, condition, rule, "OLD" if event == "DELETE" else "NEW")
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        if rule.name in UNTOUCHED_BY_TRUNCATE:
            emptied = f"{name}_on_truncate"
            yield refusal_postgresql(emptied, UNTOUCHED_BY_TRUNCATE[rule.name], rule, "NULL")
            yield f"CREATE TRIGGER {emptied} BEFORE TRUNCATE ON {rule.table} EXECUTE FUNCTION {emptied}()"


def lift_postgresql():
    for rule, _, name in triggers():
        for each in [name, f"{name}_on_truncate"] if rule.name in UNTOUCHED_BY_TRUNCATE else [name]:
            yield f"DROP TRIGGER {each} ON {rule.table}"
            yield f"DROP FUNCTION {each}()"


SQL = {"sqlite": (lay_sqlite, lift_sqlite), "postgresql": (lay_postgresql, lift_postgresql)}


def statements(schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor not in SQL:
        raise NotSupportedError(f"What is published is guarded on SQLite and PostgreSQL only, not on {vendor}.")
    return SQL[vendor]


def lay(apps, schema_editor):
    for statement in statements(schema_editor)[0]():
        schema_editor.execute(statement)


def lift(apps, schema_editor):
    for statement in statements(schema_editor)[1]():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("corrections", "0001_initial")]
    operations = [migrations.RunPython(lay, lift)]
