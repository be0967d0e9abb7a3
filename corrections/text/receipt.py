"""A receipt of an export: JSON that tells each change of the imported file by its bytes, so that all can be undone.

It is written, read and checked here alone. Whoever has the exported file and a receipt in full needs nothing else, no
desk and no settings; docs/formats.md says how in twenty lines. Where words are withheld, what was imported is told by
hashes with a key that only the desk has, since a short secret is guessed from a hash without one.

Offsets and lengths count bytes of UTF-8.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .chain import canonical, is_hash
from .coordinates import Refusal
from .differences import ERRATUM, KEYS, LEAD, STAMP, Difference
from .sentences import Sentence

RECEIPT, VERSION = "corrigenda receipt", 1
MOST_OF_RECEIPT, MOST_OF_EXPORT = 8 * 1024 * 1024, 16 * 1024 * 1024
TOLD, KEPT_BACK, NONE = "told", "kept back", "none"
"""What a receipt does with withheld words, under `withheld`: in full it tells them; readers' own keeps them back."""

_WORDS = "words"  # what corrections change
_WHAT = frozenset((_WORDS, KEYS, STAMP, ERRATUM, LEAD))
_MOST_TRIES = 5_000_000
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Spliced:
    """A change as a receipt tells it. at: in the exported bytes. old, imported_at: None where they are kept back, and
    mac seals them instead. what: of `_WHAT`. notes: numbers; is_draft: of a draft, too."""

    at: int
    new: bytes
    what: tuple[str, ...]
    notes: tuple[int, ...]
    is_draft: bool
    old: bytes | None
    imported_at: int | None
    mac: str

    @property
    def end(self) -> int:
        return self.at + len(self.new)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt that was read: its shape is sound, and its seal holds. withheld: as above.

    imported_hash: SHA-256, or with the desk's key where words are kept back; then imported_bytes is None.
    """

    article: str
    revision: int
    as_of: str
    desk: str
    withheld: str
    imported_bytes: int | None
    imported_hash: str
    exported_bytes: int
    exported_hash: str
    splices: tuple[Spliced, ...]
    content: Mapping[str, Any]
    mac: str

    @property
    def keeps_back(self) -> bool:
        return self.withheld == KEPT_BACK


@dataclass(frozen=True, slots=True)
class Called:
    """What a correction is called in a receipt. note: its number, None for a draft's. field: "" for the body."""

    note: int | None
    field: str = ""


# -- writing ----------------------------------------------------------------------------------------------------------


def write_receipt(
    about: Mapping[str, Any],
    source: str,
    differences: Sequence[Difference],
    corrections: Sequence[Called],
    keys: Sequence[str],
    key: bytes,
) -> str:
    """A receipt of the file that the differences make of a source, as JSON.

    about: what it says of the article, by the names of docs/formats.md, `withheld` among it. corrections: by the
    indexes that the differences tell them by. keys: the names of the front-matter keys that are ours. key: the desk's,
    of this revision. Raises Refusal where it would be larger than a receipt may be.
    """
    keeps_back = about["withheld"] == KEPT_BACK
    imported, parts = source.encode(), list(_in_bytes(source, differences))
    exported = _exported(source, differences)
    exported_hash = hashlib.sha256(exported).hexdigest()
    splices = []
    for index, (imported_at, exported_at, old, one) in enumerate(parts):
        told: dict[str, Any] = {"exported_at": exported_at}
        if keeps_back:
            told |= {"new": one.new}
            told |= {"hmac_sha256": _place_mac(key, exported_hash, index, imported_at, imported_at + len(old.encode()))}
        else:
            told |= {"imported_at": imported_at, "old": old, "new": one.new}
        splices.append(told | _by(one, corrections, keys))
    sealed: dict[str, Any] = {"hmac_sha256": _imported_mac(key, imported)}
    if not keeps_back:
        sealed = {"bytes": len(imported), "sha256": hashlib.sha256(imported).hexdigest()}
    content = {
        "format": RECEIPT,
        "version": VERSION,
        **about,
        "imported": sealed,
        "exported": {"bytes": len(exported), "sha256": exported_hash},
        "splices": splices,
    }
    seal = {"sha256": _seal(content), "hmac_sha256": _seal_mac(key, content)}
    written = json.dumps({**content, "seal": seal}, ensure_ascii=False, indent=2) + "\n"
    if len(written.encode()) > MOST_OF_RECEIPT:
        raise Refusal("The receipt would be larger than 8 MiB. Export this article without one.")
    return written


def _in_bytes(source: str, differences: Sequence[Difference]) -> Iterator[tuple[int, int, str, Difference]]:
    """(where in the imported bytes, where in the exported, old words, the difference), in order."""
    imported_at = exported_at = at = 0
    for one in differences:
        kept = len(source[at : one.range.start].encode())
        old = source[one.range.start : one.range.end]
        yield imported_at + kept, exported_at + kept, old, one
        imported_at += kept + len(old.encode())
        exported_at += kept + len(one.new.encode())
        at = one.range.end


def _exported(source: str, differences: Sequence[Difference]) -> bytes:
    parts, at = [], 0
    for one in differences:
        parts += [source[at : one.range.start], one.new]
        at = one.range.end
    return "".join([*parts, source[at:]]).encode()


def _by(one: Difference, corrections: Sequence[Called], keys: Sequence[str]) -> dict[str, Any]:
    of = [corrections[part] for part in one.by if isinstance(part, int)]
    names = [part for part in one.by if isinstance(part, str)]
    fields = sorted({told.field for told in of if told.field})
    return {
        "what": [_WORDS, *names] if of else names,
        **({"notes": sorted({told.note for told in of if told.note is not None})} if of else {}),
        **({"draft": True} if any(told.note is None for told in of) else {}),
        **({"fields": fields} if fields else {}),
        **({"keys": list(keys)} if KEYS in names else {}),
    }


# -- seals ------------------------------------------------------------------------------------------------------------


def _unsealed(content: Mapping[str, Any]) -> bytes:
    return (
        b"corrigenda receipt 1\n" + canonical({name: told for name, told in content.items() if name != "seal"}).encode()
    )


def _seal(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_unsealed(content)).hexdigest()


def _seal_mac(key: bytes, content: Mapping[str, Any]) -> str:
    return hmac.digest(key, _unsealed(content), "sha256").hex()


def _imported_mac(key: bytes, imported: bytes) -> str:
    return hmac.digest(key, b"corrigenda receipt imported 1\n" + imported, "sha256").hex()


def _place_mac(key: bytes, exported_hash: str, index: int, start: int, end: int) -> str:
    """Of a place in the imported bytes. The exported file is in it, so that two receipts of a revision tell nothing."""
    told = f"corrigenda receipt place 1\n{exported_hash}\n{index}\n{start}\n{end}"
    return hmac.digest(key, told.encode(), "sha256").hex()


def key_of_revision(desk_key: bytes, article: str, revision: int) -> bytes:
    """The key of one revision's receipts, made of the desk's: shown to somebody, it opens no other revision's."""
    return hmac.digest(desk_key, f"corrigenda receipt key 1\n{article}\n{revision}".encode(), "sha256")


def name_of_desk(desk_key: bytes) -> str:
    """What a desk calls itself in its receipts, so that it knows its own."""
    return hmac.digest(desk_key, b"corrigenda desk 1", "sha256").hex()[:32]


# -- reading ----------------------------------------------------------------------------------------------------------


def read_receipt(content: bytes) -> Receipt:
    """The receipt that these bytes are. Raises Refusal for what is none, and for one whose seal does not hold."""
    if len(content) > MOST_OF_RECEIPT:
        raise Refusal("The receipt is larger than 8 MiB, which none is. Take the receipt that came with the file.")
    try:
        told = json.loads(content.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        if type(told) is not dict or told.get("format") != RECEIPT:
            raise Refusal("This is no receipt of an export. Take the receipt that came with the file.")
        if told.get("version") != VERSION or type(told["version"]) is not int:
            raise Refusal("This receipt is of a later version. Check it with a desk that is as new as it.")
        seal = told["seal"]
        if seal["sha256"] != _seal(told):
            raise Refusal("The receipt was changed since it was written: its seal is not that of its words.")
        return _read(told)
    except Refusal:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refusal("This is no receipt as a desk writes it. Take the receipt that came with the file.") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("A name stands twice.")
    return told


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number.")


def _read(told: dict[str, Any]) -> Receipt:
    """Raises ValueError, KeyError or TypeError for what is not as it should be."""
    withheld = told["withheld"]
    if withheld not in (TOLD, KEPT_BACK, NONE):
        raise ValueError("What is withheld is told otherwise.")
    keeps_back = withheld == KEPT_BACK
    imported, exported = told["imported"], told["exported"]
    return Receipt(
        article=_text(told["article"]),
        revision=_count(told["revision"]),
        as_of=_text(told["as_of"]),
        desk=_text(told["desk"]),
        withheld=withheld,
        imported_bytes=None if keeps_back else _count(imported["bytes"]),
        imported_hash=_hash(imported["hmac_sha256" if keeps_back else "sha256"]),
        exported_bytes=_count(exported["bytes"]),
        exported_hash=_hash(exported["sha256"]),
        splices=tuple(_read_splice(one, keeps_back) for one in _list(told["splices"])),
        content=told,
        mac=_hash(told["seal"]["hmac_sha256"]),
    )


def _read_splice(told: dict[str, Any], keeps_back: bool) -> Spliced:
    what = tuple(_list(told["what"]))
    if not what or not _WHAT.issuperset(what):
        raise ValueError("What changed it is told otherwise.")
    if keeps_back and ("old" in told or "imported_at" in told):
        raise ValueError("What it keeps back, it tells.")
    return Spliced(
        at=_count(told["exported_at"]),
        new=_text(told["new"]).encode(),
        what=what,
        notes=tuple(_count(number) for number in _list(told.get("notes", []))),
        is_draft=told.get("draft") is True,
        old=None if keeps_back else _text(told["old"]).encode(),
        imported_at=None if keeps_back else _count(told["imported_at"]),
        mac=_hash(told["hmac_sha256"]) if keeps_back else "",
    )


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST_OF_EXPORT:
        raise ValueError("A number is none that a receipt may have.")
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("A text is none.")
    return value


def _list(value: Any) -> list[Any]:
    if type(value) is not list:
        raise TypeError("A list is none.")
    return value


def _hash(value: Any) -> str:
    if not is_hash(told := _text(value)):
        raise ValueError("A hash is none.")
    return told


# -- checking ---------------------------------------------------------------------------------------------------------


def check_exported(receipt: Receipt, exported: bytes) -> None:
    """Whether these are the bytes that were exported, with the new words of each splice in its place, in order and
    apart. Raises Refusal with the first thing that does not fit."""
    at = 0
    for splice in receipt.splices:
        if splice.at < at:
            raise Refusal("The receipt tells two changes of the same place, at byte {at}.", at=splice.at)
        if exported[splice.at : splice.end] != splice.new:
            raise Refusal(
                "At byte {at} the file does not have “{new}”, as the receipt says. One of the two was changed since.",
                at=splice.at,
                new=_shown(splice.new),
            )
        at = splice.end
    if len(exported) != receipt.exported_bytes:
        raise Refusal(
            "The file has {count} bytes, the exported one has {told}. It was changed since, or it is another.",
            count=len(exported),
            told=receipt.exported_bytes,
        )
    if hashlib.sha256(exported).hexdigest() != receipt.exported_hash:
        raise Refusal("The file is not the exported one: between the changes that the receipt tells, another was made.")


def undone(receipt: Receipt, exported: bytes) -> bytes:
    """The imported bytes, by undoing each splice of a receipt in full in bytes that were checked.

    Raises Refusal where they are not those whose hash the receipt has.
    """
    parts: list[bytes] = []
    at = imported_at = 0
    for splice in receipt.splices:
        if splice.old is None:
            raise ValueError("This receipt keeps back what was imported.")
        parts += [exported[at : splice.at], splice.old]
        imported_at += splice.at - at
        if imported_at != splice.imported_at:
            raise Refusal(
                "The change at byte {at} stood elsewhere in the imported file than the receipt says.", at=splice.at
            )
        imported_at += len(splice.old)
        at = splice.end
    imported = b"".join([*parts, exported[at:]])
    if len(imported) != receipt.imported_bytes or hashlib.sha256(imported).hexdigest() != receipt.imported_hash:
        raise Refusal(
            "With all changes undone the file is not the imported one: the receipt does not tell all of them."
        )
    return imported


def is_sealed_by(receipt: Receipt, key: bytes) -> bool:
    """Whether the receipt was written by who holds this key of its revision."""
    return hmac.compare_digest(receipt.mac, _seal_mac(key, receipt.content))


def check_kept_back(receipt: Receipt, exported: bytes, imported: bytes, key: bytes) -> None:
    """What a receipt that keeps words back cannot show without the desk's key: that these are the imported bytes, that
    what it changed stood where it was, and that all else is as imported. Raises Refusal where it is not so.
    """
    if not hmac.compare_digest(receipt.imported_hash, _imported_mac(key, imported)):
        raise Refusal("The revision that the desk has is not the one that the receipt was made of.")
    at, position, tries = 0, 0, 0
    first = receipt.splices[0].at if receipt.splices else len(exported)
    if exported[:first] != imported[:first]:
        raise Refusal("Before the first change the file is not as it was imported.")
    for index, splice in enumerate(receipt.splices):
        position += splice.at - at
        following = receipt.splices[index + 1].at if index + 1 < len(receipt.splices) else len(exported)
        kept = exported[splice.end : following]
        end = imported.find(kept, position)
        while end >= 0 and _place_mac(key, receipt.exported_hash, index, position, end) != splice.mac:
            tries += 1
            end = imported.find(kept, end + 1) if tries < _MOST_TRIES else -1
        if end < 0:
            raise Refusal(
                "The change at byte {at} is not one of the imported file, or more was changed beside it.", at=splice.at
            )
        at, position = splice.end, end
    if exported[at:] != imported[position:]:
        raise Refusal("Behind the last change the file is not as it was imported.")


# -- telling ----------------------------------------------------------------------------------------------------------


def tell_changes(receipt: Receipt) -> Iterator[Sentence]:
    """Each change in a sentence. What comes from the receipt is cut short, and holds no control characters."""
    for splice in receipt.splices:
        yield Sentence("Byte {at}: {change} ({by}).", at=splice.at, change=_change(splice), by=_told_by(splice))


def kept_bytes(receipt: Receipt) -> int:
    """How many bytes of the exported file no splice is about."""
    return receipt.exported_bytes - sum(len(splice.new) for splice in receipt.splices)


def _change(splice: Spliced) -> Sentence:
    new, count = _shown(splice.new), len(splice.new)
    if not {_WORDS, STAMP}.intersection(splice.what):
        if splice.old == b"":
            return Sentence("{count} bytes were added", count=count)
        if not splice.new:
            return Sentence("what an earlier export had there was taken away")
        return Sentence("{count} bytes stand there, which an earlier export may have written otherwise", count=count)
    if splice.old is None:
        if not splice.new.strip():
            return Sentence("words were taken away; which ones is kept back")
        return Sentence("“{new}” took the place of words that are kept back", new=new)
    if not splice.new:
        return Sentence("“{old}” was deleted", old=_shown(splice.old))
    if not splice.old:
        return Sentence("“{new}” was put in", new=new)
    return Sentence("“{old}” became “{new}”", old=_shown(splice.old), new=new)


_NAMES = {
    KEYS: Sentence("the corrections in the front matter"),
    STAMP: Sentence("the day of the last change in the front matter"),
    ERRATUM: Sentence("the erratum block"),
    LEAD: Sentence("the notice at the top"),
}


def _told_by(splice: Spliced) -> Sentence:
    names = [Sentence("note no. {number}", number=number) for number in splice.notes]
    names += [Sentence("a draft")] if splice.is_draft else []
    names += [said for name, said in _NAMES.items() if name in splice.what]
    told = names[0] if names else Sentence("no note")
    for one in names[1:]:
        told = Sentence("{one} and {other}", one=told, other=one)
    return told


def _shown(words: bytes) -> str:
    """Words as they may be printed to a terminal."""
    text = words.decode()
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "".join(char if char.isprintable() else "⏎" if char == "\n" else "\ufffd" for char in text)
