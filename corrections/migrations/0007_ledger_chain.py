"""Lays the ledger's chain, enters in it what was published before, and has the database guard it.

What was published on an older desk is entered as it is now, in the order of publication: from here on it is proved.
How an entry is written and sealed stands here in full, since a migration must do tomorrow what it does today; a test
verifies what it wrote. The triggers are SQL for SQLite and PostgreSQL, as in migration 0002.
"""

import hashlib
import json
import secrets
from datetime import UTC

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import migrations, models

ENTRY, HEAD = "corrections_ledgerentry", "corrections_ledgerhead"
NOBODY_BEFORE = "0" * 64
BATCH = 200  # entries made at once

# -- What is refused ---------------------------------------------------------------------------------------------------

# Rule, table, event, when, sentence.
RULES = (
    (
        "ledger_entry_follows_the_last",
        ENTRY,
        "INSERT",
        f"NEW.sequence <> 1 + COALESCE((SELECT MAX(sequence) FROM {ENTRY}), 0) OR NEW.previous <>"
        f" COALESCE((SELECT hash FROM {ENTRY} WHERE sequence = NEW.sequence - 1), '{NOBODY_BEFORE}')",
        "An entry of the ledger follows the last one.",
    ),
    ("ledger_entry_never_changes", ENTRY, "UPDATE", "TRUE", "An entry of the ledger stays as it was written."),
    ("ledger_entry_is_never_deleted", ENTRY, "DELETE", "TRUE", "An entry of the ledger is kept for good."),
    (
        "ledger_head_only_goes_on",
        HEAD,
        "UPDATE",
        "NEW.entries <= OLD.entries OR NEW.id <> OLD.id",
        "The head of the ledger only goes on.",
    ),
    ("ledger_head_is_never_deleted", HEAD, "DELETE", "TRUE", "The head of the ledger is kept for good."),
)


def lay_sqlite():
    for name, table, event, condition, sentence in RULES:
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{name}: {sentence}'); END"
        )


def lift_sqlite():
    for name, *_ in RULES:
        yield f"DROP TRIGGER {name}"


def refusal_postgresql(function, condition, name, table, sentence, answer):
    return (
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',"
        f" CONSTRAINT = '{name}', TABLE = '{table}', MESSAGE = '{name}: {sentence}'; END IF;"
        f" RETURN {answer}; END $$"
    )


def lay_postgresql():
    for name, table, event, condition, sentence in RULES:
        yield refusal_postgresql(name, condition, name, table, sentence, "OLD" if event == "DELETE" else "NEW")
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        if event == "DELETE":  # PostgreSQL's TRUNCATE asks no trigger for rows
            emptied = f"{name}_on_truncate"
            yield refusal_postgresql(emptied, f"EXISTS (SELECT 1 FROM {table})", name, table, sentence, "NULL")
            yield f"CREATE TRIGGER {emptied} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {emptied}()"


def lift_postgresql():
    for name, table, event, *_ in RULES:
        for each in [name, f"{name}_on_truncate"] if event == "DELETE" else [name]:
            yield f"DROP TRIGGER {each} ON {table}"
            yield f"DROP FUNCTION {each}()"


SQL = {"sqlite": (lay_sqlite, lift_sqlite), "postgresql": (lay_postgresql, lift_postgresql)}


def lay(apps, schema_editor):
    for statement in SQL[schema_editor.connection.vendor][0]():
        schema_editor.execute(statement)


def lift(apps, schema_editor):
    for statement in SQL[schema_editor.connection.vendor][1]():
        schema_editor.execute(statement)


# -- What was published before -----------------------------------------------------------------------------------------


def enter(apps, schema_editor):
    article, note = (apps.get_model("corrections", name) for name in ("Article", "CorrectionNote"))
    pages = article.objects.filter(published_at__isnull=False).values_list("published_at", "pk")
    notes = note.objects.filter(status="published").values_list("published_at", "article_id", "number", "pk")
    # By time, the page before its notes.
    due = sorted([(at, pk, 0, pk) for at, pk in pages.iterator()] + list(notes.iterator()))
    head = apps.get_model("corrections", "LedgerHead")(pk=1, entries=0, hash=NOBODY_BEFORE)
    for start in range(0, len(due), BATCH):
        write(apps, head, due[start : start + BATCH])
    head.save()


def write(apps, head, due):
    """Entries of some pages and notes: (when, article, number or 0, id of the article or the note)."""
    model = {name: apps.get_model("corrections", name) for name in (
        "Article", "CorrectionNote", "Source", "Span", "NoteEvent", "Revision", "LedgerEntry"
    )}
    articles = model["Article"].objects.in_bulk({pk for _, pk, *_ in due})
    notes = model["CorrectionNote"].objects.select_related("amends").in_bulk([pk for *_, number, pk in due if number])
    revisions = grouped(
        model["Revision"].objects.filter(article__in=articles).defer("source").order_by("number"), "article_id"
    )
    sources = grouped(model["Source"].objects.filter(note__in=notes).order_by("position", "pk"), "note_id")
    spans = grouped(model["Span"].objects.filter(note__in=notes).order_by("pk"), "note_id")
    of_notes = {*notes, *(note.amends_id for note in notes.values() if note.amends_id)}
    events = grouped(model["NoteEvent"].objects.filter(note__in=of_notes).order_by("pk"), "note_id")
    contents = []
    for at, article_id, number, pk in due:
        article = articles[article_id]
        all_revisions = revisions.get(article_id, [])
        told = {"v": 1, "at": moment(at), "article": {"id": article.pk, "slug": article.slug}}
        if not number:
            page = {"published_at": moment(article.published_at), "published_by": article.published_by_id}
            told |= {"what": "page", "page": page, "spans": [], "events": []}
            told["revisions"] = [revision_told(revision) for revision in all_revisions]
        else:
            note = notes[pk]
            known = {span.revision_id for span in spans.get(pk, [])} | {one.pk for one in all_revisions[-1:]}
            # That a note was amended belongs to the amendment.
            own = [event for event in events.get(pk, []) if event.state != "amended"]
            own += [event for event in events.get(note.amends_id, []) if event.state == "amended"]
            told |= {
                "what": "note",
                "note": note_told(note),
                "sources": [
                    {"position": one.position, "url": one.url, "title": one.title} for one in sources.get(pk, [])
                ],
                "spans": [span_told(span) for span in spans.get(pk, [])],
                "events": [event_told(event) for event in sorted(own, key=lambda event: event.pk)],
                "revisions": [revision_told(revision) for revision in all_revisions if revision.pk in known],
            }
        contents.append(told)
    account = get_user_model()
    people = [people_in(told) for told in contents]
    named = account._default_manager.filter(pk__in=set().union(*people))
    names = dict(named.values_list("pk", account.USERNAME_FIELD))
    entries = []
    for (at, article_id, number, pk), told, people in zip(due, contents, people, strict=True):
        told["people"] = {str(one): names[one] for one in sorted(people)}
        content = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        nonce, previous = secrets.token_hex(32), head.hash
        head.entries += 1
        sealed = f"corrigenda ledger entry 1\n{head.entries}\n{previous}\n{nonce}\n{content}"
        head.hash = hashlib.sha256(sealed.encode()).hexdigest()
        entries.append(model["LedgerEntry"](
            sequence=head.entries, article_id=article_id, note_id=pk if number else None,
            what="note" if number else "page", at=at, content=content, previous=previous, nonce=nonce, hash=head.hash,
        ))
    model["LedgerEntry"].objects.bulk_create(entries)


def grouped(rows, by):
    found = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return found


def moment(at):
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def note_told(note):
    return {
        "id": note.pk,
        "article": note.article_id,
        "uid": str(note.uid),
        **{name: getattr(note, name) for name in (
            "external_id", "number", "kind", "severity", "error_type", "wording", "memo", "status", "apology",
            "confirmed_internally", "withheld", "topic", "version",
        )},
        "wording_html": str(note.wording_html),
        "reported_on": note.reported_on.isoformat() if note.reported_on else None,
        "amends": note.amends.number if note.amends_id else None,
        "author": note.author_id,
        "publisher": note.publisher_id,
        **{name: moment(getattr(note, name)) for name in ("created_at", "updated_at", "published_at")},
    }


def span_told(span):
    return {
        "id": span.pk,
        "note": span.note_id,
        "revision": span.revision_id,
        **{name: getattr(span, name) for name in (
            "position", "field", "source_start", "source_end", "text_start", "text_end", "quote_exact", "quote_prefix",
            "quote_suffix", "replacement", "splices", "origin",
        )},
        "carried_from": span.carried_from_id,
        "created_at": moment(span.created_at),
        "created_by": span.created_by_id,
    }


def event_told(event):
    return {
        "id": event.pk,
        "note": event.note_id,
        "state": event.state,
        "by": event.by_id,
        "at": moment(event.at),
        "remark": event.remark,
    }


def revision_told(revision):
    return {
        "id": revision.pk,
        "article": revision.article_id,
        "source": revision.sha256,
        **{name: getattr(revision, name) for name in ("number", "sha256", "title", "reason", "own_erratum")},
        "imported_at": moment(revision.imported_at),
        "imported_by": revision.imported_by_id,
    }


def people_in(told):
    """Ids of accounts."""
    rows = [*told["spans"], *told["events"], *told["revisions"], told.get("page", {}), told.get("note", {})]
    names = ("published_by", "author", "publisher", "created_by", "by", "imported_by")
    return {row[name] for row in rows for name in names if row.get(name) is not None}


class Migration(migrations.Migration):

    dependencies = [
        ("corrections", "0006_proposals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entries', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='ledger_head_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('sequence', models.PositiveBigIntegerField(help_text='1 for the first of the house, without gaps.', primary_key=True, serialize=False)),
                ('what', models.CharField(choices=[('page', 'Page made public'), ('note', 'Note published'), ('revision', 'Next revision imported'), ('place', 'Place given by an editor')], max_length=20)),
                ('at', models.DateTimeField()),
                ('content', models.TextField(help_text='What is sealed, withheld words too; never published.')),
                ('previous', models.CharField(help_text='The hash of the entry before; of the first, 64 zeros.', max_length=64)),
                ('nonce', models.CharField(help_text='Random, never published: without it a few withheld words could be guessed.', max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ledger_entries', to='corrections.article')),
                ('note', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ledger_entries', to='corrections.correctionnote')),
            ],
            options={
                'ordering': ['sequence'],
                'indexes': [models.Index(fields=['article', 'sequence'], name='ledger_by_article')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='ledger_begins_with_one'), models.CheckConstraint(condition=models.Q(('what__in', ['page', 'note', 'revision', 'place'])), name='ledger_entry_is_of_a_known_kind'), models.UniqueConstraint(condition=models.Q(('what', 'note')), fields=('note',), name='ledger_has_each_publication_once'), models.UniqueConstraint(condition=models.Q(('what', 'page')), fields=('article',), name='ledger_has_each_page_once')],
            },
        ),
        migrations.RunPython(enter, migrations.RunPython.noop),
        migrations.RunPython(lay, lift),
    ]
