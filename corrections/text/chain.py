"""The ledger's chain as bytes: how an entry's content is written, and the hash that seals it with all before it."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

FORMAT = 1  # of entries' contents; whoever changes their shape takes the next, and keeps reading this one
BEFORE_THE_FIRST = "0" * 64
_DOMAIN = b"corrigenda ledger entry 1\n"
_HEX = re.compile(r"[0-9a-f]{64}\Z")


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which a content is written: JSON with sorted keys, no white space, letters as they are.

    Raises ValueError for a number that JSON does not have.
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def entry_hash(sequence: int, previous: str, nonce: str, content: str) -> str:
    """The SHA-256, in hexadecimal, of an entry: of its number, the hash before it, its nonce and its content.

    nonce: 32 random bytes in hexadecimal that are never published, since few words could be guessed by their hash.
    Each part but the last stands in a line of its own, so that no two entries give the same bytes. Raises ValueError
    where a part is not what it should be.
    """
    if sequence < 1 or not is_hash(previous) or not is_hash(nonce):
        raise ValueError(f"Entry {sequence} is not to be hashed: a number from 1, and twice 64 hexadecimal digits.")
    head = f"{sequence}\n{previous}\n{nonce}\n".encode()
    return hashlib.sha256(_DOMAIN + head + content.encode()).hexdigest()


def is_hash(text: str) -> bool:
    """Whether a text is 32 bytes in hexadecimal, in small letters."""
    return bool(_HEX.match(text))
