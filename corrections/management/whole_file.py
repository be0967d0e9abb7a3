"""Writes a file whole or not at all: under another name until it is on the disk, and never over one that is there."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream into a file that is there at the end of the block, and was synced; for its owner's eyes alone.

    Raises FileExistsError where there is one already, and any other OSError; then nothing is left behind.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(unfinished, path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def _name(unfinished: Path, path: Path) -> None:
    try:
        os.link(unfinished, path)  # refuses where somebody was faster
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        unfinished.rename(path)
