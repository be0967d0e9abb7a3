"""manage.py import_article FILE|FOLDER [...] [--slug SLUG] [--publish] [--user NAME]"""

import os
import sys
from collections import Counter
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.actions import Refusal
from corrections.actions.accounts import account_named
from corrections.actions.import_article import Imported, import_article, name_of
from corrections.actions.publish import publish_page
from corrections.exports import export_trouble
from corrections.management.markdown_files import markdown_files, same_file
from corrections.management.progress import Progress
from corrections.telling import told
from corrections.text import Sentence

_MOST_READ = 8 * 1024 * 1024  # bytes; a file that is larger is refused anyway
_STOPPED = 130  # what a shell calls an exit by Control+C


class Command(BaseCommand):
    help = (
        "Import Markdown files, or all that are in folders, as articles, or as new revisions of known ones. Prints "
        "their slugs, one a line. What was done is passed over when the same is run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE|FOLDER")
        parser.add_argument("--slug", default="", help="The article's name in addresses; else made of the file's name.")
        parser.add_argument("--publish", action="store_true", help="Publish the article's page as well.")
        parser.add_argument("--user", metavar="NAME", help="The account that imports; else a built-in one.")

    def handle(
        self, *args: object, files: list[str], slug: str, publish: bool, user: str | None, **options: object
    ) -> None:
        self.is_archive = any(os.path.isdir(file) for file in files)
        self.counts: Counter[str] = Counter()
        self.progress = None
        found = self._found(files)
        if slug and len(found) > 1:
            raise CommandError(_("--slug names one article, but there are several files. Import them one by one."))
        try:
            account = account_named(user)
        except Refusal as refusal:
            raise CommandError(told(refusal)) from refusal
        if self.is_archive:
            self.progress = Progress(len(found), self.stderr.write, _line)
        try:
            self._import_all(found, slug, publish, account)
        except KeyboardInterrupt:
            if not self.is_archive:
                raise
            self._summarise()
            self._say(_("Stopped. Run the same again, and what is there already is passed over."))
            sys.exit(_STOPPED)
        if self.is_archive:
            self._summarise()
        if refused := self.counts["refused"]:
            counts = {"refused": refused, "count": self.counts.total()}
            raise CommandError(_("%(refused)s of %(count)s files could not be imported; the others were.") % counts)

    def _found(self, files: list[str]) -> list[tuple[str, OSError | None]]:
        """The files to import, in order; of those in folders each once. With each, why its folder cannot be read."""
        found: list[tuple[str, OSError | None]] = []
        seen = set()
        for file in files:
            if not os.path.isdir(file):
                seen.add(same_file(file))
                found.append((file, None))
                continue
            inside = list(markdown_files(file))
            if not inside:
                self._refuse(file, Refusal("There is no Markdown file in this folder. Name another one."))
            for path, fault in inside:
                if (known := same_file(path)) not in seen:
                    seen.add(known)
                    found.append((path, fault))
        return found

    def _import_all(self, found: list[tuple[str, OSError | None]], slug: str, publish: bool, account: User) -> None:
        taken: dict[str, str] = {}
        for done, (file, fault) in enumerate(found):
            if self.progress:
                self.progress.show(done)
            path = str(Path(file).absolute())
            name = name_of(path)
            is_same = name in taken and same_file(taken[name]) == same_file(file)
            try:
                content = _read(file, fault)
                others = {} if is_same or slug else taken
                imported = import_article(
                    content,
                    user=account,
                    slug=slug,
                    file_name=path,
                    taken=others,
                    passes_over_older=self.is_archive,
                )
            except Refusal as refusal:
                if len(found) == 1 and not self.is_archive:
                    raise CommandError(_naming(file, told(refusal))) from refusal
                self._refuse(file, refusal)
                # Mended, it will be this article: no other file takes its name meanwhile.
                taken.setdefault(name, file)
                continue
            taken.setdefault(imported.article.slug, file)
            if publish and imported.article.published_at is None:
                publish_page(imported.article, user=account, now=timezone.now())
            self._tell(file, imported)
            self.stdout.write(imported.article.slug)
            self.stdout.flush()
        if self.progress:
            self.progress.show(len(found))

    def _tell(self, file: str, imported: Imported) -> None:
        number = imported.revision.number
        if not imported.is_new:
            self.counts["unchanged"] += 1
            if self.is_archive and imported.revision == imported.article.latest_revision:
                return  # of thousands it is told how many they are
            if self.is_archive:
                said = _(
                    "the same bytes are there as revision %(number)s, and a newer one stands. Import this file by "
                    "itself to go back to it."
                )
                self._say(_naming(file, said % {"number": number}))
                return
            said = _("the same bytes are there already as revision %(number)s; nothing was added.")
            self._say(_naming(file, said % {"number": number}))
        elif number > 1:
            self.counts["revised"] += 1
            said = Sentence("revision {number}.", number=number)
            if became := imported.became_of_notes:
                said = Sentence("{one} {other}", one=said, other=became)
            self._say(_naming(file, told(said)))
        else:
            self.counts["added"] += 1
        if trouble := export_trouble(imported.article):
            self._say(_naming(file, trouble))

    def _refuse(self, file: str, refusal: Refusal) -> None:
        self.counts["refused"] += 1
        self._say(_naming(file, told(refusal)))

    def _summarise(self) -> None:
        said = _("%(added)s added, %(revised)s revised, %(unchanged)s unchanged, %(refused)s refused.")
        self._say(said % {name: f"{self.counts[name]:,}" for name in ("added", "revised", "unchanged", "refused")})

    def _say(self, line: str) -> None:
        if self.progress:
            self.progress.clear()
        self.stderr.write(line)


def _read(file: str, fault: OSError | None) -> bytes:
    try:
        if fault is not None:
            raise fault
        with Path(file).open("rb") as opened:
            return opened.read(_MOST_READ)
    except OSError as error:
        if fault is not None or os.path.isdir(file):
            raise Refusal(
                "The folder cannot be read ({fault}). Check its permissions.", fault=error.strerror
            ) from error
        raise Refusal("The file cannot be read ({fault}). Check its name.", fault=error.strerror) from error


def _naming(file: str, said: str) -> str:
    # A name may hold bytes that are no letters, or signs that would move the cursor, and is told all the same.
    name = "".join(one if one.isprintable() else repr(one)[1:-1] for one in file)
    return told(Sentence("{name}: {sentence}", name=name, sentence=said))


def _line(done: int, of: int) -> str:
    return _("%(done)s of %(of)s files") % {"done": f"{done:,}", "of": f"{of:,}"}
