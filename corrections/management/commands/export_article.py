"""manage.py export_article SLUG [--format markdown|criticmarkup|annotations|erratum] [--drafts] [--lead]
[--output FILE] [--receipt FILE]"""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from corrections.actions import Refusal
from corrections.exports import annotations_of, corrected_markdown, critic_markup, erratum_block, with_receipt
from corrections.management import named_files
from corrections.models import Article
from corrections.telling import told

FORMATS = {
    "markdown": corrected_markdown,
    "criticmarkup": critic_markup,
    "annotations": annotations_of,
    "erratum": erratum_block,
}


class Command(BaseCommand):
    help = "Export an article: corrected Markdown, its changes marked, its notes as Web Annotations, or its erratum."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--format", choices=FORMATS, default="markdown")
        parser.add_argument("--drafts", action="store_true", help="Unpublished notes too; the block says so.")
        parser.add_argument("--output", metavar="FILE", help="Where to write; else to stdout, byte for byte.")
        parser.add_argument(
            "--lead", action="store_true", help="What stands at the top is told before the body of the Markdown too."
        )
        parser.add_argument("--receipt", metavar="FILE", help="Where to write a receipt of the Markdown, in full.")

    def handle(
        self,
        *args: object,
        slug: str,
        output: str | None,
        drafts: bool,
        receipt: str | None,
        lead: bool | None,
        **options: Any,
    ) -> None:
        if receipt and options["format"] != "markdown":
            raise CommandError(_("A receipt is of the corrected Markdown. Leave --format out."), returncode=2)
        if lead and options["format"] != "markdown":
            raise CommandError(_("A lead stands in the corrected Markdown alone. Leave --format out."), returncode=2)
        if receipt and output and os.path.realpath(receipt) == os.path.realpath(output):
            raise CommandError(_("The export and its receipt need a file each. Name another one."), returncode=2)
        lead = lead or None  # else as the setting says
        article = Article.objects.filter(slug=slug).first()
        if article is None:
            raise CommandError(_("There is no article “%(slug)s”. Import it first.") % {"slug": slug})
        try:
            if receipt:
                exported = self._with_receipt(article, drafts, lead, receipt)
            elif options["format"] == "markdown":
                exported = corrected_markdown(article, drafts, lead)
            else:
                exported = FORMATS[options["format"]](article, drafts=drafts)
        except Refusal as refusal:
            raise CommandError(told(refusal)) from refusal
        if output is None:
            self._print(exported)
        else:
            named_files.write(output, exported.encode())

    def _with_receipt(self, article: Article, drafts: bool, lead: bool | None, file: str) -> str:
        both = with_receipt(article, drafts, lead)
        named_files.write(file, both.receipt.encode())
        if both.tells_withheld:
            said = _("%(file)s tells words that a note withholds. Keep it in the house; readers’ own tells none.")
            self.stderr.write(said % {"file": file})
        return both.exported

    def _print(self, exported: str) -> None:
        """The bytes themselves where there is a stream of bytes: one of text would change line ends."""
        stream = getattr(self.stdout, "buffer", None)
        if stream is None:
            self.stdout.write(exported, ending="")
            return
        try:
            stream.write(exported.encode())
            stream.flush()
        except BrokenPipeError:
            # Whoever read has had enough, as `head` does; Python would complain once more on its way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())
