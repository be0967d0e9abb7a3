"""manage.py verify_ledger [--head HASH] [--renderings]: stdout is one line, how many entries there are and the hash of
the last."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections.models import renderings_at_fault, verify
from corrections.telling import told
from corrections.text import is_hash


class Command(BaseCommand):
    help = "Prove that nothing published was changed or removed, or name the first entry of the ledger that is untrue."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="A head that was saved earlier, to be found in the ledger.")
        parser.add_argument(
            "--renderings",
            action="store_true",
            help="Render each revision anew, too, and compare it with what readers are shown; this takes its time.",
        )

    def handle(self, *args: object, head: str, renderings: bool, **options: object) -> None:
        saved = "".join(head.split()).lower()
        if saved and not is_hash(saved):
            raise CommandError(
                _("“%(head)s” is no head. A head is the hash that this command prints: 64 digits and letters a to f.")
                % {"head": head},
                returncode=2,
            )
        verified = verify(saved)
        if verified.fault is not None:
            raise CommandError(told(verified.fault))
        # All of them: what an upgrade of the renderer made another shall hide no page that was changed.
        if renderings and (faults := [told(fault) for fault in renderings_at_fault()]):
            raise CommandError("\n".join(faults))
        if verified.saved_at is not None:
            added = verified.entries - verified.saved_at
            said = ngettext(
                "The saved head is that of entry %(entry)s; %(added)s entry has been added since.",
                "The saved head is that of entry %(entry)s; %(added)s entries have been added since.",
                added,
            )
            self.stderr.write(said % {"entry": verified.saved_at, "added": added})
        self.stdout.write(f"{verified.entries} {verified.head}")
