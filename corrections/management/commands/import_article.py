"""manage.py import_article FILE [FILE ...] [--slug SLUG] [--publish] [--user NAME]"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.actions import Refusal
from corrections.actions.accounts import account_named
from corrections.actions.import_article import import_article
from corrections.actions.publish import publish_page
from corrections.exports import export_trouble
from corrections.telling import told
from corrections.text import Sentence


class Command(BaseCommand):
    help = "Import Markdown files as articles, or as new revisions of known ones. Prints their slugs, one a line."

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--slug", default="", help="The article's name in addresses; else made of the file's name.")
        parser.add_argument("--publish", action="store_true", help="Publish the article's page as well.")
        parser.add_argument("--user", metavar="NAME", help="The account that imports; else a built-in one.")

    def handle(self, *args, files, slug, publish, user, **options) -> None:
        if slug and len(files) > 1:
            raise CommandError(_("--slug names one article, but there are several files. Import them one by one."))
        try:
            account = account_named(user)
        except Refusal as refusal:
            raise CommandError(told(refusal)) from refusal
        refused = 0
        for file in files:
            try:
                imported = import_article(self._read(file), user=account, slug=slug, file_name=Path(file).name)
            except Refusal as refusal:
                if len(files) == 1:
                    raise CommandError(_naming(file, told(refusal))) from refusal
                refused += 1
                self.stderr.write(_naming(file, told(refusal)))
                continue
            if publish:
                publish_page(imported.article, user=account, now=timezone.now())
            self._tell(file, imported)
            if trouble := export_trouble(imported.article):
                self.stderr.write(_naming(file, trouble))
            self.stdout.write(imported.article.slug)
        if refused:
            counts = {"refused": refused, "count": len(files)}
            raise CommandError(_("%(refused)s of %(count)s files could not be imported; the others were.") % counts)

    def _read(self, file: str) -> bytes:
        try:
            with Path(file).open("rb") as opened:
                return opened.read(8 * 1024 * 1024)
        except OSError as error:
            raise Refusal("The file cannot be read ({fault}). Check its name.", fault=error.strerror) from error

    def _tell(self, file: str, imported) -> None:
        number = imported.revision.number
        if not imported.is_new:
            said = _("the same bytes are there already as revision %(number)s; nothing was added.")
            self.stderr.write(_naming(file, said % {"number": number}))
        elif number > 1:
            said = Sentence("revision {number}.", number=number)
            if became := imported.became_of_notes:
                said = Sentence("{one} {other}", one=said, other=became)
            self.stderr.write(_naming(file, said))


def _naming(file: str, said: str) -> str:
    return told(Sentence("{name}: {sentence}", name=file, sentence=said))
