"""Runs a command of manage.py; what is to be done before it can run is told in one sentence, without a traceback."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.core.management.color import color_style
from django.db import Error
from django.db.migrations.exceptions import MigrationSchemaMissing

_SERVES = {"runserver", "testserver"}
_MIGRATES = {"migrate", "demo"}  # and a database that is behind is what they are for


def run(arguments: list[str]) -> None:
    """arguments: as in sys.argv. Ends the process with exit code 1 where it cannot run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    if arguments[1:2] == ["demo"]:
        # Before the settings are read: a demonstration asks for no secret key and no host names.
        os.environ.setdefault("DEMO", "1")
    try:
        from django.conf import settings

        if _SERVES.intersection(arguments[1:2]) and not settings.ON_TRIAL:
            _end("This server is for trying things out: set DEBUG=1, or serve the public as docs/deployment.md says.")
        execute_from_command_line(arguments)
    except ImproperlyConfigured as error:
        _end(str(error))
    except Error as error:
        from corrections.models import BROKEN, OF_ANOTHER_VERSION, UNREACHABLE, outage_of
        from corrections.telling import told

        # Django tells of the first table that could not be made without the database's own error as its cause.
        is_first = isinstance(error, MigrationSchemaMissing)
        outage = outage_of(error.__context__ if is_first else error)
        if is_first and outage is None and "--traceback" not in arguments:
            _end(f"CommandError: The account may make no tables there: let it own its database.{_asked(error)}")
        is_the_work = _MIGRATES.intersection(arguments[1:2]) and outage is OF_ANOTHER_VERSION
        if outage is None or is_the_work or "--traceback" in arguments:
            raise
        # What went wrong is no fault of the product's that a traceback would help to find.
        _end(f"CommandError: {told(outage)}{_asked(error) if outage in (BROKEN, UNREACHABLE) else ''}")


def _asked(error: Error) -> str:
    """Which database was asked, without the password, and what was answered: for whoever keeps the server."""
    from django.conf import settings

    named = settings.DATABASES["default"]
    place = f"{named['HOST']}:{named['PORT'] or 5432}/{named['NAME']}" if named.get("HOST") else named["NAME"]
    return f" DATABASE_URL names {place}, and the answer was: {' '.join(str(error).split())[:300]}"


def _end(sentence: str) -> None:
    sys.stderr.write(color_style().ERROR(f"{sentence}\n"))
    sys.exit(1)
