"""Tells whoever keeps the server whether the database can be reached, and whether it is this version's.

Editors and readers are told by `corrections.models.outages`, which also knows one error from another.
"""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections.models import OF_ANOTHER_VERSION, outage_of

SECONDS = 2  # of patience with a database that does not answer
AWAY = _("The database does not answer. Check DATABASE_URL, and that the database is running.")
NOT_MIGRATED = _("The database is not ready for this version. Run `manage.py migrate` first.")


def trouble() -> Promise | None:
    """AWAY, NOT_MIGRATED, or None: asked by one query over a connection of its own, after SECONDS at most.

    One of its own, since the one in use may be broken, or wait for what never comes.
    """
    connection = connections[DEFAULT_DB_ALIAS].copy()
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        options |= {"connect_timeout": SECONDS, "options": f"-c statement_timeout={SECONDS * 1000}"}
    else:
        options["timeout"] = SECONDS
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return NOT_MIGRATED if _needed() - set(cursor.fetchall()) else None
    except Error as error:
        return NOT_MIGRATED if outage_of(error) is OF_ANOTHER_VERSION else AWAY
    finally:
        connection.close()


@cache
def _needed() -> frozenset[tuple[str, str]]:
    """The app and the name of every migration of this version."""
    return frozenset(MigrationLoader(None).disk_migrations)
