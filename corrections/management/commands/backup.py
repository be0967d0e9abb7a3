"""manage.py backup FILE: one file with all that is kept, while the desk goes on; FILE - is stdout."""

import gzip
import sys
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.exports.backup import backup_lines
from corrections.management.whole_file import whole_file
from corrections.models import is_up_to_date, verify
from corrections.telling import told
from corrections.text import Refusal


class Command(BaseCommand):
    help = "Write all that is kept into one file, which `restore` takes into SQLite and into PostgreSQL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="Where to write; - for stdout.")

    def handle(self, *args: object, file: str, **options: object) -> None:
        path, file = Path(file), "stdout" if file == "-" else file
        try:
            if path == Path("-"):
                self._write(sys.stdout.buffer)
                sys.stdout.buffer.flush()
            else:
                with whole_file(path) as stream:
                    self._write(stream)
        except Refusal as refusal:
            raise CommandError(told(refusal)) from refusal
        except FileExistsError as error:
            why = {"file": file}
            raise CommandError(
                _("%(file)s is there already, and a backup is never written over. Choose another name.") % why
            ) from error
        except OSError as error:
            why = {"file": file, "fault": str(error.strerror)}
            raise CommandError(
                _("%(file)s cannot be written (%(fault)s), so there is no backup. Choose another place.") % why
            ) from error
        # A database that is still to be brought up to date is proved once it is.
        fault = verify().fault if is_up_to_date() else None
        if fault is not None:
            raise CommandError(
                _("The backup is written, but something published was changed: %(fault)s Keep the earlier backups.")
                % {"fault": told(fault)}
            )
        self.stderr.write(_("All is in %(file)s.") % {"file": file})

    def _write(self, stream: BinaryIO) -> None:
        # Without a time in its head: the same rows give the same bytes but for when the backup was made.
        with gzip.GzipFile(filename="", mode="wb", fileobj=stream, compresslevel=6, mtime=0) as packed:
            for line in backup_lines(timezone.now()):
                packed.write(line)
