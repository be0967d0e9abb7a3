"""Writes a file whole or not at all: under another name until it is on the disk, so that none is ever half of one."""

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path, *, over: bool = False) -> Iterator[BinaryIO]:
    """A stream into a file that is there at the end of the block, and was synced.

    Without `over` it is for its owner's eyes alone, and FileExistsError is raised where there is one already; with it,
    what is there is replaced, by a file of the same permissions. Raises any other OSError; then nothing is left behind,
    and what was there is as it was.
    """
    if over:
        path = Path(os.path.realpath(path))  # what a link leads to is replaced, and not the link
    elif os.path.lexists(path):
        raise FileExistsError(path)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.unfinished")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if over else 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if over:
            with suppress(FileNotFoundError):
                unfinished.chmod(stat.S_IMODE(path.stat().st_mode))
            unfinished.replace(path)
        else:
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
