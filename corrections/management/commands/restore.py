"""manage.py restore FILE [--check] [--replace] [--unproved]: stdout is one line, as `verify_ledger` prints it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from corrections.actions import Refusal
from corrections.actions.restore import Backup, read_backup, restore
from corrections.management import named_files
from corrections.telling import told


class Command(BaseCommand):
    help = "Take a backup back into an empty database, SQLite or PostgreSQL, and prove its ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--check", action="store_true", help="Only read the file, and tell what it holds.")
        parser.add_argument("--replace", action="store_true", help="Although the database holds something: it is lost.")
        parser.add_argument("--unproved", action="store_true", help="Although its ledger does not fit its rows.")

    def handle(self, *args: object, file: str, check: bool, replace: bool, unproved: bool, **options: object) -> None:
        try:
            backup = read_backup(Path(file))
            if check:
                self.stderr.write(self._holds(backup))
                return
            verified = restore(backup, replace=replace, unproved=unproved)
        except Refusal as refusal:
            raise CommandError(told(refusal)) from refusal
        except OSError as error:
            raise named_files.unreadable(file, error) from error
        self.stderr.write(self._holds(backup))
        if verified.fault is not None:
            self.stderr.write(told(verified.fault))
        self.stderr.write(_("All of it is in the database now. Start the server anew."))
        self.stdout.write(f"{verified.entries} {verified.head}")

    def _holds(self, backup: Backup) -> str:
        return _("The backup of %(made)s is whole: articles %(articles)s, notes %(notes)s, accounts %(accounts)s.") % {
            "made": backup.made,
            **backup.counted(),
        }
