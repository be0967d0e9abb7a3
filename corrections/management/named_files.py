"""The files that a command is told by their names: what is wrong with one is said in a sentence, with what to do."""

from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from corrections.management.whole_file import whole_file


def read(file: str, most: int) -> bytes:
    """What a file holds, but no more than one byte beyond `most`: what has more is refused, and may have no end."""
    try:
        with Path(file).open("rb") as stream:
            return stream.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise unreadable(file, error) from error


def write(file: str, content: bytes) -> None:
    """Write a file, or write over it, whole or not at all."""
    path = Path(file)
    try:
        if path.exists() and not path.is_file():  # a pipe or a terminal; a folder is refused by the system
            path.write_bytes(content)
            return
        try:
            with whole_file(path, over=True) as stream:
                stream.write(content)
        except PermissionError:  # a folder that takes no other file
            path.write_bytes(content)
    except (OSError, ValueError) as error:
        why = {"file": file, "fault": getattr(error, "strerror", None) or error}
        raise CommandError(_("%(file)s cannot be written (%(fault)s). Choose another place.") % why) from error


def unreadable(file: str, error: OSError | ValueError) -> CommandError:
    why = {"file": file, "fault": getattr(error, "strerror", None) or error}
    return CommandError(_("%(file)s cannot be read (%(fault)s). Check its name.") % why)
