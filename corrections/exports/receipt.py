"""Receipts of exports: each change of the imported file by its bytes; and the check of one that is brought back."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from corrections import bounded
from corrections.exports.markdown import asked_of, exported_of
from corrections.models import Article, CorrectionNote, DeskKey, Ledger, Revision, Span, ledger_of, withholds
from corrections.pages.sealed import Sealed, last_of, publications_of
from corrections.text import (
    KEPT_BACK,
    NONE,
    RENDERER,
    TOLD,
    Called,
    Difference,
    Receipt,
    Refusal,
    SourceRange,
    check_exported,
    check_kept_back,
    covered,
    export_differences,
    is_sealed_by,
    key_of_revision,
    name_of_desk,
    read_receipt,
    timestamp,
    undone,
    write_receipt,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WithReceipt:
    """What `corrected_markdown` gives, with its receipt. tells_withheld: the receipt is to be kept in the house."""

    exported: str
    receipt: str
    tells_withheld: bool


def with_receipt(article: Article, drafts: bool = False, lead: bool | None = None) -> WithReceipt:
    """An export and its receipt in full, for the desk: with withheld words, where there are any.

    Raises Refusal where `corrected_markdown` does.
    """
    ledger = ledger_of(article, drafts=drafts)
    exported, tells = exported_of(ledger, lead), withholds(ledger)
    return WithReceipt(exported, _receipt(ledger, drafts, TOLD if tells else NONE, lead), tells)


def public_receipt(article: Article) -> str:
    """The receipt of the published export, as readers get it: where a published note withholds words, without any that
    stood there, without their lengths and without a hash that they could be guessed by. Raises Refusal likewise."""
    ledger = ledger_of(article)
    exported_of(ledger)  # which proves it, and refuses to tell what is withheld
    return _receipt(ledger, False, KEPT_BACK if withholds(ledger) else NONE)


def _receipt(ledger: Ledger, drafts: bool, withheld: str, lead: bool | None = None) -> str:
    desk_key = DeskKey.now()
    if desk_key is None:
        raise Refusal("The desk has lost the key that seals its receipts. Run manage.py migrate, which makes another.")
    article, revision = ledger.article, ledger.revision
    changing = [(note, span) for note in ledger.notes for span in ledger.spans_of(note) if span.splices]
    differences: Sequence[Difference] = bounded.call(export_differences, *asked_of(ledger, lead))
    if withheld == KEPT_BACK:
        # The smallest changes would tell which of the withheld words stayed.
        differences = covered(revision.source, differences, _places(changing))
    return write_receipt(
        _about(ledger, drafts) | {"withheld": withheld, "desk": name_of_desk(desk_key)},
        revision.source,
        differences,
        [Called(note.number, span.field) for note, span in changing],
        (settings.FRONT_MATTER_CORRECTED, settings.FRONT_MATTER_CORRECTIONS),
        key_of_revision(desk_key, article.slug, revision.number),
    )


def _places(changing: Sequence[tuple[CorrectionNote, Span]]) -> list[tuple[SourceRange, int]]:
    return [(span.source_range, index) for index, (_, span) in enumerate(changing)]


def _about(ledger: Ledger, drafts: bool) -> dict[str, Any]:
    """What a receipt says beside its splices. It tells no time of its own: the same export has the same receipt."""
    published = [note for note in ledger.notes if note.is_published]
    entries = publications_of([note.pk for note in published])
    times = [ledger.revision.imported_at, ledger.article.published_at, *(note.publication for note in published)]
    notes = sorted(published, key=lambda note: note.number or 0)
    return {
        "article": ledger.article.slug,
        "revision": ledger.revision.number,
        "as_of": timestamp(max(filter(None, times))),
        "renderer": RENDERER,
        "drafts": drafts,
        "notes": [_note(note, entries.get(note.pk)) for note in notes],
        "ledger": _entry(last_of(ledger.article)),
    }


def _note(note: CorrectionNote, entry: Sealed | None) -> dict[str, Any]:
    return {
        "number": note.number,
        "kind": str(note.kind),
        "published_at": timestamp(note.publication),
        "ledger": _entry(entry),
    }


def _entry(sealed: Sealed | None) -> dict[str, Any] | None:
    return {"entry": sealed.number, "hash": sealed.hash} if sealed else None


# -- checking one that somebody brings ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a file with its receipt, where nothing speaks against them.

    imported: the imported bytes; None where the receipt keeps them back and this desk does not have them. is_ours: the
    receipt was sealed with this desk's key; None where that could not be asked, as of another desk's receipt.
    """

    receipt: Receipt
    imported: bytes | None
    is_ours: bool | None


def check_receipt(exported: bytes, receipt: bytes) -> Checked:
    """Check a file with its receipt, with this desk's database where it is at hand and the receipt is the desk's own.

    Raises Refusal with the first thing that does not fit. Nothing is written.
    """
    read = read_receipt(receipt)
    check_exported(read, exported)
    imported = None if read.keeps_back else undone(read, exported)
    kept = _kept_by_the_desk(read)
    if kept is None:
        return Checked(read, imported, None)
    key, source = kept
    if not is_sealed_by(read, key):
        raise Refusal(
            "The receipt names this desk, but was not sealed with its key: somebody else wrote it, or wrote in it."
        )
    if source is None:
        raise Refusal(
            "This desk made the receipt, but has no revision {number} of “{slug}” any more. Look in an older backup.",
            number=read.revision,
            slug=read.article,
        )
    if imported is None:
        check_kept_back(read, exported, source, key)
    elif imported != source:
        raise Refusal("The imported bytes that the receipt leads to are not those that this desk has.")
    return Checked(read, source, True)


def _kept_by_the_desk(receipt: Receipt) -> tuple[bytes, bytes | None] | None:
    """The key of the receipt's revision, and the revision's bytes; None where there is no database at hand, and where
    another desk made the receipt."""
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite" and not _is_there(database["NAME"]):
        return None  # which asking would make
    try:
        desk_key = DeskKey.now()
        if desk_key is None or name_of_desk(desk_key) != receipt.desk:
            return None
        found = Revision.objects.filter(article__slug=receipt.article, number=receipt.revision)
        source = found.values_list("source", flat=True).first()
    except DatabaseError:
        _log.info("No database is at hand.", exc_info=True)
        return None
    key = key_of_revision(desk_key, receipt.article, receipt.revision)
    return key, None if source is None else source.encode()


def _is_there(name: Any) -> bool:
    return str(name).startswith("file:") or Path(name).exists()
