"""All that is kept, table by table, as lines that either database gives and takes: what a backup is made of.

The tables are those that the migrations say, not the models of today: so a database is read as it is, whether or not
it was brought up to date, and an older backup is taken back as it was made. What holds for some seconds, or for one
browser, is left out.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.utils.duration import duration_string

BACKUP_FORMAT = 1  # whoever changes the shape of the lines takes the next, and keeps reading this one
LEFT_OUT = frozenset(("django_session", "corrections_presence", "corrections_attempts"))
_AT_ONCE = 50  # rows in memory at a time: a text may have a mebibyte

Migrations = dict[str, list[str]]
"""The names of the migrations of each application, sorted."""


class Table:
    """One table: its rows as lines, and lines as its rows."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._fields = model._meta.concrete_fields
        self.name = model._meta.db_table
        self.columns = [str(field.column) for field in self._fields]
        self.is_left_out = self.name in LEFT_OUT

    def lines(self) -> Iterator[bytes]:
        """Each row as an array of JSON, in the order of the columns; in the order of the keys."""
        rows = self._model._base_manager.order_by("pk").values_list(*(field.attname for field in self._fields))
        for row in rows.iterator(_AT_ONCE):
            yield line_of(row)

    def digest(self) -> str:
        """The SHA-256 of all lines."""
        told = hashlib.sha256()
        for line in self.lines():
            told.update(line)
        return told.hexdigest()

    def values(self, line: bytes) -> list[Any]:
        """What is written into the columns for a row's line. Raises ValueError, also Django's ValidationError."""
        row = json.loads(line)
        return [
            field.get_db_prep_save(field.to_python(value), connection)
            for field, value in zip(self._fields, row, strict=True)
        ]

    def insert(self, rows: list[list[Any]]) -> None:
        """Write rows, as `values` gives them."""
        name = connection.ops.quote_name
        places = ", ".join(["%s"] * len(self.columns))
        columns = ", ".join(name(column) for column in self.columns)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {name(self.name)} ({columns}) VALUES ({places})",  # noqa: S608 - names of our own
                rows,
            )

    def empty(self) -> None:
        """Delete all rows."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self.name)}")  # noqa: S608 - our own

    def count(self) -> int:
        """How many rows there are."""
        return self._model._base_manager.count()

    @property
    def _numbers_itself(self) -> bool:
        return self._model._meta.auto_field is not None

    def last(self) -> int | None:
        """The highest key that was ever given, also to a row that is gone; None where the keys are others'.

        It is never given again: an address of the desk that was kept in a browser leads to no other note.
        """
        if not self._numbers_itself:
            return None
        newest = self._model._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT last_value FROM {self._sequence(cursor)} WHERE is_called")  # noqa: S608 - our own
            else:
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
            given = cursor.fetchone()
        return max(newest, given[0] if given else 0)

    def go_on_from(self, last: int) -> None:
        """Let the next row get a key above this one."""
        if not self._numbers_itself or not last:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(%s, %s)", [self._sequence(cursor), last])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [self.name])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [self.name, last])

    def _sequence(self, cursor: CursorWrapper) -> str:
        quoted = connection.ops.quote_name(self.name)
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted, self._model._meta.pk.column])
        return str(cursor.fetchone()[0])


def tables_at(loader: MigrationLoader, migrations: Migrations) -> list[Table]:
    """The tables as these migrations leave them, by their names; those that are left out of a backup among them."""
    apps = loader.project_state(last_of_each(loader, migrations)).apps
    models = apps.get_models(include_auto_created=True)
    kept = [model for model in models if model._meta.managed and not model._meta.proxy]
    return sorted(map(Table, kept), key=lambda table: table.name)


def migrations_done(loader: MigrationLoader) -> Migrations:
    """What the database was brought to."""
    done: Migrations = {}
    for app, name in sorted(loader.applied_migrations):
        done.setdefault(app, []).append(name)
    return done


def migrations_of_today(loader: MigrationLoader) -> Migrations:
    """What this version of the product brings a database to."""
    known: Migrations = {}
    for app, name in sorted(loader.graph.nodes):
        known.setdefault(app, []).append(name)
    return known


def is_up_to_date() -> bool:
    """Whether the database has the tables of this version."""
    loader = MigrationLoader(connection)
    return migrations_done(loader) == migrations_of_today(loader)


def unknown_to(loader: MigrationLoader, migrations: Migrations) -> list[str]:
    """Those migrations that this version does not have."""
    known = loader.graph.nodes
    return [f"{app}.{name}" for app, names in migrations.items() for name in names if (app, name) not in known]


def last_of_each(loader: MigrationLoader, migrations: Migrations) -> list[tuple[str, str]]:
    """Those of these migrations that no other of the same application builds on."""
    done = {(app, name) for app, names in migrations.items() for name in names}
    inner = {(app, name) for node in done for app, name in loader.graph.node_map[node].parents if app == node[0]}
    return sorted(done - inner)


def line_of(row: Any) -> bytes:
    """One line of a backup: JSON in UTF-8 without white space, with sorted keys and a line end."""
    told = json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain)
    return told.encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if hasattr(value, "total_seconds"):
        return duration_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value)
