"""The Markdown files of folders, in an order that is the same each time, so that an import can be taken up again."""

import os
from collections.abc import Iterator
from pathlib import Path

ENDINGS = (".md", ".markdown", ".mdown")
_NOBODYS_WRITING = frozenset(("CVS", "_darcs", "node_modules"))  # beside all that is hidden


def markdown_files(folder: str) -> Iterator[tuple[str, OSError | None]]:
    """The paths of a folder's Markdown files, those in it before those in folders below, by their names.

    With each a folder's fault where it cannot be looked into, else None. Hidden files and folders are left out, and
    those of version control. A link to a folder is followed once, so that a loop ends.
    """
    yield from _walk(folder, set())


def _walk(folder: str, seen: set[tuple[int, int]]) -> Iterator[tuple[str, OSError | None]]:
    try:
        known = os.stat(folder)
        if (known.st_dev, known.st_ino) in seen:
            return
        seen.add((known.st_dev, known.st_ino))
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield folder, error
        return
    found = [entry for entry in found if not entry.name.startswith(".") and entry.name not in _NOBODYS_WRITING]
    for entry in found:
        # A link that leads nowhere is told of when it is read; a pipe would be waited at for ever.
        if entry.name.lower().endswith(ENDINGS) and (entry.is_file() or not os.path.exists(entry.path)):
            yield entry.path, None
    for entry in found:
        if entry.is_dir():
            yield from _walk(entry.path, seen)


def same_file(path: str) -> tuple[int, int] | str:
    """What tells whether two paths are one file: where it lies on the disk, else the path itself."""
    try:
        known = Path(path).stat()
    except OSError:
        return path
    return known.st_dev, known.st_ino
