"""manage.py verify_export FILE RECEIPT [--original FILE]: needs no database where the receipt tells all."""

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from corrections.actions import Refusal
from corrections.exports import Checked, check_receipt
from corrections.management import named_files
from corrections.telling import told
from corrections.text import MOST_OF_EXPORT, MOST_OF_RECEIPT, TOLD, kept_bytes, tell_changes


class Command(BaseCommand):
    help = "Check an exported file with its receipt: what was changed, by which note, and that all else is as imported."
    # A partner without a desk runs it too.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("receipt", metavar="RECEIPT")
        parser.add_argument("--original", metavar="FILE", help="Where to write the imported bytes.")

    def handle(self, *args: object, file: str, receipt: str, original: str | None, **options: object) -> None:
        exported, written = _read(file, MOST_OF_EXPORT), _read(receipt, MOST_OF_RECEIPT)
        try:
            checked = check_receipt(exported, written)
        except Refusal as refusal:
            raise CommandError(told(refusal)) from refusal
        for line in _lines(checked):
            self.stdout.write(line)
        if original:
            self._write(checked, original)

    def _write(self, checked: Checked, original: str) -> None:
        if checked.imported is None:
            raise CommandError(
                _("%(file)s was not written: the receipt keeps back what was imported.") % {"file": original}
            )
        if Path(original).is_file() and Path(original).read_bytes() != checked.imported:
            why = {"file": original}
            raise CommandError(
                _("%(file)s holds something else already, and was left as it is. Choose another name.") % why
            )
        named_files.write(original, checked.imported)


def _lines(checked: Checked) -> Iterator[str]:
    """What was found, in sentences."""
    receipt = checked.receipt
    about = {"slug": _plain(receipt.article), "number": receipt.revision, "when": _plain(receipt.as_of)}
    yield _("The file is the exported one: article “%(slug)s”, revision %(number)s, as of %(when)s.") % about
    yield from map(told, tell_changes(receipt))
    kept = {"count": kept_bytes(receipt)}
    if checked.imported is None:
        yield _("All other %(count)s bytes are as imported, the receipt says.") % kept
        yield _(
            "It cannot show that by itself, since a note withholds words. The newsroom that made it can check that "
            "with its database: manage.py verify_export."
        )
    elif receipt.splices:
        count = {"count": len(checked.imported)}
        yield _("All other %(count)s bytes are as imported.") % kept
        yield _("With these changes undone it is the imported file, %(count)s bytes.") % count
    else:
        yield _("Nothing was changed: all %(count)s bytes are as imported.") % kept
    if checked.is_ours:
        yield _("This desk made the receipt.")
    else:
        yield _("Who made the receipt was not checked. The newsroom that it names can tell, with its database.")
    if receipt.withheld == TOLD:
        yield _("The receipt tells words that a note withholds. Keep it in the house.")


def _plain(text: str) -> str:
    """A stranger's word as it may be printed to a terminal."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text[:200])


def _read(file: str, most: int) -> bytes:
    content = named_files.read(file, most)
    if len(content) > most:
        why = {"file": file, "count": most // 2**20}
        raise CommandError(_("%(file)s has more than %(count)s MiB, which none that was exported has.") % why)
    return content
