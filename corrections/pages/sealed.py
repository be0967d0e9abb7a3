"""Entries of the ledger as they are shown: their numbers and their hashes, never what they hold."""

from collections.abc import Collection
from dataclasses import dataclass

from corrections.models import Article, Entered, LedgerEntry, LedgerHead

_SHOWN = 12  # digits of a hash where the whole of it is near


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry: its number, and its hash in hexadecimal."""

    number: int
    hash: str

    @property
    def short(self) -> str:
        """The first digits in fours: 3f2a 9c01 77be."""
        return " ".join(self.hash[at : at + 4] for at in range(0, _SHOWN, 4))


def last_of(article: Article) -> Sealed | None:
    """The last entry that tells of an article; None before the first. One query."""
    found = LedgerEntry.objects.filter(article=article).order_by("-sequence").values_list("sequence", "hash").first()
    return Sealed(*found) if found else None


def last_of_all() -> Sealed | None:
    """The head of the ledger; None while it is empty. One query."""
    head = LedgerHead.now()
    return Sealed(head.entries, head.hash) if head.entries else None


def publications_of(notes: Collection[int]) -> dict[int, Sealed]:
    """The entries of these notes' publications, by the notes' ids. One query."""
    found = LedgerEntry.objects.filter(note__in=notes, what=Entered.NOTE).values_list("note", "sequence", "hash")
    return {note: Sealed(number, digest) for note, number, digest in found}
