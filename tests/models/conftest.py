"""The newsroom in which the models are tested: its people, and articles that are never the ones under test."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction

from corrections.models import (
    Article,
    CorrectionNote,
    EventState,
    NoteEvent,
    Origin,
    Revision,
    Source,
    Span,
    Status,
)

STORM = "# The storm\n\nThe storm of 2021 felled 40 trees in Harwich.\n"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon():
    """When notes are published, unless a test says otherwise."""
    return NOON


@pytest.fixture
def ada(db):
    """Writes notes."""
    return User.objects.create_user("ada")


@pytest.fixture
def grace(db):
    """Publishes them."""
    return User.objects.create_user("grace")


@pytest.fixture
def import_text(ada):
    """A function: imports a source as the next revision of an article, which it makes when there is none."""

    def import_text(slug, source=STORM, title="The storm", **more):
        article, _ = Article.objects.get_or_create(slug=slug)
        number = article.revisions.count() + 1
        return Revision.objects.create(
            article=article, number=number, source=source, title=title, imported_by=ada, **more
        )

    return import_text


@pytest.fixture
def write_note(ada):
    """A function: saves a draft."""

    def write_note(article, wording="It was 2019, not 2021.", **more):
        return CorrectionNote.objects.create(article=article, wording=wording, author=ada, **more)

    return write_note


@pytest.fixture
def mark_span(ada):
    """A function: saves a note's span on the first place of the words in a revision's source."""

    def mark_span(note, revision, words="2021", **more):
        start = revision.source.index(words)
        end = start + len(words)
        where = {"source_start": start, "source_end": end, "text_start": start, "text_end": end, "quote_exact": words}
        return Span.objects.create(**{"note": note, "revision": revision, "created_by": ada} | where | more)

    return mark_span


@pytest.fixture
def carry_span(mark_span):
    """A function: leads on from a span into another revision."""

    def carry_span(span, revision, **more):
        more = {"origin": Origin.CARRIED, "carried_from": span} | more
        return mark_span(more.pop("note", span.note), revision, **more)

    return carry_span


@pytest.fixture
def publish(grace):
    """A function: publishes a draft."""

    def publish(note, at=NOON):
        note.number = note.article.notes.published().count() + 1
        note.status, note.publisher, note.published_at = Status.PUBLISHED, grace, at
        note.save()
        return note

    return publish


@pytest.fixture
def complete_note(ada, write_note, mark_span):
    """A function: saves a draft with a span, two sources and an event."""

    def complete_note(revision, **more):
        note = write_note(revision.article, **more)
        mark_span(note, revision, replacement="2019", splices=[[4, 8, "2019"]])
        Source.objects.create(note=note, url="https://example.org/storms", title="Storms since 1900")
        Source.objects.create(note=note, position=1, title="The harbour master")
        NoteEvent.objects.create(note=note, state=EventState.DRAFTED, by=ada)
        return note

    return complete_note


@pytest.fixture(autouse=True)
def others(import_text, complete_note, carry_span, publish):
    """An article that no test is about: two revisions, two published notes and a draft. It must stay as it is."""
    first = import_text("harbour", "# The harbour\n\nBuilt in 2021.\n", title="The harbour")
    published = publish(complete_note(first))
    second = import_text("harbour", "# The harbour\n\nBuilt in 2021 or so.\n", title="The old harbour")
    carry_span(published.spans.get(), second)
    publish(complete_note(second, amends=published, wording="It was built in 1921."))
    complete_note(second, wording="The harbour is deep.")
    before = everything_of("harbour")
    yield Article.objects.get(slug="harbour")
    assert everything_of("harbour") == before


def everything_of(slug):
    article = {Revision: "article", CorrectionNote: "article", Source: "note__article", Span: "note__article"}
    return [list(model.objects.filter(**{f"{path}__slug": slug}).values()) for model, path in article.items()]


@pytest.fixture
def storm(import_text):
    """The first revision of the article that tests are about."""
    return import_text("storm")


@pytest.fixture
def draft(storm, complete_note):
    return complete_note(storm)


@pytest.fixture
def published(storm, complete_note, publish):
    return publish(complete_note(storm))


@pytest.fixture
def refused():
    """A context: the database refuses what is done inside, and names the constraint or the rule, or one of several."""

    @contextmanager
    def refused(*names):
        with pytest.raises(IntegrityError) as told, transaction.atomic():
            yield
        assert told.type is IntegrityError, "Django's ORM refused it before the database could"
        assert [name for name in names if _as_told(name) in str(told.value)], told.value

    return refused


def _as_told(name):
    """SQLite tells the columns of a constraint that makes something unique, and not its name."""
    for model in apps.get_app_config("corrections").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                columns = [model._meta.get_field(field).column for field in constraint.fields]
                if connection.vendor == "sqlite":
                    return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return name


# Every way in which a row can be changed or deleted


def change_by_save(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def change_by_save_of_one_field(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def change_by_update(row, values):
    type(row).objects.filter(pk=row.pk).update(**values)


def change_by_bulk_update(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    type(row).objects.bulk_update([row], list(values))


def change_by_upsert(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    type(row).objects.bulk_create([row], update_conflicts=True, update_fields=list(values), unique_fields=["pk"])


def change_by_sql(row, values):
    fields = [row._meta.get_field(name) for name in values]
    changes = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {changes} WHERE id = %s",
            [
                *(
                    field.get_db_prep_save(getattr(value, "pk", value), connection)
                    for field, value in zip(fields, values.values(), strict=True)
                ),
                row.pk,
            ],
        )


def delete_by_delete(row):
    row.delete()


def delete_by_queryset(row):
    type(row).objects.filter(pk=row.pk).delete()


def delete_without_cascade(row):
    type(row).objects.filter(pk=row.pk)._raw_delete("default")


def delete_by_sql(row):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


def _named(functions):
    return [pytest.param(function, id=function.__name__) for function in functions]


@pytest.fixture(
    params=_named(
        [
            change_by_save,
            change_by_save_of_one_field,
            change_by_update,
            change_by_bulk_update,
            change_by_upsert,
            change_by_sql,
        ]
    )
)
def change(request):
    """A function of a row and values: each way in which a row can be changed, one after the other."""
    return request.param


@pytest.fixture(params=_named([delete_by_delete, delete_by_queryset, delete_without_cascade, delete_by_sql]))
def delete(request):
    """A function of a row: each way in which a row can be deleted, one after the other."""
    return request.param
